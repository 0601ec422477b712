import { useEffect } from 'react'
import { useApp, useObservable, usePlace } from '../../app/context.tsx'
import type { Place, SettingsTab } from '../../app/place.ts'
import { Waiting } from '../../app/Waiting.tsx'
import { useMediaQuery } from '../../ui/use-media-query.ts'
import { SettingsNav } from './SettingsNav.tsx'
import { SettingsPage } from './SettingsPage.tsx'
import style from './SettingsScreen.module.css'
import { groupsOf, shownTab } from './tabs.ts'

/** Everything that one may set: for the account in this room, and for this device. On a phone a list, then a page. */
export function SettingsScreen({ tab }: { tab: SettingsTab | null }) {
  const { rooms, platform, nav } = useApp()
  const place = usePlace()
  const key = place.screen === 'settings' ? place.room : null
  const room = useObservable(rooms).find((one) => one.key === key)
  const isNarrow = useMediaQuery('(max-width: 719.98px)')
  useEscape(() => nav.back(room ? { screen: 'channel', room: room.key, channel: null } : { screen: 'start' }))
  // A browser's one room is there in a moment.
  if (!room && platform.kind === 'browser') return <Waiting />

  const groups = groupsOf({ hasRoom: room !== undefined, isDesktop: platform.kind === 'desktop' })
  const shown = shownTab(tab, groups, isNarrow)
  const to = (next: SettingsTab | null): Place => ({ screen: 'settings', room: room?.key ?? null, tab: next })
  const leave = () => nav.back(room ? { screen: 'channel', room: room.key, channel: null } : { screen: 'start' })
  return (
    <div className={style['settings']}>
      {(!isNarrow || shown === null) && (
        <SettingsNav
          groups={groups}
          shown={shown}
          room={room ?? null}
          placeOf={to}
          // Beside their list the settings are one step of the way back.
          onChoose={(next) => nav.go(to(next), { replace: !isNarrow })}
          onLeave={leave}
        />
      )}
      {shown !== null && (
        <SettingsPage
          key={shown}
          tab={shown}
          hasRoom={room !== undefined}
          onBack={isNarrow ? () => nav.back(to(null), { exactly: true }) : null}
        />
      )}
    </div>
  )
}

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName)

/** Escape leaves, unless something nearer has used it, or somebody is writing. */
function useEscape(leave: () => void): void {
  const { window } = useApp().platform
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing || isField(event.target)) return
      event.preventDefault()
      leave()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [window, leave])
}
