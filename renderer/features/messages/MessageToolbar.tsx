import { Copy, MessageSquareReply, MoreHorizontal, Pencil, Trash2 } from 'lucide-react'
import type { Message } from '#protocol/messages.ts'
import { useTexts } from '../../app/context.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Menu, MenuItem, MenuSeparator } from '../../ui/Menu.tsx'
import { copyText } from '../../ui/copy-text.ts'
import { EmojiButton } from '../emoji/EmojiButton.tsx'
import type { MessageActions } from './use-message-actions.ts'
import { PlayInCall } from '../shareplay/PlayInCall.tsx'
import { isPlayable } from './attachment.ts'
import style from './MessageToolbar.module.css'

/** What of the toolbar is open, and keeps it there. */
export type Opened = 'menu' | 'emojis' | null

export type ToolbarProps = {
  message: Message
  actions: MessageActions
  canWrite: boolean
  canEdit: boolean
  canDelete: boolean
  opened: Opened
  onOpened(opened: Opened): void
  onDelete(): void
}

/** What the pointer or the keyboard brings up on a message. */
export function MessageToolbar(props: ToolbarProps) {
  const { message, actions, canWrite, canEdit, canDelete, opened, onOpened, onDelete } = props
  const t = useTexts().messages
  return (
    <div className={style['toolbar']} role="toolbar" aria-label={t.actions}>
      <EmojiButton
        label={t.react}
        size="sm"
        onOpenChange={(open) => onOpened(open ? 'emojis' : null)}
        onPick={(emoji) => actions.react(message, emoji)}
      />
      {canWrite ? (
        <IconButton
          label={t.reply}
          size="sm"
          icon={<MessageSquareReply aria-hidden />}
          onClick={() => actions.reply(message)}
        />
      ) : null}
      <Menu
        open={opened === 'menu'}
        onOpenChange={(open) => onOpened(open ? 'menu' : null)}
        trigger={<IconButton label={t.more} size="sm" icon={<MoreHorizontal aria-hidden />} tooltip={false} />}
      >
        {canWrite ? (
          <MenuItem icon={<MessageSquareReply aria-hidden />} shortcut="R" onSelect={() => actions.reply(message)}>
            {t.reply}
          </MenuItem>
        ) : null}
        {canEdit ? (
          <MenuItem icon={<Pencil aria-hidden />} shortcut="E" onSelect={() => actions.edit(message)}>
            {t.edit}
          </MenuItem>
        ) : null}
        {message.file_url !== null && isPlayable(message) ? (
          <PlayInCall fileUrl={message.file_url} name={message.filename ?? t.file} />
        ) : null}
        {message.content === null ? null : (
          <MenuItem icon={<Copy aria-hidden />} onSelect={() => void copyText(message.content ?? '')}>
            {t.copyText}
          </MenuItem>
        )}
        {canDelete ? (
          <>
            <MenuSeparator />
            <MenuItem icon={<Trash2 aria-hidden />} tone="danger" shortcut={t.deleteKey} onSelect={onDelete}>
              {t.delete}
            </MenuItem>
          </>
        ) : null}
      </Menu>
    </div>
  )
}
