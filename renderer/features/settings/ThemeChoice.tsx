import { RadioGroup } from 'radix-ui'
import type { Preferences } from '../../app/preferences.ts'
import { useApp, usePreferences, useTexts } from '../../app/context.tsx'
import { classes } from '../../ui/classes.ts'
import style from './ThemeChoice.module.css'

const THEMES: readonly Preferences['theme'][] = ['system', 'dark', 'light']

/** The themes as small pictures of themselves. */
export function ThemeChoice() {
  const t = useTexts().settings.appearance
  const { preferences } = useApp()
  const { theme } = usePreferences()
  return (
    <RadioGroup.Root
      className={style['themes']}
      aria-label={t.theme}
      orientation="horizontal"
      value={theme}
      onValueChange={(value) => {
        const chosen = THEMES.find((one) => one === value)
        if (chosen) preferences.set({ theme: chosen })
      }}
    >
      {THEMES.map((one) => (
        <RadioGroup.Item key={one} value={one} className={style['theme']}>
          <span className={style['picture']} aria-hidden>
            {one !== 'light' && <Preview theme="dark" isHalf={false} />}
            {one !== 'dark' && <Preview theme="light" isHalf={one === 'system'} />}
          </span>
          <span className={style['name']}>
            <span className={style['dot']} aria-hidden />
            {t[one]}
          </span>
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  )
}

/** A room, as small as can be. `isHalf`: only the right half of it, over another one. */
const Preview = ({ theme, isHalf }: { theme: 'dark' | 'light'; isHalf: boolean }) => (
  <span data-theme={theme} className={classes(style['preview'], isHalf && style['half'])}>
    <span className={style['rail']}>
      <i className={style['door']} />
    </span>
    <span className={style['column']}>
      <i className={style['chosen']} />
      <i />
      <i />
    </span>
    <span className={style['page']}>
      <b className={style['clay']} />
      <i />
      <b className={style['sky']} />
      <i />
      <i className={style['new']} />
    </span>
  </span>
)
