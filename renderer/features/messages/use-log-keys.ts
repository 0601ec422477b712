import { type KeyboardEvent, type RefObject, useCallback } from 'react'
import type { VirtuosoHandle } from 'react-virtuoso'
import { useLive } from '../../app/context.tsx'
import type { Kept } from '../../realtime/window.ts'
import { conversationOf } from './conversation-state.ts'
import { rowOf } from './first-index.ts'

/**
 * The log is one stop of the Tab key; in it the arrow keys go from message to message. The list mounts only what is in
 * view, so it has to be scrolled before the focus can move.
 */
export function useLogKeys(channelId: string, messages: readonly Kept[], list: RefObject<VirtuosoHandle | null>) {
  const live = useLive()
  return useCallback(
    (event: KeyboardEvent<HTMLElement>) => {
      const conversation = conversationOf(live, channelId)
      const { target, currentTarget } = event
      if (!(target instanceof HTMLElement) || event.altKey || event.ctrlKey || event.metaKey) return
      if (!target.matches('article, [role="log"]')) return
      const { focused } = conversation.getState()
      const last = messages.length - 1
      const at = focused === null ? -1 : rowOf(messages, focused)
      const to = nextRow(event.key, at, last)
      if (to === null) return
      event.preventDefault()
      const next = messages[to]
      if (!next) return
      conversation.setState({ focused: next.id })
      list.current?.scrollIntoView({
        index: to,
        done: () => currentTarget.querySelector<HTMLElement>(`article[data-id="${CSS.escape(next.id)}"]`)?.focus(),
      })
    },
    [live, channelId, messages, list],
  )
}

function nextRow(key: string, at: number, last: number): number | null {
  switch (key) {
    case 'ArrowUp':
      return at === -1 ? last : Math.max(0, at - 1)
    case 'ArrowDown':
      return at === -1 ? last : Math.min(last, at + 1)
    case 'Home':
      return 0
    case 'End':
      return last
    default:
      return null
  }
}
