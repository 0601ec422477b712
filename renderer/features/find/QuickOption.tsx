import { useTexts } from '../../app/context.tsx'
import { Count } from '../../ui/Count.tsx'
import { classes } from '../../ui/classes.ts'
import { ChannelIcon } from '../channels/ChannelIcon.tsx'
import { PersonAvatarWithStatus } from '../users/PersonAvatar.tsx'
import { usePresenceOf } from '../users/use-presence-of.ts'
import { partsOf } from './highlight.ts'
import { Marked } from './Marked.tsx'
import type { QuickItem } from './quick-items.ts'
import style from './QuickSwitch.module.css'

export function QuickOption({
  id,
  item,
  isChosen,
  onPoint,
  onPick,
}: {
  id: string
  item: QuickItem
  isChosen: boolean
  onPoint: () => void
  onPick: () => void
}) {
  const t = useTexts().find
  usePresenceOf(item.kind === 'person' ? [item.id] : [])
  const kind =
    item.kind === 'person'
      ? t.person
      : item.channel.is_voice
        ? t.voiceChannel
        : item.channel.is_private
          ? t.privateChannel
          : t.channel
  const unread = item.kind === 'channel' ? item.channel.unread_count : 0
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- The keyboard is in the field, which picks by Enter.
    <div
      id={id}
      role="option"
      aria-selected={isChosen}
      tabIndex={-1}
      className={classes(style['option'], isChosen && style['chosen'])}
      onPointerMove={isChosen ? undefined : onPoint}
      onClick={onPick}
    >
      <span className={style['icon']}>
        {item.kind === 'person' ? (
          <PersonAvatarWithStatus userId={item.id} size="s" />
        ) : (
          <ChannelIcon channel={item.channel} />
        )}
      </span>
      <bdi className={style['name']}>
        <Marked parts={partsOf(item.name, item.match.ranges)} />
      </bdi>
      <span className={style['kind']}>{kind}</span>
      {unread > 0 && <Count value={unread} label={t.unread(unread)} />}
    </div>
  )
}
