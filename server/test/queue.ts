import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { ShareplayState } from '#protocol/shareplay.ts'
import type { Event, Person, Socket } from './client.ts'

/** Long: the machine may be slow. */
const FFMPEG_MS = 120_000

export const queueAction = (channel_id: string, action_type: string, data: unknown = null, more: object = {}) => ({
  type: 'shareplay_action',
  channel_id,
  action_type,
  data,
  ...more,
})
export const stateOf = (event: Event): ShareplayState => ShareplayState.parse(event.state)

/** The next update in which something holds. */
export async function until(socket: Socket, holds: (state: ShareplayState) => boolean): Promise<ShareplayState> {
  return stateOf(await socket.next('shareplay_update', (event) => holds(stateOf(event))))
}
export const countOf = ({ queue }: ShareplayState, status: ShareplayState['queue'][number]['download_status']) =>
  queue.filter((item) => item.download_status === status).length

/** What ffmpeg makes of these arguments, which come before the name of the file. */
export function madeByFfmpeg(name: string, args: readonly string[]): Uint8Array<ArrayBuffer> {
  const folder = mkdtempSync(join(tmpdir(), 'stuffchat-media-'))
  try {
    execFileSync('ffmpeg', ['-nostdin', '-v', 'error', ...args, join(folder, name)], { timeout: FFMPEG_MS })
    return new Uint8Array(readFileSync(join(folder, name)))
  } finally {
    rmSync(folder, { recursive: true })
  }
}
/** A tone of so many seconds; another `hertz` makes other bytes. */
export const toneOf = (secs: number, hertz = 440): Uint8Array<ArrayBuffer> =>
  madeByFfmpeg('tone.mp3', ['-f', 'lavfi', '-i', `sine=frequency=${hertz}:duration=${secs}`])
/** Uploads a song, and gives what to add to a queue for it. */
export const songOf = async (person: Person, bytes: Uint8Array<ArrayBuffer>, name = 'tone.mp3'): Promise<string> =>
  `file:${await person.file(bytes, name)}`

/** What lies in the folder of songs, besides the folder of its own that each run of a room makes there. */
export async function filesIn(dataDir: string): Promise<string[]> {
  const entries = await readdir(join(dataDir, 'shareplay'), { withFileTypes: true })
  const names = entries.map(async (entry) => {
    if (!entry.isDirectory()) return [entry.name]
    // It may be on its way out.
    return readdir(join(entry.parentPath, entry.name)).catch(() => [])
  })
  return (await Promise.all(names)).flat()
}

/** How many songs a process reads right now; null where the system does not show it. */
export async function readersOf(pid: number = process.pid): Promise<number | null> {
  if (process.platform !== 'linux') return null
  const names = (await readdir(`/proc/${pid}/task`)).map((task) =>
    // A thread may end while we look.
    readFile(`/proc/${pid}/task/${task}/comm`, 'utf8').catch(() => ''),
  )
  return (await Promise.all(names)).filter((name) => name.trim() === 'metadata').length
}
