import type { Channel } from '#protocol/channels.ts'
import { usePreferences, useRoom, useTexts } from '../../app/context.tsx'
import { Select } from '../../ui/Select.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { ChannelIcon } from '../channels/ChannelIcon.tsx'
import { useChannels } from '../channels/use-channels.ts'
import { useNotify } from '../channels/use-notify.ts'
import { useRoomName } from '../room/use-room-name.ts'
import { Card } from './Card.tsx'
import style from './ChannelNotices.module.css'

/** What one is told of in each channel of this room. */
export function ChannelNotices() {
  const t = useTexts().settings.notifications
  const channels = useChannels()
  const room = useRoomName(useRoom())
  return (
    <Card title={t.channels} text={channels?.length === 0 ? t.noChannels : t.channelsText(room)}>
      {channels ? (
        channels.length > 0 && (
          <ul className={style['list']}>
            {channels.map((channel) => (
              <Row key={channel.id} channel={channel} />
            ))}
          </ul>
        )
      ) : (
        <Skeleton height="8rem" />
      )}
    </Card>
  )
}

const USUAL = 'usual'

function Row({ channel }: { channel: Channel }) {
  const t = useTexts().settings.notifications
  const { notify } = usePreferences()
  const { chosen, choose } = useNotify(channel.id)
  const names = { all: t.all, mentions: t.mentions, none: t.none }
  return (
    <li>
      <ChannelIcon channel={channel} />
      <span className={style['name']}>
        <bdi>{channel.name}</bdi>
      </span>
      <span className={style['choice']}>
        <Select
          label={t.channelLabel(channel.name)}
          hideLabel
          value={chosen ?? USUAL}
          onChange={choose}
          options={[
            { value: USUAL, label: t.asUsual(names[notify]) },
            { value: 'all', label: t.all },
            { value: 'mentions', label: t.mentions },
            { value: 'none', label: t.none },
          ]}
        />
      </span>
    </li>
  )
}
