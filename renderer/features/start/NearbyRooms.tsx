import { useEffect, useState } from 'react'
import type { NearbyRoom } from '#protocol/discovery.ts'
import { useApp, useObservable, useTexts } from '../../app/context.tsx'
import { useAction } from '../../app/use-action.ts'
import { Note } from '../../ui/Note.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import type { Met } from '../join/meet.ts'
import { MeetDialog } from '../join/MeetDialog.tsx'
import { lookalikeOf } from '../join/relation.ts'
import { useEnter } from '../join/use-enter.ts'
import { NearbyRow } from './NearbyRow.tsx'
import { useNearby } from './use-nearby.ts'
import { Ways } from './Ways.tsx'
import style from './NearbyRooms.module.css'

/** By then a room that can be seen has been, in milliseconds. */
const PATIENCE_MS = 5_000

/** The rooms around, with what they say about themselves; never an empty place. */
export function NearbyRooms() {
  const app = useApp()
  const t = useTexts().start
  const { rooms, failure } = useNearby()
  const isLate = useLater(PATIENCE_MS)
  const enter = useEnter()
  const { busy, run } = useAction()
  const [entering, setEntering] = useState<string | null>(null)
  const [doubtful, setDoubtful] = useState<Met | null>(null)
  const saved = useObservable(app.rooms).map((room) => room.saved)
  const go = (room: NearbyRoom, isLookalike: boolean) => {
    // Who took the place of a room that one knows is not entered without a question.
    if (isLookalike) return setDoubtful(room)
    setEntering(room.identity)
    void run(() => enter(room))
  }
  const isEmpty = rooms.length === 0
  return (
    <>
      <h1>{t.nearby}</h1>
      {failure === null && (
        <p className={style['lead']}>
          <i className={style['live']} aria-hidden /> {isEmpty && isLate ? t.lookingLate : t.lookingAround}
        </p>
      )}
      <p role="status" className="visually-hidden">
        {isEmpty ? '' : t.found(rooms.length)}
      </p>
      {failure !== null && (
        <div className={style['failure']}>
          <Note tone="warn" title={t.cannotLook}>
            {failure}
          </Note>
        </div>
      )}
      {isEmpty && (isLate || failure !== null) ? (
        <Ways />
      ) : (
        <ul className={style['list']}>
          {isEmpty && <Placeholder />}
          {rooms.map((room) => {
            const isLookalike = lookalikeOf(room, saved) !== null
            return (
              <NearbyRow
                key={room.identity}
                room={room}
                isKnown={saved.some(({ identity }) => identity === room.identity)}
                isLookalike={isLookalike}
                busy={busy && entering === room.identity}
                onEnter={() => go(room, isLookalike)}
              />
            )
          })}
        </ul>
      )}
      {!isEmpty && (
        <p className={style['hint']}>
          <b>{t.hintTitle}</b> {t.hintText}
        </p>
      )}
      <MeetDialog met={doubtful && [doubtful]} code={null} onClose={() => setDoubtful(null)} />
    </>
  )
}

const Placeholder = () => (
  <li aria-hidden>
    <Skeleton width="2.5rem" height="2.75rem" />
    <span className={style['facts']}>
      <Skeleton width="11rem" height="1.25rem" />
      <Skeleton width="15rem" height="0.875rem" />
    </span>
  </li>
)

function useLater(ms: number): boolean {
  const { clock } = useApp().platform
  const [isLate, setLate] = useState(false)
  useEffect(() => clock.after(ms, () => setLate(true)), [clock, ms])
  return isLate
}
