import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Brought, type Flight, type Passenger, createFlight } from './flight.ts'
import { createLine } from './line.ts'
import type { QueueItem } from './position.ts'
import type { Shelf } from './shelf.ts'
import { type Entries, type Fetched, type News, type Source, SourceError } from './source.ts'

export type FetchingDeps = {
  sources: readonly Source[]
  shelf: Shelf
  /** Exists once this resolves. */
  folder(): Promise<string>
  newId(): string
  /** Of what comes from elsewhere, and once more of what lies in the room: that has not to wait for slow servers. */
  maxAtOnce: number
  /** Of a song that was not in the room before. */
  maxSecs: number
  onBug(what: string, error: unknown): void
}
type Outcome = { ok: true; fetched: Fetched | Entries } | { ok: false; sentence: string }
export type Listener = {
  /** Channels take turns. */
  channelId: string
  /** Asked whenever one of its channel's items may be next: the current one goes first. */
  isCurrent(): boolean
  /** Hears what is known on the way and then, unless the job was cancelled, how it ended. */
  news(news: News): void
  end(outcome: Outcome): void
}
/** Lets go of the song: what nobody else wants is broken off, and its files are taken away before this resolves. */
export type Job = { cancel(): Promise<void> }

/** Fetches songs, so many at once of each kind; the same one only once, as long as anybody has it. */
export function createFetching(deps: FetchingDeps) {
  const lines = { elsewhere: createLine(deps.maxAtOnce), room: createLine(deps.maxAtOnce) }
  /** By what was typed: what is being fetched, and what is there because of that. */
  const flights = new Map<string, Flight>()
  const jobs = new Set<Job>()

  const fetch = async (
    item: QueueItem,
    source: Source,
    signal: AbortSignal,
    tell: (news: News) => void,
  ): Promise<Brought> => {
    const isOfRoom = source.isOfRoom === true
    const quota = deps.shelf.fetching()
    const [name, folder] = [deps.newId(), await deps.folder()]
    try {
      const { url, addedBy } = item
      const fetched = await source.fetch({ url, addedBy, folder, name, signal, tell, allow: quota.allow })
      if (signal.aborted) throw new SourceError('It was removed.')
      // A list of songs is no song yet.
      if ('entries' in fetched) return { fetched, release: async () => undefined }
      if (!isOfRoom && fetched.duration > deps.maxSecs) {
        throw new SourceError(`This is too long: a fetched song has at most ${Math.floor(deps.maxSecs / 60)} minutes.`)
      }
      return await quota.keep(fetched, isOfRoom)
    } catch (error) {
      if (error instanceof SourceError) throw error
      if (!signal.aborted) deps.onBug('fetching a song', error)
      throw new SourceError('The room could not fetch this. Its log says more.', { cause: error })
    } finally {
      quota.end()
      await removeAll(folder, name).catch((error: unknown) => deps.onBug('what a fetch left', error))
    }
  }

  /** `endTurn` is called when it is over. */
  const take = (item: QueueItem, source: Source, key: string | null, endTurn: () => void): Flight => {
    const flight: Flight = createFlight({
      fetch: (signal, tell): Promise<Brought> => fetch(item, source, signal, tell).finally(endTurn),
      onOver() {
        if (key !== null && flights.get(key) === flight) flights.delete(key)
      },
    })
    if (key !== null) flights.set(key, flight)
    return flight
  }

  const board = async (item: QueueItem, listener: Listener, signal: AbortSignal): Promise<Passenger | null> => {
    const source = deps.sources.find((one) => one.takes(item.url))
    if (!source) throw new SourceError('This room cannot play links or searches. Upload the song as a file instead.')
    const tell = (news: News) => signal.aborted || listener.news(news)
    // Who may have what lies in the room already, its source asks for each person anew.
    const key = source.isOfRoom === true ? null : item.url
    const underWay = key === null ? undefined : flights.get(key)
    if (underWay) return underWay.board(tell)
    const line = source.isOfRoom === true ? lines.room : lines.elsewhere
    const endTurn = await line.enter(listener.channelId, signal, listener.isCurrent)
    if (endTurn === null) return null
    const inMeantime = key === null ? undefined : flights.get(key)
    if (signal.aborted || inMeantime) endTurn()
    if (signal.aborted) return null
    return (inMeantime ?? take(item, source, key, endTurn)).board(tell)
  }

  return {
    start(item: QueueItem, listener: Listener): Job {
      const abort = new AbortController()
      const passage = board(item, listener, abort.signal)
      const bring = async (): Promise<Outcome | null> => {
        const passenger = await passage
        return passenger && { ok: true, fetched: (await passenger.kept).fetched }
      }
      bring()
        .catch((error: unknown): Outcome => {
          if (error instanceof SourceError) return { ok: false, sentence: error.message }
          deps.onBug('fetching a song', error)
          return { ok: false, sentence: 'The room could not fetch this. Its log says more.' }
        })
        .then((outcome) => {
          if (outcome !== null && !abort.signal.aborted) listener.end(outcome)
        })
        .catch((error: unknown) => deps.onBug('a fetched song', error))
      const job: Job = {
        async cancel() {
          abort.abort()
          const passenger = await passage.catch(() => null)
          await passenger?.leave()
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

/** Whatever a source left under the name that it was given. */
async function removeAll(folder: string, name: string): Promise<void> {
  const left = (await readdir(folder)).filter((one) => one.startsWith(name))
  await Promise.all(left.map((one) => rm(join(folder, one), { recursive: true, force: true })))
}
