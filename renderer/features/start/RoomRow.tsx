import { useQuery } from '@tanstack/react-query'
import { CircleAlert, Ellipsis, Trash2 } from 'lucide-react'
import type { Channel } from '#protocol/channels.ts'
import { keys } from '../../api/keys.ts'
import { useApp, useObservable, useTexts } from '../../app/context.tsx'
import type { Live } from '../../app/live.ts'
import type { Reach, Room } from '../../app/room.ts'
import { Bars } from '../../ui/Bars.tsx'
import { Door } from '../../ui/Door.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Menu, MenuItem } from '../../ui/Menu.tsx'
import { useNow } from '../../ui/use-now.ts'
import { HOSTED } from '../host/hosted.ts'
import { useHosting } from '../host/use-hosting.ts'
import { qualityOf } from './quality.ts'
import { whenOf } from './when.ts'
import style from './RoomList.module.css'

/** A room that one knows: its name, what one has missed, and whether it is there. */
export function RoomRow({ room, onForget }: { room: Room; onForget(): void }) {
  const { nav, platform } = useApp()
  const t = useTexts().start
  const reach = useObservable(room.reach)
  const live = useObservable(room.live)
  const hosting = useHosting()
  const isHosted = room.key === HOSTED && hosting?.kind === 'on'
  return (
    <li>
      <button
        type="button"
        className={style['room']}
        onClick={() => nav.go({ screen: 'channel', room: room.key, channel: null })}
      >
        <Door name={room.name} size="s" state={reach.state === 'closed' ? 'shut' : 'open'} />
        <span className={style['titles']}>
          <b>{room.name}</b>
          <small>{live ? <Unread live={live} room={room} /> : <LastUsed room={room} />}</small>
        </span>
        <State reach={reach} />
      </button>
      {platform.kind === 'desktop' && (
        <Menu trigger={<IconButton size="sm" label={t.more(room.name)} icon={<Ellipsis size={18} />} />} align="end">
          <MenuItem icon={<Trash2 size={16} />} tone="danger" disabled={isHosted} onSelect={onForget}>
            {isHosted ? t.forgetHosted : t.forget}
          </MenuItem>
        </Menu>
      )}
    </li>
  )
}

function State({ reach }: { reach: Reach }) {
  const { start: t, host } = useTexts()
  if (reach.state === 'looking') return <span className={style['state']}>{t.looking}</span>
  if (reach.state === 'closed' && reach.stranger)
    return (
      <span className={style['stranger']}>
        <CircleAlert size={14} aria-hidden /> {t.stranger}
      </span>
    )
  if (reach.state === 'closed') return <span className={style['state']}>{t.closed}</span>
  const level = qualityOf(reach.rttMs)
  return (
    <span className={style['open']}>
      <Bars level={level} label={host.quality[level] ?? ''} />
      {t.ms(reach.rttMs)}
    </span>
  )
}

/** Reads the room's own cache, which its socket keeps true; it asks for nothing itself. */
function Unread({ live, room }: { live: Live; room: Room }) {
  const t = useTexts().start
  const channels = useQuery<Channel[]>({ queryKey: keys.channels, enabled: false }, live.cache).data ?? []
  const count = channels.reduce((sum, channel) => sum + channel.unread_count, 0)
  if (count > 0) return t.unread(count)
  return room.saved.username === null ? t.signedIn : t.signedInAs(room.saved.username)
}

function LastUsed({ room }: { room: Room }) {
  const texts = useTexts()
  const now = useNow(60_000)
  const at = room.saved.last_used_at
  return at === null ? texts.start.signedOut : texts.start.lastUsed(whenOf(at, now, texts.language, texts.start.when))
}
