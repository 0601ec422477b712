import { shownIdentity } from '#protocol/invitation.ts'
import { useObservable, useRoom, useTexts } from '../../app/context.tsx'
import style from './InvitationCard.module.css'

/** What the room's key looks like to whoever comes for the first time, to be compared by voice. */
export function RoomKey() {
  const t = useTexts().join
  const identity = useObservable(useRoom().reach).health?.identity ?? null
  if (identity === null) return null
  return (
    <>
      <h3 className={style['where']}>{t.hostKey}</h3>
      <p className={style['key']}>
        <code>{shownIdentity(identity)}</code>
        <small>{t.hostKeyHint}</small>
      </p>
    </>
  )
}
