import type { RoomOptionsInput } from './options.ts'

/** A room that runs. `close()` tells the clients, checkpoints the log and may be called twice. */
export type RunningRoom = {
  url: string
  port: number
  dataDir: string
  /** The one-time owner code, until there is an owner. */
  ownerCode: string | null
  close(): Promise<void>
}

export async function startServer(_input: RoomOptionsInput): Promise<RunningRoom> {
  throw new Error('being built')
}
