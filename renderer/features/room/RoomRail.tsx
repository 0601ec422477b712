import { Plus } from 'lucide-react'
import { useApp, useObservable, useRoom, useTexts } from '../../app/context.tsx'
import type { Room } from '../../app/room.ts'
import { Door } from '../../ui/Door.tsx'
import { Mark } from '../../ui/Mark.tsx'
import { PlaceLink } from './PlaceLink.tsx'
import style from './RoomRail.module.css'
import { useRoomName } from './use-room-name.ts'
import { useRoomUnread } from './use-room-unread.ts'

/** The rooms of this app as doors; the current one's tab opens into the channels. On a phone it is a row. */
export function RoomRail({ isRow }: { isRow: boolean }) {
  const t = useTexts().room
  const rooms = useObservable(useApp().rooms)
  const current = useRoom()
  return (
    <nav className={isRow ? style['row'] : style['rail']} aria-label={t.rooms}>
      {!isRow && (
        <span className={style['mark']}>
          <Mark size={28} />
        </span>
      )}
      {rooms.map((room) => (
        <RoomTab key={room.key} room={room} isCurrent={room === current} />
      ))}
      <PlaceLink place={{ screen: 'start' }} className={style['tab']}>
        <span className={style['add']} aria-hidden>
          <Plus size={18} />
        </span>
        <span className={style['name']}>{t.addRoom}</span>
      </PlaceLink>
    </nav>
  )
}

function RoomTab({ room, isCurrent }: { room: Room; isCurrent: boolean }) {
  const t = useTexts().room
  const reach = useObservable(room.reach)
  const name = useRoomName(room)
  const unread = useRoomUnread(room)
  const isShut = reach.state === 'closed'
  return (
    <PlaceLink
      place={{ screen: 'channel', room: room.key, channel: null }}
      className={style['tab']}
      aria-current={isCurrent ? 'page' : undefined}
      title={name}
    >
      <Door name={name} state={isShut ? 'shut' : 'open'} current={isCurrent} />
      {unread > 0 && !isCurrent && <i className={style['new']} aria-hidden />}
      <span className={style['name']}>
        <bdi>{name}</bdi>
      </span>
      {unread > 0 && !isCurrent && <span className="visually-hidden">, {t.unreadThere}</span>}
      {isShut && <span className="visually-hidden">, {t.notReachable}</span>}
    </PlaceLink>
  )
}
