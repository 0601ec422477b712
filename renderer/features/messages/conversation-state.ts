import { useStore } from 'zustand'
import { type StoreApi, createStore } from 'zustand/vanilla'
import type { Message } from '#protocol/messages.ts'
import { useLive } from '../../app/context.tsx'
import type { Live } from '../../app/live.ts'

/** What one is doing in a conversation, beside reading: kept while the app runs, by channel. */
export type ConversationState = {
  /** The own message that is being changed, by its id. */
  editing: string | null
  /** What the next message answers. */
  replyTo: Message | null
  /** A message that was jumped to, for a moment. */
  highlight: string | null
  /** The message that has, or had last, the keyboard focus. */
  focused: string | null
  /** The message at the top of the view when one left, unless one was at the end. */
  top: string | null
  /** Wants to be at the end: counts up with each wish. */
  toEnd: number
}
export type Conversation = StoreApi<ConversationState>

const all = new WeakMap<Live, Map<string, Conversation>>()

export function conversationOf(live: Live, channelId: string): Conversation {
  const ofLive = all.get(live) ?? new Map<string, Conversation>()
  all.set(live, ofLive)
  const known = ofLive.get(channelId)
  if (known) return known
  const made = createStore<ConversationState>(() => ({
    editing: null,
    replyTo: null,
    highlight: null,
    focused: null,
    top: null,
    toEnd: 0,
  }))
  ofLive.set(channelId, made)
  return made
}

/** A part of it, so that a row draws anew only when its own part changes. */
export const useConversationPart = <T>(channelId: string, select: (state: ConversationState) => T): T =>
  useStore(conversationOf(useLive(), channelId), select)
