import { useMemo } from 'react'
import { type Message, deleteMessage, editMessage, toggleReaction } from '#protocol/messages.ts'
import { sentenceOf } from '../../api/errors.ts'
import { useApp, useLive } from '../../app/context.tsx'
import { conversationOf } from './conversation-state.ts'

/** What one can do with a message of a channel; the room's answer and its events change the view. */
export function useMessageActions(channelId: string) {
  const { toasts } = useApp()
  const live = useLive()
  return useMemo(() => {
    const conversation = conversationOf(live, channelId)
    const failed = (error: unknown) => void toasts.show({ tone: 'danger', text: sentenceOf(error) })
    return {
      react: (message: Message, emoji: string) =>
        void live.call(toggleReaction, { params: { id: message.id, emoji }, body: {} }).catch(failed),
      reply: (message: Message) => conversation.setState({ replyTo: message, editing: null }),
      edit: (message: Message) => conversation.setState({ editing: message.id }),
      stopEditing: () => conversation.setState({ editing: null }),
      async save(message: Message, content: string): Promise<void> {
        const saved = await live.call(editMessage, { params: { id: message.id }, body: { content } })
        live.room.history.put(channelId, [saved])
        conversation.setState(({ editing }) => ({ editing: editing === message.id ? null : editing }))
      },
      async remove(message: Message): Promise<void> {
        try {
          await live.call(deleteMessage, { params: { id: message.id } })
        } catch (error) {
          failed(error)
        }
      },
    }
  }, [live, channelId, toasts])
}
export type MessageActions = ReturnType<typeof useMessageActions>
