import { Fragment } from 'react'
import { useApp, usePreferences, useTexts } from '../../app/context.tsx'
import { Kbd } from '../../ui/Kbd.tsx'
import { useKeyName } from '../voice/use-key-name.ts'
import { SHORTCUTS, type ShortcutPlace, isMacKeyboard, keyLabels } from './shortcuts.ts'
import style from './ShortcutList.module.css'

const PLACES: readonly ShortcutPlace[] = ['room', 'call', 'queue', 'log', 'composer']

/** All keys of the room, by where they work; for the help and for the settings. */
export function ShortcutList() {
  const t = useTexts().room
  const isMac = isMacKeyboard(useApp().platform.window.navigator.userAgent)
  return (
    <div className={style['all']}>
      {PLACES.map((place) => (
        <section key={place}>
          <h3>{t.shortcutPlaces[place]}</h3>
          <dl className={style['list']}>
            {SHORTCUTS.filter((one) => one.where === place).map((one) => (
              <div key={one.id}>
                <dt>{t.shortcuts[one.id]}</dt>
                <dd>
                  {one.keys.map((keys, at) => (
                    <Fragment key={keys}>
                      {at > 0 && <span className={style['or']}> {t.or} </span>}
                      <span className={style['chord']}>
                        {keyLabels(keys, isMac).map((label) => (
                          <Kbd key={label}>{label}</Kbd>
                        ))}
                      </span>
                    </Fragment>
                  ))}
                </dd>
              </div>
            ))}
            {place === 'call' && <TalkKey />}
          </dl>
        </section>
      ))}
    </div>
  )
}

/** The one that each person chooses (settings, audio). */
function TalkKey() {
  const t = useTexts().voice
  const { voice_key } = usePreferences()
  return (
    <div>
      <dt>{t.holdToTalk}</dt>
      <dd>
        <Kbd>{useKeyName(voice_key)}</Kbd>
      </dd>
    </div>
  )
}
