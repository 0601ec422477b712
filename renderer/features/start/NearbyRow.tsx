import { Lock, TriangleAlert } from 'lucide-react'
import type { NearbyRoom } from '#protocol/discovery.ts'
import { useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { Door } from '../../ui/Door.tsx'
import { Tag } from '../../ui/Tag.tsx'
import style from './NearbyRooms.module.css'

type NearbyRowProps = {
  room: NearbyRoom
  /** Its key is that of a saved room. */
  isKnown: boolean
  /** It seems to be a saved room, and has another key. */
  isLookalike: boolean
  busy: boolean
  onEnter(): void
}

/** A room on this network. Its name and its host are a stranger's words. */
export function NearbyRow({ room, isKnown, isLookalike, busy, onEnter }: NearbyRowProps) {
  const t = useTexts().start
  const facts = [
    ...(room.people === null ? [] : [t.people(room.people)]),
    ...(room.locked ? [t.locked] : []),
    ...(room.guests ? [t.guestsWelcome] : []),
  ]
  const verb = isLookalike ? t.lookCloser : room.locked && !isKnown ? t.useInvitation : t.enter
  return (
    <li>
      <Door name={room.name} size="m" state={isLookalike ? 'shut' : 'open'} />
      <div className={style['facts']}>
        <div className={style['name']}>
          <b>
            <bdi>{room.name}</bdi>
          </b>
          {room.locked && <Lock size={16} aria-hidden />}
          {isKnown && <Tag>{t.known}</Tag>}
        </div>
        <p>{t.hostedOn(room.host, room.rtt_ms)}</p>
        {facts.length > 0 && <p>{t.together(facts)}</p>}
        {isLookalike && (
          <p className={style['doubt']}>
            <TriangleAlert size={16} aria-hidden /> {t.lookalike}
          </p>
        )}
      </div>
      <Button size="lg" busy={busy} aria-label={t.enterNamed(verb, room.name)} onClick={onEnter}>
        {verb}
      </Button>
    </li>
  )
}
