import type { Message } from '#protocol/messages.ts'
import { useTexts } from '../../app/context.tsx'
import { hueVars } from '../../ui/hue.ts'
import { useAuthor } from '../users/use-author.ts'
import { useReplied } from './use-window.ts'
import style from './ReplyQuote.module.css'

export type ReplyQuoteProps = { channelId: string; replyTo: string; onJump(messageId: string): void }

/** What a message answers, in a line; a click goes there, also when it is not loaded. */
export function ReplyQuote({ channelId, replyTo, onJump }: ReplyQuoteProps) {
  const t = useTexts().messages
  const original = useReplied(channelId, replyTo)
  if (original === 'gone') return <p className={style['quote']}>{t.replyGone}</p>
  return (
    <button type="button" className={style['quote']} onClick={() => onJump(replyTo)}>
      {original ? <Original message={original} /> : t.replyElsewhere}
    </button>
  )
}

function Original({ message }: { message: Message }) {
  const t = useTexts().messages
  const author = useAuthor(message.user_id)
  return (
    <>
      <b style={hueVars(message.user_id)}>
        <bdi>{author?.username ?? t.somebody}</bdi>
      </b>
      <span className={style['line']}>
        <bdi>{(message.content ?? message.filename ?? '').split('\n', 1)[0]?.slice(0, 200)}</bdi>
      </span>
    </>
  )
}
