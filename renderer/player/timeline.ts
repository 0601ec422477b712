import type { ShareplayState } from '#protocol/shareplay.ts'

/** What a room plays just now, on the room's monotonic clock. */
export type Program = {
  itemId: string
  /** Where the song is, as a path of the room; null until the room has it. */
  path: string | null
  /** Seconds; 0 where nobody knows. */
  duration: number
  /** The room means to play, also while it is still fetching. */
  isPlaying: boolean
  /** Seconds into the song at `startedAt`, or for as long as the clock stands. */
  position: number
  /** Milliseconds of the room's clock, perhaps slightly ahead; null while it stands. */
  startedAt: number | null
}

/** Two lines that are this close are one: times on the wire are whole milliseconds. */
const SAME_MS = 2.5

/** Null where nothing is current. */
export function programOf(state: ShareplayState | null): Program | null {
  const item = state?.current_index == null ? undefined : state.queue[state.current_index]
  if (!state || !item) return null
  return {
    itemId: item.id,
    path: item.download_status === 'ready' ? item.file_path : null,
    duration: item.duration_seconds,
    isPlaying: state.status === 'playing',
    position: state.current_position_secs,
    // Wall-clock text less the wall clock at the room's 0: whatever is done to that clock, the difference stays.
    startedAt: state.start_time === null ? null : Date.parse(state.start_time) - state.server_epoch_ms,
  }
}

/** The item that comes after the current one by itself; null where that is none, or the same once more. */
export function nextItemOf(state: ShareplayState | null): { itemId: string; path: string; duration: number } | null {
  if (!state || state.current_index === null || state.repeat_mode === 'One') return null
  const { queue, current_index: index, repeat_mode: repeat } = state
  const item = queue[index + 1] ?? (repeat === 'All' ? queue[0] : undefined)
  if (!item || item.id === queue[index]?.id || item.download_status !== 'ready' || item.file_path === null) return null
  return { itemId: item.id, path: item.file_path, duration: item.duration_seconds }
}

/** Seconds into the song at a time of the room; never beyond its end, where that is known. */
export function positionIn(program: Program, roomMs: number): number {
  const since = program.startedAt === null ? 0 : Math.max(0, roomMs - program.startedAt) / 1_000
  const position = program.position + since
  return program.duration > 0 ? Math.min(position, program.duration) : position
}

/** Whether what began for one goes on unchanged for the other. */
export function isSameLine(one: Program, other: Program): boolean {
  if (one.itemId !== other.itemId || one.startedAt === null || other.startedAt === null) return false
  return Math.abs(zeroOf(one, one.startedAt) - zeroOf(other, other.startedAt)) < SAME_MS
}
/** Whether the one begins by itself once the other has ended, which is then to be heard to its end. */
export function isSequel(before: Program, after: Program): boolean {
  if (before.itemId === after.itemId || before.startedAt === null || after.startedAt === null) return false
  if (before.duration === 0 || !after.isPlaying || after.position !== 0) return false
  return after.startedAt > zeroOf(before, before.startedAt) + before.duration * 1_000 - SAME_MS
}
/** When the song's beginning was, or would have been. */
const zeroOf = (program: Program, startedAt: number): number => startedAt - program.position * 1_000
