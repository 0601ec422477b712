import { toTime } from '#protocol/ids.ts'
import type { ShareplayItem, ShareplayState } from '#protocol/shareplay.ts'
import type { Queue, QueueItem } from './position.ts'

export type PresentDeps = {
  /** Wall-clock milliseconds at which the room's monotonic clock reads 0. */
  epochMs: number
  /** Adds what a URL needs in `--private-files` mode. */
  sign(path: string, id: string): string
}

/** A queue as everybody in the channel sees it; never where a file lies. */
export const presentQueue = (queue: Queue, deps: PresentDeps): ShareplayState => ({
  queue: queue.items.map((item) => presentItem(item, deps)),
  current_index: queue.index,
  status: queue.isPlaying ? 'playing' : 'paused',
  start_time: queue.startedAt === null ? null : toTime(deps.epochMs + queue.startedAt),
  current_position_secs: queue.position,
  repeat_mode: queue.repeat,
  rev: queue.rev,
  server_epoch_ms: deps.epochMs,
})

const presentItem = (item: QueueItem, { sign }: PresentDeps): ShareplayItem => ({
  id: item.id,
  url: item.url,
  title: item.title,
  duration_seconds: item.duration,
  download_status: item.status,
  file_path: item.status === 'ready' ? sign(`/api/shareplay/song/${item.id}`, item.id) : null,
  thumbnail_path: item.hasCover ? sign(`/api/shareplay/thumbnail/${item.id}`, item.id) : null,
  download_error: item.error,
  added_by: item.addedBy,
  artist: item.artist,
  progress: item.progress,
})
