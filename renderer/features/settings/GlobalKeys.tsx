import { useState } from 'react'
import { type Shortcut, ShortcutAction } from '#protocol/bridge.ts'
import { sentenceOf } from '../../api/errors.ts'
import { useApp, useTexts } from '../../app/context.tsx'
import { isMacKeyboard } from '../room/shortcuts.ts'
import { Card } from './Card.tsx'
import { GlobalKey } from './GlobalKey.tsx'
import style from './GlobalKeys.module.css'
import type { DesktopSettings } from './use-desktop.ts'

/** Keys that work while another program is in front; some may be another program's already. */
export function GlobalKeys({ settings }: { settings: DesktopSettings }) {
  const t = useTexts().settings.desktop
  const { toasts, platform } = useApp()
  const { desktop, state, change } = settings
  const { shortcuts } = state.preferences
  const [taken, setTaken] = useState<readonly ShortcutAction[]>([])
  const isMac = isMacKeyboard(platform.window.navigator.userAgent)

  const set = (action: ShortcutAction, accelerator: string | null) => {
    const others = shortcuts.filter((one) => one.action !== action)
    const all: Shortcut[] = accelerator === null ? others : [...others, { action, accelerator }]
    desktop.shortcuts.set(all).then(
      (results) => {
        setTaken(results.filter((one) => !one.registered).map((one) => one.action))
        change({ shortcuts: all })
      },
      (error: unknown) => toasts.show({ tone: 'danger', text: sentenceOf(error) }),
    )
  }
  return (
    <Card title={t.keys} text={t.keysText}>
      <ul className={style['list']}>
        {ShortcutAction.options.map((action) => (
          <GlobalKey
            key={action}
            label={t.actions[action]}
            accelerator={shortcuts.find((one) => one.action === action)?.accelerator ?? null}
            problem={taken.includes(action) ? t.taken : null}
            isOther={(keys) => shortcuts.some((one) => one.action !== action && one.accelerator === keys)}
            isMac={isMac}
            onChange={(keys) => set(action, keys)}
          />
        ))}
      </ul>
    </Card>
  )
}
