import type { ShareplayItem, ShareplayState } from '#protocol/shareplay.ts'

/** What a row says of its song. `fetching`: how far, from 0 to 1; null when nobody knows. */
export type RowState =
  | { kind: 'playing' | 'paused' | 'ready' | 'waiting' }
  | { kind: 'fetching'; progress: number | null }
  | { kind: 'failed'; sentence: string | null }

export function rowStateOf(item: ShareplayItem, isCurrent: boolean, status: ShareplayState['status']): RowState {
  switch (item.download_status) {
    case 'pending':
      return { kind: 'waiting' }
    case 'grabbing':
    case 'downloading':
      return { kind: 'fetching', progress: item.progress }
    case 'error':
      return { kind: 'failed', sentence: item.download_error }
    case 'ready':
      return { kind: isCurrent ? (status === 'playing' ? 'playing' : 'paused') : 'ready' }
  }
}

/** The song that plays or would play; null where nothing is. */
export const currentOf = (
  state: Pick<ShareplayState, 'queue' | 'current_index'> | null | undefined,
): ShareplayItem | null =>
  state == null || state.current_index === null ? null : (state.queue[state.current_index] ?? null)

/** A song can be heard now, by those who are in the call. */
export const isSounding = (state: ShareplayState | null | undefined): boolean =>
  state?.status === 'playing' && currentOf(state)?.download_status === 'ready'

/** The room goes on from a song that failed: to those after it, and with `All` to those before it, once one is ready. */
export function followsByItself(
  state: Pick<ShareplayState, 'queue' | 'current_index' | 'status' | 'repeat_mode'>,
): boolean {
  const { queue, current_index: at, status, repeat_mode: repeat } = state
  if (status !== 'playing' || at === null) return false
  const others = repeat === 'All' ? queue.toSpliced(at, 1) : queue.slice(at + 1)
  return others.some(({ download_status: is }) => is === 'ready')
}

/** The songs in this order of their ids; those that are not named come last, as they were. */
export function inOrder(queue: readonly ShareplayItem[], ids: readonly string[]): ShareplayItem[] {
  const places = new Map(ids.map((id, at) => [id, at]))
  const place = ({ id }: ShareplayItem) => places.get(id) ?? ids.length
  return queue.toSorted((one, other) => place(one) - place(other))
}

export type Sums = { count: number; seconds: number; isExact: boolean }
/** How much waits; not exact while the length of some is unknown. */
export const sumsOf = (queue: readonly ShareplayItem[]): Sums => ({
  count: queue.length,
  seconds: queue.reduce((sum, { duration_seconds }) => sum + duration_seconds, 0),
  isExact: queue.every(({ duration_seconds, download_status }) => duration_seconds > 0 || download_status === 'error'),
})

/** Whole percent of something from 0 to 1. */
export const percentOf = (share: number | null): number | null => (share === null ? null : Math.round(share * 100))

/** Where a song goes to be the next one; null where nothing is current, or it is that itself. */
export function nextPlace(at: number, currentAt: number | null): number | null {
  if (currentAt === null || at === currentAt) return null
  // Taken out from before the current one, that moves up by one.
  return at < currentAt ? currentAt : currentAt + 1
}
