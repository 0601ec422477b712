import { Reply, X } from 'lucide-react'
import type { Message } from '#protocol/messages.ts'
import { useLive, useTexts } from '../../app/context.tsx'
import { hueVars } from '../../ui/hue.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { useAuthor } from '../users/use-author.ts'
import style from './ReplyBar.module.css'

/** What the next message answers. */
export function ReplyBar({ message, onCancel }: { message: Message; onCancel(): void }) {
  const t = useTexts().composer
  const { userId } = useLive()
  const author = useAuthor(message.user_id)?.username ?? t.somebody
  const excerpt = message.content?.split('\n').find((line) => line.trim() !== '') ?? message.filename ?? t.aFile
  return (
    <div className={style['bar']} style={hueVars(message.user_id)}>
      <Reply aria-hidden />
      <p className={style['text']}>
        <bdi className={style['who']}>{message.user_id === userId ? t.replyingToYou : t.replyingTo(author)}</bdi>{' '}
        <bdi className={style['what']}>{excerpt}</bdi>
      </p>
      <IconButton label={t.cancelReply} icon={<X aria-hidden />} size="sm" onClick={onCancel} />
    </div>
  )
}
