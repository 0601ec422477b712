import type { z } from 'zod'
import type { search } from '#protocol/messages.ts'
import { useRoom, useTexts } from '../../app/context.tsx'
import { useChannel } from '../channels/use-channels.ts'
import { shortTimeOf } from '../messages/times.ts'
import { PlaceLink } from '../room/PlaceLink.tsx'
import { PersonAvatar } from '../users/PersonAvatar.tsx'
import { useAuthor } from '../users/use-author.ts'
import { highlight } from './highlight.ts'
import { Marked } from './Marked.tsx'
import style from './SearchResult.module.css'

export type Result = z.infer<typeof search.response>['results'][number]

/** One found message; leads to where it was said. */
export function SearchResult({
  result: { message, snippet },
  terms,
  isChannelShown,
  onJump,
}: {
  result: Result
  terms: readonly string[]
  isChannelShown: boolean
  onJump: () => void
}) {
  const { find: t, users } = useTexts()
  const { key } = useRoom()
  const channel = useChannel(message.channel_id)?.name ?? t.gone
  const author = useAuthor(message.user_id)?.username ?? users.somebody
  const when = shortTimeOf(message.created_at)
  return (
    <PlaceLink
      className={style['result']}
      place={{ screen: 'channel', room: key, channel: message.channel_id, message: message.id }}
      onClick={onJump}
    >
      <PersonAvatar userId={message.user_id} size="s" />
      <span className={style['text']}>
        <span className={style['who']}>
          <bdi className={style['author']}>{author}</bdi>
          <time dateTime={message.created_at}>{when}</time>
        </span>
        <bdi className={style['snippet']}>
          <Marked parts={highlight(snippet || (message.filename ?? ''), terms)} />
        </bdi>
        {isChannelShown && <bdi className={style['channel']}>{channel}</bdi>}
      </span>
    </PlaceLink>
  )
}
