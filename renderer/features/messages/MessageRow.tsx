import { type KeyboardEvent, memo, useState } from 'react'
import type { Message } from '#protocol/messages.ts'
import { useTexts } from '../../app/context.tsx'
import { classes } from '../../ui/classes.ts'
import { hueVars } from '../../ui/hue.ts'
import { Attachment } from './Attachment.tsx'
import { useConversationPart } from './conversation-state.ts'
import { EditBox } from './EditBox.tsx'
import { MessageHead } from './MessageHead.tsx'
import { MessageText } from './MessageText.tsx'
import { MessageToolbar, type Opened } from './MessageToolbar.tsx'
import { Reactions } from './Reactions.tsx'
import { ReplyQuote } from './ReplyQuote.tsx'
import { fullTimeOf, timeOf } from './times.ts'
import type { MessageActions } from './use-message-actions.ts'
import style from './MessageRow.module.css'

export type RowProps = {
  message: Message
  myId: string
  /** Begins a group: has the author's picture and name. */
  isHead: boolean
  /** Another one of the group follows, so that the strand goes on. */
  goesOn: boolean
  canWrite: boolean
  canManage: boolean
  actions: MessageActions
  onOpen(message: Message): void
  onJump(messageId: string): void
  /** Asks first. */
  onDelete(message: Message): void
}

/** One message. Draws anew only when it, or what one does with it, changes. */
export const MessageRow = memo(function MessageRow(props: RowProps) {
  const { message, myId, isHead, goesOn, canWrite, canManage, actions, onOpen, onJump, onDelete } = props
  const t = useTexts().messages
  const { id, channel_id: channelId } = message
  const isEditing = useConversationPart(channelId, (state) => state.editing === id)
  const isHighlit = useConversationPart(channelId, (state) => state.highlight === id)
  const isFocused = useConversationPart(channelId, (state) => state.focused === id)
  /** What points at the row; a finger leaves no trace when it goes. */
  const [pointer, setPointer] = useState<string | null>(null)
  const [opened, setOpened] = useState<Opened>(null)
  const isMine = message.user_id === myId
  const canEdit = isMine && canWrite
  const canDelete = isMine || canManage

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    // Keys of what is inside (buttons, players, the edit box) are theirs.
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return
    const key = event.key.toLowerCase()
    if (key === 'enter') setOpened('menu')
    else if (key === 'e' && canEdit) actions.edit(message)
    else if (key === 'r' && canWrite) actions.reply(message)
    else if (key === 'delete' && canDelete) onDelete(message)
    // The toolbar is there while the message has the focus, and its first button reacts.
    else if (key === '+') event.currentTarget.querySelector<HTMLElement>(':scope > [role="toolbar"] button')?.click()
    else return
    event.preventDefault()
  }
  const isTouched = pointer !== null || opened !== null || isFocused
  // Messages are read and acted on one by one, by keyboard as well: the log's arrow keys move this focus.
  // oxlint-disable jsx-a11y/no-noninteractive-tabindex, jsx-a11y/no-noninteractive-element-interactions -- As said.
  return (
    <article
      data-id={id}
      tabIndex={isFocused ? 0 : -1}
      aria-label={t.messageOf(timeOf(message.created_at))}
      className={classes(
        style['row'],
        isHead && style['head'],
        goesOn && style['goesOn'],
        isHighlit && style['highlit'],
      )}
      style={hueVars(message.user_id)}
      onPointerEnter={(event) => setPointer(event.pointerType)}
      onPointerLeave={(event) => event.pointerType !== 'touch' && setPointer(null)}
      onBlur={(event) => pointer === 'touch' && !event.currentTarget.contains(event.relatedTarget) && setPointer(null)}
      onContextMenu={(event) => {
        // A selection or a link has a menu of its own.
        const isOwn = event.target instanceof Element && event.target.closest('a, img, textarea') !== null
        if (isOwn || window.getSelection()?.isCollapsed === false) return
        event.preventDefault()
        setOpened('menu')
      }}
      onKeyDown={onKeyDown}
    >
      {isHead ? (
        <MessageHead message={message} />
      ) : (
        <time className={style['time']} dateTime={message.created_at} title={fullTimeOf(message.created_at)}>
          {timeOf(message.created_at)}
        </time>
      )}
      <div className={style['body']}>
        {message.reply_to === null ? null : (
          <ReplyQuote channelId={channelId} replyTo={message.reply_to} onJump={onJump} />
        )}
        {isEditing ? (
          <EditBox
            message={message}
            onSave={(content) => actions.save(message, content)}
            onCancel={actions.stopEditing}
            onEmpty={() => onDelete(message)}
          />
        ) : message.content === null ? null : (
          <MessageText text={message.content} myId={myId} />
        )}
        {message.edited_at === null || isEditing ? null : (
          <span className={style['edited']} title={fullTimeOf(message.edited_at)}>
            {t.edited}
          </span>
        )}
        <Attachment message={message} onOpen={onOpen} />
        {message.reactions.length === 0 ? null : (
          <Reactions message={message} myId={myId} onToggle={(emoji) => actions.react(message, emoji)} />
        )}
      </div>
      {isTouched && !isEditing ? (
        <MessageToolbar
          message={message}
          actions={actions}
          canWrite={canWrite}
          canEdit={canEdit}
          canDelete={canDelete}
          opened={opened}
          onOpened={setOpened}
          onDelete={() => onDelete(message)}
        />
      ) : null}
    </article>
  )
})
