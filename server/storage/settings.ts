import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Low } from 'lowdb'
import type { Adapter } from 'lowdb'
import { z } from 'zod'
import { writeDurably } from './durable.ts'

/** What the host may set while the room runs. */
export const RoomSettings = z.object({
  name: z.string().trim().min(1).max(100).default('Stuffchat'),
  invite_only: z.boolean().default(false),
  guests: z.boolean().default(false),
  /** Whether the router is asked to let people in from the internet. */
  port_mapping: z.boolean().default(false),
})
export type RoomSettings = z.infer<typeof RoomSettings>

/** The file may hold more: it is written by people too, and what we do not know is theirs. */
const SettingsFile = z.looseObject(RoomSettings.shape)
type SettingsFile = z.infer<typeof SettingsFile>

export type Settings = {
  get(): RoomSettings
  /**
   * Changes what the patch names; on the disk before it resolves. One after the other, each on what the file says
   * then, so that an edit by hand is neither lost nor ignored. When it rejects, nothing has changed.
   */
  update(patch: Partial<RoomSettings>): Promise<RoomSettings>
}

/** Opens `<dataDir>/settings.json`; throws an error that names the file when it is broken, and leaves it alone. */
export function openSettings(dataDir: string): Settings {
  const path = join(dataDir, 'settings.json')
  const low = new Low(createAdapter(path), readSettings(path) ?? SettingsFile.parse({}))
  let current = RoomSettings.parse(low.data)
  let last: Promise<unknown> = Promise.resolve()

  const apply = async (patch: Partial<RoomSettings>): Promise<RoomSettings> => {
    await low.read()
    const before = low.data
    low.data = SettingsFile.parse({ ...before, ...patch })
    try {
      await low.write()
    } catch (error) {
      low.data = before
      throw error
    }
    current = RoomSettings.parse(low.data)
    return current
  }

  return {
    get: () => current,
    update(patch) {
      const turn = last.then(() => apply(patch))
      // The next one's turn comes all the same; the error is for who asked for this one.
      last = turn.catch(() => undefined)
      return turn
    },
  }
}

function createAdapter(path: string): Adapter<SettingsFile> {
  return {
    read: async () => readSettings(path),
    write: (data) => writeDurably(path, `${JSON.stringify(data, null, 2)}\n`),
  }
}

/** Null when there is no file yet. Synchronous: it is one small file, read at start and at a rare change. */
function readSettings(path: string): SettingsFile | null {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
  try {
    // Some editors put a byte order mark in front.
    return SettingsFile.parse(JSON.parse(text.replace(/^\uFEFF/, '')))
  } catch (error) {
    throw new Error(`The file ${path} cannot be read: ${whatIsWrong(error)}`, { cause: error })
  }
}

function whatIsWrong(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error)
  return error instanceof Error ? error.message : String(error)
}
