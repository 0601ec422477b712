import { Slider as Radix } from 'radix-ui'
import { type KeyboardEvent, useId } from 'react'
import { classes } from './classes.ts'
import style from './Slider.module.css'

export type SliderProps = {
  label: string
  hideLabel?: boolean
  min: number
  max: number
  step?: number
  value: number
  onChange(value: number): void
  /**
   * The value in words: "60 %". A screen reader says it whenever it changes: what moves by itself should hide its label, and
   * keep this as it is while the slider has the focus.
   */
  valueText?: string
  /** The hand has let go of it, or a key has moved it. */
  onCommit?(value: number): void
  /** Keys that do something else than usual; prevent their default. */
  onKeyDown?(event: KeyboardEvent): void
  /** `live`: it shows what is going on now. */
  tone?: 'plain' | 'live'
  disabled?: boolean
}

export function Slider({
  label,
  hideLabel,
  min,
  max,
  step = 1,
  value,
  onChange,
  valueText,
  onCommit,
  onKeyDown,
  tone = 'plain',
  disabled = false,
}: SliderProps) {
  const id = useId()
  return (
    <div className={style['field']}>
      <div className={hideLabel ? 'visually-hidden' : style['label']}>
        <span id={id}>{label}</span>
        {valueText && !hideLabel ? <output>{valueText}</output> : null}
      </div>
      <Radix.Root
        className={classes(style['slider'], style[tone])}
        min={min}
        max={max}
        step={step}
        value={[value]}
        disabled={disabled}
        onValueChange={([next]) => next !== undefined && onChange(next)}
        onValueCommit={([next]) => next !== undefined && onCommit?.(next)}
        {...(onKeyDown ? { onKeyDown } : {})}
      >
        <Radix.Track className={style['track']}>
          <Radix.Range className={style['range']} />
        </Radix.Track>
        <Radix.Thumb className={style['thumb']} aria-labelledby={id} aria-valuetext={valueText} />
      </Radix.Root>
    </div>
  )
}
