import type { Message } from '#protocol/messages.ts'
import { useRoom, useTexts } from '../../app/context.tsx'
import { Avatar } from '../../ui/Avatar.tsx'
import { GuestTag } from '../users/GuestTag.tsx'
import { useAuthor } from '../users/use-author.ts'
import { fullTimeOf, timeOf } from './times.ts'
import style from './MessageRow.module.css'

/** Who wrote, and when: before the first message of a group. */
export function MessageHead({ message }: { message: Pick<Message, 'user_id' | 'created_at'> }) {
  const t = useTexts().messages
  const { baseUrl } = useRoom()
  const author = useAuthor(message.user_id)
  const name = author?.username ?? t.somebody
  const src = author?.avatar_url ? new URL(author.avatar_url, baseUrl).href : null
  return (
    <>
      <span className={style['avatar']}>
        <Avatar id={message.user_id} name={name} src={src} />
      </span>
      <header className={style['who']}>
        <bdi className={style['name']}>{name}</bdi>
        <GuestTag user={author} />
        <time dateTime={message.created_at} title={fullTimeOf(message.created_at)}>
          {timeOf(message.created_at)}
        </time>
      </header>
    </>
  )
}
