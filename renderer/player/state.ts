/** What views may know of the player of a call's shared music. It changes as a whole (an `Observable`). */

/**
 * `idle`: nothing is to be heard (no call, nothing in the queue, paused). `waiting`: it will begin by itself: the start
 * lies slightly ahead, or the room is still fetching the song. `loading`: others may hear it, and this device comes in as
 * soon as it has it. `blocked`: the browser plays nothing before a click (`unblock`). `failed`: this device cannot play it.
 */
export type Sound = 'idle' | 'loading' | 'waiting' | 'playing' | 'blocked' | 'failed'

export type PlayerView = {
  /** The call that is followed; both null without one. */
  roomKey: string | null
  channelId: string | null
  /** The queue's current item, in any state. */
  itemId: string | null
  sound: Sound
  /** How much of the current song this device has, 0 to 1; null when nobody knows. */
  loaded: number | null
  /** How far ahead of the room (+) or behind it (−) the sound is; whole milliseconds, null while nothing sounds. */
  errorMs: number | null
  /** 0 to 1, apart from voices; this device's own wish. */
  volume: number
  /** Softer for a moment, because somebody speaks. */
  isDucked: boolean
  isClickTest: boolean
}

/** As much of `SharedPlayer` as views use. */
export type Player = {
  subscribe(listener: () => void): () => void
  getSnapshot(): PlayerView
  /** Seconds into the current item by the room's clock; null while nothing is current or the clock is not known yet. */
  positionAt(): number | null
  /** 0 to 1. */
  setVolume(volume: number): void
  /** To be called from a click or a key, which is what the browser waits for. */
  unblock(): void
  /**
   * Clicks at whole seconds of the room's time, so that two devices can be compared by ear and lined up by
   * `player_nudge_ms` of the preferences (+: this device plays earlier). The music is silent meanwhile. Needs a call.
   */
  startClickTest(): void
  stopClickTest(): void
}

export const SILENT: PlayerView = {
  roomKey: null,
  channelId: null,
  itemId: null,
  sound: 'idle',
  loaded: null,
  errorMs: null,
  volume: 1,
  isDucked: false,
  isClickTest: false,
}
