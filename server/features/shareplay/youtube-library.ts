import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { line } from './describe-song.ts'
import { SourceError, Unfit } from './source.ts'
import { threadEntry } from './thread-entry.ts'
import type { LibraryTask } from './youtube.ts'
import { EXTRA_BYTES, type IssueProxy, NEWS_MS, demandAllowed, demandFits, orRemoved } from './ytdlp.ts'
import type { About } from './ytdlp-output.ts'
import { meaningOf } from './ytdlp-words.ts'

/** `ca`: whom to trust, in PEM, instead of those whom the system trusts. */
export type YoutubeTask = { id: string; path: string; proxy: string; ca: string | undefined }
export type FromYoutube =
  | { kind: 'about'; about: About }
  | { kind: 'progress'; bytes: number; share: number | null }
  | { kind: 'done' }
  | { kind: 'failed'; why: string }

export type YoutubeLibraryDeps = {
  issueProxy: IssueProxy
  maxBytes: number
  maxSecs: number
  /** Monotonic milliseconds. */
  now(): number
  ca?: string
}

const HEAP_MIB = 256
const INSTALL = "Install yt-dlp on the host's computer, or upload the song as a file."

/**
 * Fetches a video's sound without yt-dlp, to `folder/name`, by @distube/ytdl-core. Nobody keeps that up any more, so it
 * may fail where yt-dlp does not. It runs parts of YouTube's player in a `vm` context, which is no sandbox; therefore it
 * lives in a thread that is told nothing of the room, with a heap and a time of its own, and its network is the proxy. It
 * must neither look for updates nor write pages to the disk that it does not understand; what it prints goes nowhere.
 */
export async function fetchByLibrary(deps: YoutubeLibraryDeps, task: LibraryTask): Promise<About> {
  const { id, folder, name, signal } = task
  const way = await deps.issueProxy({ maxBytes: deps.maxBytes + EXTRA_BYTES, signal }).catch(orRemoved(signal))
  const workerData: YoutubeTask = {
    id,
    path: join(folder, name),
    proxy: way.url,
    ca: deps.ca,
  }
  const worker = new Worker(threadEntry('youtube'), {
    workerData,
    name: 'youtube',
    env: { YTDL_NO_UPDATE: '1', YTDL_NO_DEBUG_FILE: '1' },
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB },
    stdout: true,
    stderr: true,
  })
  const { promise, resolve, reject } = Promise.withResolvers<About>()
  const abandon = () => reject(new Unfit('It was removed.'))
  const timer = setTimeout(() => reject(new Unfit('This took too long to fetch. Try again later.')), task.timeoutMs)
  signal.addEventListener('abort', abandon)
  if (signal.aborted) abandon()
  let about: About | null = null
  let toldAt = -Infinity

  const hear = (said: FromYoutube): void => {
    if (said.kind === 'about') {
      about = { ...said.about, title: line(said.about.title) ?? id, artist: line(said.about.artist) }
      demandFits(about, deps.maxSecs)
      const { title, artist, duration } = about
      task.tell({ title, artist, duration, status: 'downloading' })
    } else if (said.kind === 'progress') {
      demandAllowed(task, said.bytes)
      if (said.share === null || deps.now() - toldAt < NEWS_MS) return
      toldAt = deps.now()
      task.tell({ progress: said.share })
    } else if (said.kind === 'failed') throw new SourceError(meaningOf(said.why, INSTALL))
    else if (about !== null) resolve(about)
  }
  worker.on('message', (said: FromYoutube) => {
    try {
      hear(said)
    } catch (error) {
      reject(error)
    }
  })
  worker.once('error', (error) => reject(new SourceError(meaningOf('', INSTALL), { cause: error })))
  worker.once('exit', () => reject(new SourceError(meaningOf('', INSTALL))))
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', abandon)
    way.close()
    await worker.terminate()
  }
}
