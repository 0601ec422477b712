import { useLive, useObservable, useRoom, useTexts } from '../../app/context.tsx'
import { Bars } from '../../ui/Bars.tsx'
import { Mark } from '../../ui/Mark.tsx'
import { qualityOf } from './connection.ts'
import { RoomMenu } from './RoomMenu.tsx'
import style from './RoomHeading.module.css'
import { useRoomName } from './use-room-name.ts'
import { useRoundTrip } from './use-round-trip.ts'

/** The room's name, how well one is connected to it, and what one can do with it as a whole. */
export function RoomHeading({ withMark, level: Heading }: { withMark: boolean; level: 'h1' | 'h2' }) {
  const name = useRoomName(useRoom())
  return (
    <header className={style['top']}>
      {withMark && <Mark size={28} />}
      <div className={style['names']}>
        <Heading className={style['name']} title={name}>
          <bdi>{name}</bdi>
        </Heading>
        <Quality />
      </div>
      <RoomMenu />
    </header>
  )
}

/** Apart, so that a new number of milliseconds draws nothing else. */
function Quality() {
  const t = useTexts().room
  const { state } = useObservable(useLive().socket)
  const rtt = useRoundTrip()
  const level = state === 'open' ? (rtt === null ? 4 : qualityOf(rtt)) : 0
  const text = state === 'open' ? t.connected(rtt) : state === 'waiting' ? t.notConnected : t.connecting
  return (
    <p className={style['quality']}>
      <Bars level={level} label={t.qualityLabel(t.quality(level))} />
      <span>{text}</span>
    </p>
  )
}
