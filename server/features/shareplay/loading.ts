import type { Peer, Publish } from '../../realtime/audience.ts'
import type { Fetching, Job } from './fetching.ts'
import { itemsOf } from './playlist.ts'
import { type Queue, type QueueItem, currentOf } from './position.ts'
import type { QueueChange } from './queue.ts'
import type { Entries, Fetched } from './source.ts'

export type LoadingDeps = {
  fetching: Fetching
  publish: Publish
  maxItems: number
  newId(): string
  onBug(what: string, error: unknown): void
}
export type LoadingPorts = {
  queue(): Queue
  apply(change: QueueChange): void
  /** Items that are about to come. */
  expect(items: readonly QueueItem[]): void
}

/** The songs of one channel's queue: what is being fetched for it, and what is there. */
export function createLoading(channelId: string, deps: LoadingDeps, ports: LoadingPorts) {
  const jobs = new Map<string, Job>()
  const songs = new Map<string, Fetched>()
  const letGo = (id: string): void => {
    const job = jobs.get(id)
    jobs.delete(id)
    job?.cancel().catch((error: unknown) => deps.onBug('taking away a song', error))
  }

  const load = (item: QueueItem, peer: Peer): void => {
    const { id } = item
    const tell = (news: (QueueChange & { type: 'tell' })['news']) => ports.apply({ type: 'tell', id, news })
    const job = deps.fetching.start(item, {
      channelId,
      isCurrent: () => currentOf(ports.queue())?.id === id,
      news: tell,
      end(outcome) {
        if (!outcome.ok) {
          tell({ status: 'error', error: outcome.sentence, progress: null })
          // What had been fetched by then is of no use.
          letGo(id)
          return
        }
        if ('entries' in outcome.fetched) {
          letGo(id)
          expand(item, outcome.fetched, peer)
          return
        }
        const { title, artist, duration, cover } = outcome.fetched
        songs.set(id, outcome.fetched)
        tell({ status: 'ready', title, artist, duration, hasCover: cover !== null, error: null, progress: null })
      },
    })
    jobs.set(id, job)
  }

  /** A playlist becomes its songs, as far as there is room; whoever added it hears of the others. */
  const expand = (item: QueueItem, playlist: Entries, peer: Peer): void => {
    const free = deps.maxItems - ports.queue().items.length + 1
    const { items, leftOut } = itemsOf(item, playlist, { free, newId: deps.newId })
    ports.expect(items)
    ports.apply({ type: 'expand', id: item.id, items })
    for (const one of items) load(one, peer)
    if (leftOut === 0) return
    const left = leftOut === 1 ? 'One more song' : `${leftOut} more songs`
    const message = `${left} of this playlist found no place: a queue has at most ${deps.maxItems} items.`
    deps.publish({ kind: 'connection', sessionId: peer.sessionId }, { type: 'error', code: 'queue_full', message })
  }

  return {
    /** Begins to fetch an item of the queue; `peer`: who wants it. */
    load,
    songOf: (itemId: string): Fetched | undefined => songs.get(itemId),
    /** The item is not in the queue any more. */
    discard(itemId: string): void {
      songs.delete(itemId)
      letGo(itemId)
    },
  }
}
export type Loading = ReturnType<typeof createLoading>
