import { Worker } from 'node:worker_threads'
import { threadEntry } from './thread-entry.ts'

export type MetadataTask = { path: string }
export type Metadata = {
  title: string | null
  artist: string | null
  /** Seconds; null when nothing in the file tells. */
  duration: number | null
  hasAudio: boolean
  cover: Uint8Array | null
}

const PARSE_MS = 20_000
/** Of the parser's heap. */
const PARSE_MIB = 192

/**
 * Reads what a sound file says of itself, in a thread of its own, for a limited time and with a limited heap (and of
 * what lies outside of that, song-file.ts keeps count). Null for what is no sound, is broken, or takes too much.
 */
export function readMetadata(path: string, signal: AbortSignal): Promise<Metadata | null> {
  if (signal.aborted) return Promise.resolve(null)
  const task: MetadataTask = { path }
  const worker = new Worker(threadEntry('metadata'), {
    workerData: task,
    name: 'metadata',
    resourceLimits: { maxOldGenerationSizeMb: PARSE_MIB },
    // What a parser prints about somebody's file belongs into no log.
    stdout: true,
    stderr: true,
  })
  return new Promise((resolve) => {
    let isOver = false
    const end = (metadata: Metadata | null) => {
      if (isOver) return
      isOver = true
      clearTimeout(timer)
      signal.removeEventListener('abort', abandon)
      // It has its turn until its thread is gone, so that there are never more of them than turns.
      void worker.terminate().finally(() => resolve(metadata))
    }
    const abandon = () => end(null)
    const timer = setTimeout(abandon, PARSE_MS)
    signal.addEventListener('abort', abandon)
    worker.once('message', (metadata: Metadata) => end(metadata))
    // The parser's own words are for programmers: what cannot be read cannot be played.
    worker.once('error', abandon)
    worker.once('exit', abandon)
  })
}
