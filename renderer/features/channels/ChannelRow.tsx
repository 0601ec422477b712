import { BellOff, PencilLine } from 'lucide-react'
import { type ReactNode, memo, useState } from 'react'
import type { Channel } from '#protocol/channels.ts'
import { useLive, useObservable, useRoom, useTexts } from '../../app/context.tsx'
import { Count } from '../../ui/Count.tsx'
import { classes } from '../../ui/classes.ts'
import { PlaceLink } from '../room/PlaceLink.tsx'
import { ChannelIcon } from './ChannelIcon.tsx'
import { ChannelMenu } from './ChannelMenu.tsx'
import style from './ChannelRow.module.css'
import { useMentions } from './use-mentions.ts'
import { useNotify } from './use-notify.ts'

/** One channel of the column: whether something is new there, whether it is about oneself, and what one can do. */
export const ChannelRow = memo(function ChannelRow({
  channel,
  isCurrent,
  action,
}: {
  channel: Channel
  isCurrent: boolean
  /** At its end, and always in sight. */
  action?: ReactNode
}) {
  const t = useTexts().channels
  const { key } = useRoom()
  const mentions = useMentions(channel.id)
  const { isMuted } = useNotify(channel.id)
  const hasDraft = useObservable(useLive().drafts.of(channel.id)) !== ''
  const unread = channel.unread_count
  const [isMenuOpen, setMenuOpen] = useState(false)
  const isBold = unread > 0 && !isMuted
  return (
    <div
      className={classes(style['row'], isMuted && style['muted'], isBold && style['unread'])}
      onContextMenu={(event) => {
        event.preventDefault()
        setMenuOpen(true)
      }}
    >
      <PlaceLink
        place={{ screen: 'channel', room: key, channel: channel.id }}
        className={style['link']}
        aria-current={isCurrent ? 'page' : undefined}
        title={channel.name}
      >
        <ChannelIcon channel={channel} />
        <span className={style['name']}>
          <bdi>{channel.name}</bdi>
        </span>
        <span className="visually-hidden">
          {channel.is_private && `, ${t.isPrivate}`}
          {isMuted && `, ${t.isMuted}`}
        </span>
        {hasDraft && !isCurrent && (
          <span className={style['mark']} title={t.draft}>
            <PencilLine aria-hidden size={14} />
            <span className="visually-hidden">, {t.draft}</span>
          </span>
        )}
        {isMuted && <BellOff aria-hidden size={14} className={style['mark']} />}
        {mentions > 0 ? (
          <Count value={mentions} accent label={t.mentions(mentions)} />
        ) : (
          unread > 0 && <Count value={unread} label={t.unread(unread)} />
        )}
      </PlaceLink>
      <span className={classes(style['menu'], action !== undefined && style['beside'])}>
        <ChannelMenu
          channel={channel}
          size="sm"
          label={t.menuOf(channel.name)}
          open={isMenuOpen}
          onOpenChange={setMenuOpen}
        />
      </span>
      {action}
    </div>
  )
})
