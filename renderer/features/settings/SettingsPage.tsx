import { ArrowLeft } from 'lucide-react'
import { Suspense, lazy, useEffect, useRef } from 'react'
import { useApp, useTexts } from '../../app/context.tsx'
import type { SettingsTab } from '../../app/place.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { Spinner } from '../../ui/Spinner.tsx'
import { AboutTab } from './AboutTab.tsx'
import { AppearanceTab } from './AppearanceTab.tsx'
import { NotificationsTab } from './NotificationsTab.tsx'
import { ProfileTab } from './ProfileTab.tsx'
import { SessionsTab } from './SessionsTab.tsx'
import style from './SettingsScreen.module.css'
import { ShortcutsTab } from './ShortcutsTab.tsx'

// Few have this, or come here for it.
const AudioTab = lazy(() => import('./AudioTab.tsx').then((m) => ({ default: m.AudioTab })))
const DesktopTab = lazy(() => import('./DesktopTab.tsx').then((m) => ({ default: m.DesktopTab })))
const EmojiTab = lazy(() => import('./EmojiTab.tsx').then((m) => ({ default: m.EmojiTab })))

/** One page of settings. `onBack` leads to their list where that is not beside it. */
export function SettingsPage({
  tab,
  hasRoom,
  onBack,
}: {
  tab: SettingsTab
  hasRoom: boolean
  onBack: (() => void) | null
}) {
  const { settings: t, common } = useTexts()
  const { window } = useApp().platform
  const heading = useRef<HTMLHeadingElement>(null)
  const title = t.tabs[tab]
  useEffect(() => name(window.document, t.documentTitle(title)), [window, t, title])
  // It is the document that scrolls, so that keys do it wherever the focus is.
  useEffect(() => {
    window.scrollTo(0, 0)
  }, [window])
  const isAlone = onBack !== null
  useEffect(() => {
    // The link that led here is gone, and the focus with it.
    if (isAlone) heading.current?.focus()
  }, [isAlone])
  return (
    <main className={style['page']}>
      {onBack && (
        <div className={style['top']}>
          <IconButton label={t.toList} icon={<ArrowLeft aria-hidden />} onClick={onBack} />
          <h1 ref={heading} tabIndex={-1} className={style['heading']}>
            {title}
          </h1>
        </div>
      )}
      <div className={style['body']}>
        {!onBack && <h1>{title}</h1>}
        <Suspense fallback={<Spinner label={common.loading} />}>
          <Tab tab={tab} hasRoom={hasRoom} />
        </Suspense>
      </div>
    </main>
  )
}

function Tab({ tab, hasRoom }: { tab: SettingsTab; hasRoom: boolean }) {
  switch (tab) {
    case 'profile':
      return <ProfileTab />
    case 'sessions':
      return <SessionsTab />
    case 'emoji':
      return <EmojiTab />
    case 'notifications':
      return <NotificationsTab hasRoom={hasRoom} />
    case 'audio':
      return <AudioTab />
    case 'appearance':
      return <AppearanceTab />
    case 'shortcuts':
      return <ShortcutsTab />
    case 'desktop':
      return <DesktopTab />
    case 'about':
      return <AboutTab hasRoom={hasRoom} />
  }
}

function name(document: Document, title: string): void {
  document.title = title
}
