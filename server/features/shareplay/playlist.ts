import { line } from './describe-song.ts'
import type { QueueItem } from './position.ts'
import type { Entries } from './source.ts'

/**
 * The songs of a playlist as items, as many as there are places for (its own is one), and how many were left out. The
 * first has the id of the item that the playlist was.
 */
export function itemsOf(
  { id, addedBy }: Pick<QueueItem, 'id' | 'addedBy'>,
  playlist: Entries,
  { free, newId }: { free: number; newId(): string },
): { items: QueueItem[]; leftOut: number } {
  const taken = playlist.entries.slice(0, Math.max(1, free))
  const items = taken.map(({ url, title, duration }, at): QueueItem => ({
    id: at === 0 ? id : newId(),
    url,
    title: line(title) ?? url,
    artist: null,
    duration,
    status: 'grabbing',
    progress: null,
    error: null,
    hasCover: false,
    addedBy,
  }))
  return { items, leftOut: playlist.leftOut + playlist.entries.length - taken.length }
}
