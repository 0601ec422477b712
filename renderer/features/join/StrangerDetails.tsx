import { useState } from 'react'
import { shownIdentity } from '#protocol/invitation.ts'
import { useApp, useRoom, useTexts } from '../../app/context.tsx'
import type { Stranger } from '../../app/room.ts'
import { useAction } from '../../app/use-action.ts'
import { Button } from '../../ui/Button.tsx'
import { Note } from '../../ui/Note.tsx'
import { ForgetRoom } from '../start/ForgetRoom.tsx'
import style from './Stranger.module.css'
import { useLookNearby } from '../start/use-nearby.ts'
import { meet } from './meet.ts'
import { missedText } from './missed.ts'
import { useEnter } from './use-enter.ts'

/** Who was expected, who is there instead, and what one can do about it. */
export function StrangerDetails({ stranger }: { stranger: Stranger }) {
  const { nav, platform, onTrouble } = useApp()
  const room = useRoom()
  const { join } = useTexts()
  const t = join.stranger
  const enter = useEnter()
  const { busy, run } = useAction()
  const [isLooking, setLooking] = useState(false)
  const [isForgetting, setForgetting] = useState(false)
  useLookNearby(isLooking)
  const { identity: known } = room.saved
  const { desktop } = platform

  const look = () => {
    setLooking(true)
    room.probe().catch(onTrouble)
  }
  const joinNew = async (identity: string) => {
    if (!desktop) return
    const result = await meet(desktop, platform, { addresses: [stranger.address], identity })
    if (result.kind === 'met') return await enter(result.met)
    throw new Error(missedText(result, join.missed).text)
  }
  return (
    <>
      <p className={style['intro']}>{t.intro}</p>
      <dl className={style['keys']}>
        <dt>{t.at}</dt>
        <dd>
          <code>{stranger.address}</code>
        </dd>
        {known !== null && (
          <>
            <dt>{t.known}</dt>
            <dd>
              <code>{shownIdentity(known)}</code>
            </dd>
          </>
        )}
        <dt>{t.shows}</dt>
        <dd>{stranger.kind === 'changed' ? <code>{shownIdentity(stranger.identity)}</code> : t.noTls}</dd>
      </dl>
      <Note tone="warn" live={false}>
        {t.advice}
      </Note>
      <p role="status" className={isLooking ? style['looking'] : 'visually-hidden'}>
        {isLooking && t.looking}
      </p>
      <div className={style['actions']}>
        <Button variant="primary" size="lg" busy={isLooking} onClick={look}>
          {t.look}
        </Button>
        <Button size="lg" onClick={() => setForgetting(true)}>
          {t.forget}
        </Button>
        {stranger.kind === 'changed' && (
          <Button size="lg" busy={busy} onClick={() => void run(() => joinNew(stranger.identity))}>
            {t.join}
          </Button>
        )}
      </div>
      <ForgetRoom
        room={isForgetting ? room : null}
        onClose={() => setForgetting(false)}
        onForgotten={() => nav.go({ screen: 'start' }, { replace: true })}
      />
    </>
  )
}
