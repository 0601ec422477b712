import { Check } from 'lucide-react'
import { Checkbox as Radix } from 'radix-ui'
import { useId } from 'react'
import type { SwitchProps } from './Switch.tsx'
import style from './Checkbox.module.css'

export function Checkbox({ label, description, checked, onChange, disabled }: SwitchProps) {
  const id = useId()
  return (
    <div className={style['row']}>
      <Radix.Root
        id={id}
        className={style['box']}
        checked={checked}
        onCheckedChange={(value) => onChange(value === true)}
        disabled={disabled ?? false}
        aria-describedby={description ? `${id}-text` : undefined}
      >
        <Radix.Indicator className={style['mark']}>
          <Check aria-hidden />
        </Radix.Indicator>
      </Radix.Root>
      <div className={style['text']}>
        <label htmlFor={id}>{label}</label>
        {description ? (
          <p id={`${id}-text`} className={style['description']}>
            {description}
          </p>
        ) : null}
      </div>
    </div>
  )
}
