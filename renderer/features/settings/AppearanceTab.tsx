import { useApp, usePreferences, useTexts } from '../../app/context.tsx'
import { Segmented } from '../../ui/Segmented.tsx'
import { Switch } from '../../ui/Switch.tsx'
import { isMacKeyboard } from '../room/shortcuts.ts'
import style from './Card.module.css'
import { Card } from './Card.tsx'
import { ThemeChoice } from './ThemeChoice.tsx'

const SIZES = ['90', '100', '110', '125', '150'] as const
type Size = (typeof SIZES)[number]
/** The nearest one on offer. */
const sizeOf = (percent: number): Size =>
  SIZES.toSorted((one, other) => Math.abs(Number(one) - percent) - Math.abs(Number(other) - percent))[0] ?? '100'

export function AppearanceTab() {
  const t = useTexts().settings.appearance
  const { preferences, platform } = useApp()
  const { text_size, reduce_motion, send_with } = usePreferences()
  const isMac = isMacKeyboard(platform.window.navigator.userAgent)
  return (
    <>
      <Card title={t.theme}>
        <ThemeChoice />
      </Card>
      <Card title={t.reading}>
        <Segmented
          label={t.textSize}
          options={SIZES.map((size) => ({ value: size, label: t.percent(Number(size)) }))}
          value={sizeOf(text_size)}
          onChange={(size) => preferences.set({ text_size: Number(size) })}
        />
        <Switch
          label={t.motion}
          description={t.motionText}
          checked={reduce_motion}
          onChange={(wanted) => preferences.set({ reduce_motion: wanted })}
        />
      </Card>
      <Card title={t.writing}>
        <Segmented
          label={t.sendWith}
          options={[
            { value: 'enter', label: t.enter },
            { value: 'ctrl_enter', label: t.ctrlEnter(isMac) },
          ]}
          value={send_with}
          onChange={(wanted) => preferences.set({ send_with: wanted })}
        />
        <p className={style['aside']}>{send_with === 'enter' ? t.enterText : t.ctrlEnterText}</p>
      </Card>
    </>
  )
}
