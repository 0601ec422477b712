import { useEffect } from 'react'
import { type Invitation, canonicalAddress, formatWebLink } from '#protocol/invitation.ts'
import { useApp, useObservable, useTexts } from '../../app/context.tsx'
import type { Room } from '../../app/room.ts'
import { Note } from '../../ui/Note.tsx'
import { Spinner } from '../../ui/Spinner.tsx'
import { authMemory } from '../auth/memory.ts'
import style from './JoinScreen.module.css'

/**
 * In a browser whoever follows an invitation has opened its room by that, so that there is nothing left to ask: on to
 * its door, with the code. One that was pasted here may lead to another room.
 */
export function JoinHere({ room, invitation }: { room: Room; invitation: Invitation }) {
  const { nav, platform } = useApp()
  const t = useTexts()
  const session = useObservable(room.session)
  const { location } = platform.window
  const own = canonicalAddress(location.host, location.protocol === 'https:' ? 443 : 80)
  const { state, health } = useObservable(room.reach)
  // By its key it is this one, wherever else the link says that it is.
  const isHere = invitation.identity !== null && invitation.identity === health?.identity
  const isElsewhere = own !== null && !invitation.addresses.includes(own) && !isHere
  const { status } = session
  const { code } = invitation
  useEffect(() => {
    if (isElsewhere || status === 'loading') return
    if (code !== null && status === 'signed_out') authMemory(platform.window, room.key).keepCode(code)
    nav.go({ screen: 'channel', room: room.key, channel: null }, { replace: true })
  }, [isElsewhere, status, code, platform, room, nav])

  if (!isElsewhere || state === 'looking') return <Spinner label={t.join.joining} />
  const [address = ''] = invitation.addresses
  return (
    <>
      <h1>{t.join.elsewhereTitle}</h1>
      <Note tone="info">{t.join.elsewhereText}</Note>
      <div className={style['actions']}>
        <a className={style['link']} href={formatWebLink(invitation, 'http:')} rel="noreferrer">
          {t.join.openThere(address)}
        </a>
      </div>
    </>
  )
}
