import type { HostingRequest, HostingState } from '#protocol/bridge.ts'
import type { ConnectedPerson } from './core/quit.ts'
import { Failure } from './failure.ts'
import { TEXTS } from './texts.ts'

/** The usual port (server/options.ts), and how many after it are tried when it is taken and nobody asked for it. */
const PORT = 22_800
const TRIES = 10

/** What a room offers to whoever hosts it: `RunningRoom` of server/start.ts. */
export type HostedRoom = {
  readonly url: string
  readonly port: number
  /** Of its key; null when it has none. */
  readonly identity: string | null
  readonly ownerCode: string | null
  people(): Promise<ConnectedPerson[]>
  close(): Promise<void>
}
export type RoomStarter = (options: {
  dataDir: string
  name?: string
  inviteOnly?: boolean
  port: number
  announce: boolean
  logLevel: 'warn'
}) => Promise<HostedRoom>

export type HostingDeps = {
  startRoom: RoomStarter
  /** Rejects with a sentence, and leaves the room as it was. */
  restoreRoom(options: { dataDir: string; source: string }): Promise<unknown>
  dataDir: string
  /** Whether rooms say on the local network that they are there. */
  announce: boolean
  now(): string
  onChange(state: HostingState): void
}

export type Hosting = {
  state(): HostingState
  start(request: HostingRequest): Promise<HostingState>
  stop(): Promise<HostingState>
  /** Puts a backup in place of the room, which is stopped for it, and started again if it ran. */
  restore(source: string): Promise<HostingState>
  /** Whoever is connected to the room that runs. */
  people(): Promise<ConnectedPerson[]>
}

/** The room inside this process: one at a time, started and stopped one after the other. */
export function createHosting(deps: HostingDeps): Hosting {
  let state: HostingState = { kind: 'off' }
  let room: { running: HostedRoom; request: HostingRequest } | null = null
  let last: Promise<unknown> = Promise.resolve()

  const become = (next: HostingState): HostingState => {
    state = next
    deps.onChange(withCode())
    return withCode()
  }
  // There is a code until somebody owns the room, which happens while it runs.
  const withCode = (): HostingState =>
    state.kind === 'on' && room !== null ? { ...state, owner_code: room.running.ownerCode } : state
  const inTurn = <Result>(job: () => Promise<Result>): Promise<Result> => {
    const turn = last.then(job)
    last = turn.catch(() => undefined)
    return turn
  }

  /** `wishes`: what the room's own settings are to become; without, they are what they were. */
  const startNow = async (request: HostingRequest, wishes: Wishes): Promise<HostingState> => {
    const { name } = request
    become({ kind: 'starting', name })
    try {
      const running = await startOnPort(deps, request.port, wishes)
      room = { running, request }
      const { url, port, identity, ownerCode } = running
      return become({ kind: 'on', name, url, port, identity, since: deps.now(), owner_code: ownerCode })
    } catch (error) {
      return become({ kind: 'failed', name, reason: sentenceOf(error, request.port) })
    }
  }
  const stopNow = async (): Promise<HostingState> => {
    if (room === null) return become({ kind: 'off' })
    const { running, request } = room
    become({ kind: 'stopping', name: request.name })
    try {
      await running.close()
      return become({ kind: 'off' })
    } catch (error) {
      return become({ kind: 'failed', name: request.name, reason: sentenceOf(error) })
    } finally {
      room = null
    }
  }

  return {
    state: withCode,
    start: (request) => inTurn(async () => (room === null ? startNow(request, wishesOf(request)) : withCode())),
    stop: () => inTurn(stopNow),
    restore: (source) =>
      inTurn(async () => {
        const request = room?.request
        if (request !== undefined) await stopNow()
        try {
          await deps.restoreRoom({ dataDir: deps.dataDir, source })
        } catch (error) {
          throw new Failure(sentenceOf(error), { cause: error })
        } finally {
          // Restored or as it was, its name too: whoever was in the room comes back to it.
          if (request !== undefined) await startNow(request, {})
        }
        return withCode()
      }),
    people: async () => (await room?.running.people()) ?? [],
  }
}

type Wishes = { name?: string; inviteOnly?: boolean }
const wishesOf = ({ name, invite_only }: HostingRequest): Wishes => ({
  name,
  ...(invite_only === undefined ? {} : { inviteOnly: invite_only }),
})

async function startOnPort(deps: HostingDeps, port: number | undefined, wishes: Wishes): Promise<HostedRoom> {
  const { dataDir, announce } = deps
  const start = (on: number) => deps.startRoom({ dataDir, ...wishes, port: on, announce, logLevel: 'warn' })
  // A port that somebody asked for is in their router's settings: another would not do.
  if (port !== undefined) return start(port)
  for (let tried = 0; tried < TRIES; tried += 1) {
    try {
      return await start(PORT + tried)
    } catch (error) {
      if (!isPortTaken(error)) throw error
    }
  }
  return start(0)
}

/** As server/http/listen.ts says it, with the system's own error below. */
const isPortTaken = (error: unknown): boolean =>
  error instanceof Error && error.cause instanceof Error && 'code' in error.cause && error.cause.code === 'EADDRINUSE'

/** What the room says is a sentence already; the one about ports names options of the command line. */
function sentenceOf(error: unknown, port?: number): string {
  if (port !== undefined && isPortTaken(error)) return TEXTS.hosting.portTaken(port)
  return TEXTS.hosting.broken(error instanceof Error ? error.message : String(error))
}
