import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import type { Get } from '../../fetch/get.ts'
import { type DescribeSong, forPeople, line } from './describe-song.ts'
import type { FetchTask, Fetched, Source } from './source.ts'
import { createToolFinder } from './tool.ts'
import { type LibraryTask, createSearchSource, createYoutubeSource } from './youtube.ts'
import { fetchByLibrary } from './youtube-library.ts'
import { coverUrl } from './youtube-url.ts'
import { type IssueProxy, type Video, createYtdlp } from './ytdlp.ts'

export type YoutubeSourcesDeps = {
  issueProxy: IssueProxy
  get: Get
  describe: DescribeSong
  sniff(file: { head: Buffer; utf8: boolean; name: string }): Promise<string>
  demandSpace(bytes: number): Promise<void>
  /** The PATH of the room's process: where yt-dlp is looked for. */
  searchPath(): string
  now(): number
  maxBytes: number
  maxSecs: number
  maxMs: number
  maxEntries: number
}

const HEAD_BYTES = 4_100
const COVER_BYTES = 2 ** 20
const COVER_MS = 5_000

/** Links to YouTube, and words to search for; each of them its place in the order of sources. */
export function createYoutubeSources(deps: YoutubeSourcesDeps): { youtube: Source; search: Source } {
  const find = createToolFinder({ ...deps, name: 'yt-dlp', platform: process.platform })
  const ytdlp = createYtdlp({ ...deps, find, home: homedir(), timeoutMs: deps.maxMs })

  const finish = async ({ folder, name, signal }: FetchTask, { about, cover }: Video): Promise<Fetched> => {
    const path = join(folder, name)
    const { head, sha256 } = await read(path)
    const type = await deps.sniff({ head, utf8: false, name: '' })
    const { maxSecs } = deps
    const song = await deps.describe({ path, type, etag: sha256, titles: [about.title], maxSecs, cover }, signal)
    // Pieces of a broadcast do not say how long it is.
    const duration = song.duration > 0 ? song.duration : about.duration
    return { ...song, artist: song.artist ?? line(about.artist), duration }
  }
  const shared = { ytdlp, finish, demandSpace: () => forPeople(deps.demandSpace(deps.maxBytes)) }
  const library = async (task: LibraryTask) => ({
    about: await fetchByLibrary(deps, task),
    cover: await fetchCover(deps.get, task.id, task.signal),
  })
  return {
    youtube: createYoutubeSource({ ...deps, ...shared, library }),
    search: createSearchSource(shared),
  }
}

/** The first bytes of a file, and what all of them add up to. */
async function read(path: string): Promise<{ head: Buffer; sha256: string }> {
  const hash = createHash('sha256')
  let head = Buffer.alloc(0)
  for await (const chunk of createReadStream(path)) {
    if (!Buffer.isBuffer(chunk)) continue
    if (head.length < HEAD_BYTES) head = Buffer.concat([head, chunk]).subarray(0, HEAD_BYTES)
    hash.update(chunk)
  }
  return { head, sha256: hash.digest('hex') }
}

/** A song without a picture is a song: whatever goes wrong, there is none. */
async function fetchCover(get: Get, id: string, signal: AbortSignal): Promise<Buffer | null> {
  try {
    const { status, body } = await get(coverUrl(id), AbortSignal.any([signal, AbortSignal.timeout(COVER_MS)]))
    const parts: Buffer[] = []
    let bytes = 0
    for await (const part of body) {
      if (!Buffer.isBuffer(part)) continue
      bytes += part.length
      // Leaving the loop ends the body.
      if (status !== 200 || bytes > COVER_BYTES) return null
      parts.push(part)
    }
    return Buffer.concat(parts)
  } catch {
    return null
  }
}
