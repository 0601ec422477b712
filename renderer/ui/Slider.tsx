import { Slider as Radix } from 'radix-ui'
import { useId } from 'react'
import style from './Slider.module.css'

export type SliderProps = {
  label: string
  hideLabel?: boolean
  min: number
  max: number
  step?: number
  value: number
  onChange(value: number): void
  /** The value in words: "60 %". */
  valueText?: string
}

export function Slider({ label, hideLabel, min, max, step = 1, value, onChange, valueText }: SliderProps) {
  const id = useId()
  return (
    <div className={style['field']}>
      <div className={hideLabel ? 'visually-hidden' : style['label']}>
        <span id={id}>{label}</span>
        {valueText ? <output>{valueText}</output> : null}
      </div>
      <Radix.Root
        className={style['slider']}
        min={min}
        max={max}
        step={step}
        value={[value]}
        onValueChange={([next]) => next !== undefined && onChange(next)}
      >
        <Radix.Track className={style['track']}>
          <Radix.Range className={style['range']} />
        </Radix.Track>
        <Radix.Thumb className={style['thumb']} aria-labelledby={id} aria-valuetext={valueText} />
      </Radix.Root>
    </div>
  )
}
