import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { QueueItem } from './position.ts'
import { type Entries, type Fetched, type News, type Source, SourceError } from './source.ts'

export type FetchingDeps = {
  sources: readonly Source[]
  /** Exists once this resolves. */
  folder(): Promise<string>
  newId(): string
  maxAtOnce: number
  onBug(what: string, error: unknown): void
}
type Outcome = { ok: true; fetched: Fetched | Entries } | { ok: false; sentence: string }
/** Breaks off what runs and takes away every file of the item. */
export type Job = { cancel(): Promise<void> }

/** Fetches songs, so many at once and the others in the order in which they came. */
export function createFetching(deps: FetchingDeps) {
  const waiting: (() => void)[] = []
  const jobs = new Set<Job>()
  let running = 0

  const turn = async (): Promise<void> => {
    if (running >= deps.maxAtOnce) await new Promise<void>((resolve) => waiting.push(resolve))
    else running++
  }
  const done = (): void => {
    const next = waiting.shift()
    if (next) next()
    else running--
  }

  const fetch = async (item: QueueItem, name: string, signal: AbortSignal, tell: (news: News) => void) => {
    const source = deps.sources.find((one) => one.takes(item.url))
    if (!source) throw new SourceError('This room cannot play links or searches. Upload the song as a file instead.')
    await turn()
    try {
      if (signal.aborted) throw new SourceError('It was removed.')
      return await source.fetch({ ...item, folder: await deps.folder(), name, signal, tell })
    } finally {
      done()
    }
  }

  return {
    /** `told` hears news on the way and then, unless the job was cancelled, how it ended. */
    start(item: QueueItem, told: { news(news: News): void; end(outcome: Outcome): void }): Job {
      const name = deps.newId()
      const abort = new AbortController()
      const ended = fetch(item, name, abort.signal, (news) => abort.signal.aborted || told.news(news))
        .then((fetched): Outcome => ({ ok: true, fetched }))
        .catch((error: unknown): Outcome => {
          if (error instanceof SourceError) return { ok: false, sentence: error.message }
          deps.onBug('fetching a song', error)
          return { ok: false, sentence: 'The room could not fetch this. Its log says more.' }
        })
        .then((outcome) => {
          if (!abort.signal.aborted) told.end(outcome)
        })
        .catch((error: unknown) => deps.onBug('a fetched song', error))
      const job: Job = {
        async cancel() {
          abort.abort()
          await ended
          const path = join(await deps.folder(), name)
          for (const one of [path, `${path}.cover`]) await rm(one, { force: true })
          jobs.delete(job)
        },
      }
      jobs.add(job)
      return job
    },
    async close(): Promise<void> {
      await Promise.all([...jobs].map((job) => job.cancel()))
    },
  }
}
export type Fetching = ReturnType<typeof createFetching>
