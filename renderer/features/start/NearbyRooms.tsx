import { Lock } from 'lucide-react'
import { useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { Door } from '../../ui/Door.tsx'
import { Ways } from './Ways.tsx'
import style from './NearbyRooms.module.css'

/** A room that announces itself on this network. */
export type NearbyRoom = {
  /** `host:port`. */
  address: string
  name: string
  /** As it calls itself, or its address. */
  host: string
  rttMs: number
  people: number
  inviteOnly: boolean
}

type NearbyRoomsProps = {
  /** Null while nobody looks around. */
  rooms: readonly NearbyRoom[] | null
  onEnter(room: NearbyRoom): void
}

/** The rooms around, with what they say about themselves; never an empty place. */
export function NearbyRooms({ rooms, onEnter }: NearbyRoomsProps) {
  const t = useTexts().start
  return (
    <>
      <h1>{t.nearby}</h1>
      {rooms === null && <p className={style['lead']}>{t.notLooking}</p>}
      {rooms !== null && rooms.length > 0 ? (
        <ul className={style['list']}>
          {rooms.map((room) => (
            <Row key={room.address} room={room} onEnter={() => onEnter(room)} />
          ))}
        </ul>
      ) : (
        <Ways />
      )}
      <p className={style['hint']}>
        <b>{t.hintTitle}</b> {t.hintText}
      </p>
    </>
  )
}

function Row({ room, onEnter }: { room: NearbyRoom; onEnter(): void }) {
  const t = useTexts().start
  return (
    <li>
      <Door name={room.name} size="m" state="open" />
      <div className={style['facts']}>
        <b>{room.name}</b>
        <p>{t.hostedBy(room.host, room.rttMs)}</p>
        <p>
          {t.people(room.people)}
          {room.inviteOnly && (
            <span className={style['lock']}>
              <Lock size={16} aria-hidden="true" /> {t.locked}
            </span>
          )}
        </p>
      </div>
      <Button size="lg" onClick={onEnter}>
        {room.inviteOnly ? t.useInvitation : t.enter}
      </Button>
    </li>
  )
}
