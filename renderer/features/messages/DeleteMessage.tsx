import type { Message } from '#protocol/messages.ts'
import { useTexts } from '../../app/context.tsx'
import { Confirm } from '../../ui/Confirm.tsx'
import type { MessageActions } from './use-message-actions.ts'

export type DeleteMessageProps = { message: Message | null; actions: MessageActions; onClose(): void }

/** Asks before a message is deleted: one question for the whole log, not one waiting in every row. */
export function DeleteMessage({ message, actions, onClose }: DeleteMessageProps) {
  const t = useTexts().messages
  return (
    <Confirm
      open={message !== null}
      title={t.deleteTitle}
      text={t.deleteText}
      confirm={t.delete}
      cancel={t.keep}
      tone="danger"
      onConfirm={() => {
        if (message) void actions.remove(message)
        actions.stopEditing()
        onClose()
      }}
      onClose={onClose}
    />
  )
}
