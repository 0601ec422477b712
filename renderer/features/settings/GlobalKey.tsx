import { X } from 'lucide-react'
import { type KeyboardEvent, useId, useRef, useState } from 'react'
import { useTexts } from '../../app/context.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Kbd } from '../../ui/Kbd.tsx'
import { acceleratorOf, keysOf } from './accelerator.ts'
import style from './GlobalKeys.module.css'

type GlobalKeyProps = {
  label: string
  accelerator: string | null
  problem: string | null
  /** Does another action have these keys? */
  isOther(accelerator: string): boolean
  isMac: boolean
  onChange(accelerator: string | null): void
}

/** One action and its keys: a press on the button, and the next keys are taken. */
export function GlobalKey({ label, accelerator, problem, isOther, isMac, onChange }: GlobalKeyProps) {
  const t = useTexts().settings.desktop
  const [isListening, setListening] = useState(false)
  const id = useId()
  const isTaken = useRef(false)
  const [refusal, setRefusal] = useState<string | null>(null)
  const keys = accelerator === null ? [] : keysOf(accelerator, isMac)

  const press = (event: KeyboardEvent) => {
    // Tab leaves, as always.
    isTaken.current = isListening && event.key !== 'Tab'
    if (!isTaken.current) return
    event.preventDefault()
    if (event.key === 'Escape') return setListening(false)
    const pressed = acceleratorOf(event, isMac)
    if (pressed === 'more') return
    if (pressed === 'unfit') return setRefusal(t.needsModifier)
    if (isOther(pressed.accelerator)) return setRefusal(t.double)
    setRefusal(null)
    setListening(false)
    onChange(pressed.accelerator)
  }
  const sentence = refusal ?? problem
  return (
    <li>
      <span id={id} className={style['label']}>
        {label}
      </span>
      <button
        type="button"
        className={style['field']}
        id={`${id}-keys`}
        aria-labelledby={`${id} ${id}-keys`}
        aria-pressed={isListening}
        onClick={() => {
          setRefusal(null)
          setListening(!isListening)
        }}
        onBlur={() => setListening(false)}
        onKeyDown={press}
        onKeyUp={(event) => {
          // Space among the keys would press the button when it is let go.
          if (isTaken.current) event.preventDefault()
        }}
      >
        {isListening ? t.press : keys.length === 0 ? t.unset : keys.map((key) => <Kbd key={key}>{key}</Kbd>)}
      </button>
      <IconButton
        label={t.clear(label)}
        icon={<X aria-hidden />}
        size="sm"
        disabled={accelerator === null}
        onClick={() => {
          setRefusal(null)
          onChange(null)
        }}
      />
      <p role="status" className={style['problem']}>
        {sentence}
      </p>
    </li>
  )
}
