import { useEffect, useRef } from 'react'
import { useLive } from '../../app/context.tsx'
import type { Kept } from '../../realtime/window.ts'
import { usePanels } from '../room/panels-context.tsx'
import { conversationOf, useConversationPart } from './conversation-state.ts'
import { rowOf } from './first-index.ts'

/** The message that has the focus is deleted: the keyboard goes on from its neighbour, not from the top of the page. */
export function useFocusRescue(channelId: string, messages: readonly Kept[], gone: ReadonlySet<string>): void {
  const live = useLive()
  const panels = usePanels()
  const focused = useConversationPart(channelId, (state) => state.focused)
  const before = useRef(messages)
  useEffect(() => {
    const row = focused === null ? -1 : rowOf(before.current, focused)
    before.current = messages
    if (focused === null || !gone.has(focused)) return
    const next = messages[Math.min(Math.max(0, row), messages.length - 1)]
    conversationOf(live, channelId).setState({ focused: next?.id ?? null })
    const { activeElement, body } = document
    if (activeElement !== body && !activeElement?.closest(`[data-id="${CSS.escape(focused)}"]`)) return
    const article = next && document.querySelector<HTMLElement>(`article[data-id="${CSS.escape(next.id)}"]`)
    if (article) article.focus()
    else panels.focusComposer()
  }, [focused, messages, gone, live, panels, channelId])
}
