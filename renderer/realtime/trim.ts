import { AHEAD, type ChannelWindow } from './window.ts'

/** How many messages of a channel are kept loaded: many screens, and memory that does not grow with what one scrolls by. */
export const LOADED = 1_000

/** Lets go of the newest messages, for somebody who goes back in time: they are loaded again on the way down. */
export function withoutNewest(window: ChannelWindow, most = LOADED): ChannelWindow {
  const messages = window.messages.slice(0, most)
  const last = messages.at(-1)
  if (!last || messages.length === window.messages.length) return window
  const behind = [...window.messages.slice(most), ...window.ahead]
  const overflow = behind.slice(0, Math.max(0, behind.length - AHEAD))
  return {
    ...window,
    messages,
    to: last.seq,
    ahead: behind.slice(overflow.length),
    dropped: Math.max(window.dropped, overflow.at(-1)?.seq ?? 0),
  }
}

/** Lets go of the oldest messages, for somebody at the newer end. */
export function withoutOldest(window: ChannelWindow, most = LOADED): ChannelWindow {
  const messages = window.messages.slice(-most)
  const [first] = messages
  if (!first || messages.length === window.messages.length) return window
  return { ...window, messages, from: first.seq }
}
