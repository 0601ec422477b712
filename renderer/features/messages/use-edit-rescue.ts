import { useEffect } from 'react'
import { useApp, useLive, useTexts } from '../../app/context.tsx'
import { usePanels } from '../room/panels-context.tsx'
import { conversationOf, useConversationPart } from './conversation-state.ts'
import { editOf } from './drafts.ts'

/** Somebody deletes a message while it is being changed here: what was typed moves into the box below. */
export function useEditRescue(channelId: string, gone: ReadonlySet<string>): void {
  const t = useTexts().messages
  const { toasts } = useApp()
  const live = useLive()
  const panels = usePanels()
  const editing = useConversationPart(channelId, (state) => state.editing)
  const lost = editing !== null && gone.has(editing) ? editing : null
  useEffect(() => {
    if (lost === null) return
    const { drafts } = live
    const { activeElement, body } = document
    if (activeElement === body || activeElement?.closest(`[data-id="${CSS.escape(lost)}"]`)) panels.focusComposer()
    conversationOf(live, channelId).setState({ editing: null })
    const texts = [drafts.of(channelId).getSnapshot(), drafts.of(editOf(lost)).getSnapshot()]
    drafts.set(editOf(lost), '')
    drafts.set(channelId, texts.filter((text) => text !== '').join('\n'))
    toasts.show({ tone: 'info', text: texts[1] ? t.editedGoneKept : t.editedGone })
  }, [lost, live, panels, channelId, toasts, t])
}
