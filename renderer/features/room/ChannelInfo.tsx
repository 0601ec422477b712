import type { Channel } from '#protocol/channels.ts'
import { sentenceOf } from '../../api/errors.ts'
import { useTexts } from '../../app/context.tsx'
import { Note } from '../../ui/Note.tsx'
import { Spinner } from '../../ui/Spinner.tsx'
import { ChannelIcon } from '../channels/ChannelIcon.tsx'
import { useChannelInfo } from '../users/use-members.ts'
import style from './ChannelInfo.module.css'

/** What a channel is, whose it is and how old. */
export function ChannelInfo({ channel }: { channel: Channel }) {
  const { room: t, common } = useTexts()
  const { data, error } = useChannelInfo(channel.id)
  const kind = channel.is_private ? t.privateText : t.publicChannel
  return (
    <div className={style['info']}>
      <h2>
        <ChannelIcon channel={channel} />
        <bdi>{channel.name}</bdi>
      </h2>
      <p>{channel.is_voice ? `${t.voiceChannel}. ${kind}.` : `${kind}.`}</p>
      {error ? (
        <Note tone="danger">{sentenceOf(error)}</Note>
      ) : !data ? (
        <Spinner label={common.loading} />
      ) : (
        <dl>
          <dt>{t.owner}</dt>
          <dd>
            <bdi>{data.owner_username}</bdi>
          </dd>
          <dt>{t.created}</dt>
          <dd>{t.onDate(new Date(data.created_at))}</dd>
          <dt>{t.messages}</dt>
          <dd>{t.number(data.message_count)}</dd>
        </dl>
      )}
    </div>
  )
}
