import { RadioGroup } from 'radix-ui'
import { type ReactNode, useId } from 'react'
import style from './Segmented.module.css'

export type SegmentedProps<V extends string> = {
  label: string
  hideLabel?: boolean
  options: readonly { value: V; label: string; icon?: ReactNode }[]
  value: V
  onChange(value: V): void
}

/** One of a few, all in sight. */
export function Segmented<V extends string>({ label, hideLabel, options, value, onChange }: SegmentedProps<V>) {
  const id = useId()
  return (
    <div className={style['field']}>
      <span id={id} className={hideLabel ? 'visually-hidden' : style['label']}>
        {label}
      </span>
      <RadioGroup.Root
        className={style['group']}
        aria-labelledby={id}
        orientation="horizontal"
        value={value}
        onValueChange={(chosen) => {
          const option = options.find((one) => one.value === chosen)
          if (option) onChange(option.value)
        }}
      >
        {options.map((option) => (
          <RadioGroup.Item key={option.value} value={option.value} className={style['item']}>
            {option.icon}
            {option.label}
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
    </div>
  )
}
