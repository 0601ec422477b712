import { canonicalAddress, formatAppLink, invitationName } from '#protocol/invitation.ts'
import { useApp, useObservable, useRoom, useTexts } from '../../app/context.tsx'
import { authMemory } from './memory.ts'
import style from './AuthScreen.module.css'

/**
 * The way from a browser to the app, which then asks for itself whom one is about to join. Not on phones: there is no app
 * for them, and a link that nobody takes does nothing.
 */
export function OpenInApp() {
  const { platform } = useApp()
  const room = useRoom()
  const { health } = useObservable(room.reach)
  const t = useTexts().auth
  const { location } = platform.window
  const address = canonicalAddress(location.host, location.protocol === 'https:' ? 443 : 80)
  if (!health || address === null || platform.window.matchMedia('(pointer: coarse)').matches) return null
  const { identity, room_id, name } = health
  const code = authMemory(platform.window, room.key).code() || null
  const link = formatAppLink({ addresses: [address], identity, room_id, name: invitationName(name), code })
  return (
    <p className={style['about']}>
      {t.haveApp} <a href={link}>{t.openInApp}</a>
    </p>
  )
}
