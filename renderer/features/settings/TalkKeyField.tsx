import { type KeyboardEvent, useId, useState } from 'react'
import { useApp, usePreferences, useTexts } from '../../app/context.tsx'
import { Kbd } from '../../ui/Kbd.tsx'
import { fitOf } from '../voice/talk-key.ts'
import { takesKeys } from '../voice/takes-keys.ts'
import { useKeyName } from '../voice/use-key-name.ts'
import style from './GlobalKeys.module.css'

/** The key of push-to-talk: a press on the button, and the next key is taken. */
export function TalkKeyField() {
  const t = useTexts().voice.audio
  const { preferences } = useApp()
  const { voice_key } = usePreferences()
  const name = useKeyName(voice_key)
  const [isListening, setListening] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(null)
  const id = useId()

  const press = (event: KeyboardEvent) => {
    // Tab leaves, as always.
    if (!isListening || event.key === 'Tab') return
    event.preventDefault()
    if (event.key === 'Escape') return setListening(false)
    const fit = fitOf(event.code)
    if (fit !== 'ok') return setRefusal(fit === 'needed' ? t.keyNeeded : t.keyUnknown)
    setRefusal(null)
    setListening(false)
    preferences.set({ voice_key: event.code })
  }
  return (
    <div className={style['row']}>
      <span id={id} className={style['label']}>
        {t.key}
      </span>
      <button
        type="button"
        id={`${id}-key`}
        className={style['field']}
        aria-labelledby={`${id} ${id}-key`}
        aria-pressed={isListening}
        {...(isListening ? takesKeys : {})}
        onClick={() => {
          setRefusal(null)
          setListening(!isListening)
        }}
        onBlur={() => setListening(false)}
        onKeyDown={press}
        onKeyUp={(event) => {
          // A key that was just taken is not a press on the button.
          if (isListening) event.preventDefault()
        }}
      >
        {isListening ? t.keyPress : <Kbd>{name}</Kbd>}
      </button>
      <p role="status" className={style['problem']}>
        {refusal}
      </p>
    </div>
  )
}
