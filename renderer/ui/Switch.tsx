import { Switch as Radix } from 'radix-ui'
import { useId } from 'react'
import style from './Switch.module.css'

export type SwitchProps = {
  label: string
  description?: string
  checked: boolean
  onChange(checked: boolean): void
  disabled?: boolean
  /** What was switched is on its way: it keeps the focus, and takes nothing more. */
  busy?: boolean
}

/** On or off, at once: text left, switch right. */
export function Switch({ label, description, checked, onChange, disabled, busy = false }: SwitchProps) {
  const id = useId()
  return (
    <div className={style['row']}>
      <label htmlFor={id} className={style['text']}>
        {label}
        {description ? (
          <span id={`${id}-text`} className={style['description']}>
            {description}
          </span>
        ) : null}
      </label>
      <Radix.Root
        id={id}
        className={style['switch']}
        checked={checked}
        onCheckedChange={(next) => !busy && onChange(next)}
        aria-disabled={busy || undefined}
        disabled={disabled ?? false}
        aria-describedby={description ? `${id}-text` : undefined}
        aria-label={label}
      >
        <Radix.Thumb className={style['thumb']} />
      </Radix.Root>
    </div>
  )
}
