import { CircleAlert } from 'lucide-react'
import { memo } from 'react'
import type { Outgoing } from '../../outbox/outbox.ts'
import { useApp, useLive, useTexts } from '../../app/context.tsx'
import { classes } from '../../ui/classes.ts'
import { hueVars } from '../../ui/hue.ts'
import { MessageHead } from './MessageHead.tsx'
import { MessageText } from './MessageText.tsx'
import { ReplyQuote } from './ReplyQuote.tsx'
import style from './MessageRow.module.css'

export type OutgoingRowProps = { entry: Outgoing; isHead: boolean; onJump(messageId: string): void }

/** A message that is not there yet: visible at once, and in words when it has to wait or was refused. */
export const OutgoingRow = memo(function OutgoingRow({ entry, isHead, onJump }: OutgoingRowProps) {
  const t = useTexts().messages
  const { onTrouble } = useApp()
  const { outbox, userId } = useLive()
  const { sending, client_id: clientId } = entry
  const created_at = new Date(entry.created_at).toISOString()
  return (
    <article aria-label={t.outgoing} className={classes(style['row'], isHead && style['head'])} style={hueVars(userId)}>
      {isHead ? <MessageHead message={{ user_id: userId, created_at }} /> : null}
      <div className={classes(style['body'], style['pending'])}>
        {entry.reply_to === null ? null : (
          <ReplyQuote channelId={entry.channel_id} replyTo={entry.reply_to} onJump={onJump} />
        )}
        {entry.content === null ? <p>{t.sendingFile}</p> : <MessageText text={entry.content} myId={userId} />}
        {sending.state === 'waiting' ? (
          <p className={style['state']} role="status">
            {sending.sentence}
            <button type="button" onClick={() => void outbox.retry(clientId).catch(onTrouble)}>
              {t.retry}
            </button>
            <button type="button" onClick={() => void outbox.discard(clientId).catch(onTrouble)}>
              {t.discard}
            </button>
          </p>
        ) : null}
        {sending.state === 'failed' ? (
          <p className={classes(style['state'], style['failed'])} role="alert">
            <CircleAlert aria-hidden />
            {t.notSent(sending.sentence)}
            <button type="button" onClick={() => void outbox.retry(clientId).catch(onTrouble)}>
              {t.retry}
            </button>
            <button type="button" onClick={() => void outbox.discard(clientId).catch(onTrouble)}>
              {t.discard}
            </button>
          </p>
        ) : null}
      </div>
    </article>
  )
})
