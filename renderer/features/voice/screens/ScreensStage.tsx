import { useTexts } from '../../../app/context.tsx'
import { classes } from '../../../ui/classes.ts'
import type { ScreenView } from '../../../voice/state.ts'
import { HiddenScreen } from './HiddenScreen.tsx'
import { OwnScreen } from './OwnScreen.tsx'
import { ScreenTile } from './ScreenTile.tsx'
import style from './ScreensStage.module.css'
import { useWatching } from './use-screens.ts'

/** All screens of a call as tiles, or one large over the others. `large`: its id. */
export function ScreensStage({ screens, large }: { screens: readonly ScreenView[]; large: string | null }) {
  const t = useTexts().voice.screens
  const { hidden } = useWatching()
  const away = screens.filter(({ id }) => hidden.has(id))
  // The same elements in the same order, however they are shown: what has the focus keeps it, no picture blinks.
  const shown = screens.filter(({ id }) => !hidden.has(id))
  return (
    <section
      className={classes(style['stage'], large !== null && style['covers'])}
      aria-label={t.stage(screens.length)}
    >
      {shown.length > 0 && (
        <ul className={style['tiles']}>
          {shown.map((screen) => (
            <li
              key={screen.id}
              className={classes(
                style['item'],
                screen.isOwn && style['own'],
                screen.id === large && style['large'],
                shown.length === 1 && style['only'],
              )}
            >
              {screen.isOwn ? (
                <OwnScreen screen={screen} />
              ) : (
                <ScreenTile screen={screen} isLarge={screen.id === large} />
              )}
            </li>
          ))}
        </ul>
      )}
      {away.length > 0 && (
        <ul className={style['away']}>
          {away.map((screen) => (
            <li key={screen.id}>
              <HiddenScreen screen={screen} />
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
