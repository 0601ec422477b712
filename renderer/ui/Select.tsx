import { ChevronDown } from 'lucide-react'
import { Field, type FieldProps } from './Field.tsx'
import style from './Field.module.css'

export type SelectProps<V extends string> = FieldProps & {
  options: readonly { value: V; label: string }[]
  value: V
  onChange(value: V): void
  disabled?: boolean
}

/** The system's own list: right on every device, and known to everybody. */
export function Select<V extends string>({ options, value, onChange, disabled, hideLabel, ...rest }: SelectProps<V>) {
  return (
    <Field {...rest} hideLabel={hideLabel ?? false}>
      {(ids) => (
        <div className={style['box']}>
          <select
            {...ids}
            className={style['input']}
            value={value}
            disabled={disabled}
            onChange={(event) => {
              const chosen = options.find((option) => option.value === event.target.value)
              if (chosen) onChange(chosen.value)
            }}
          >
            {options.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </select>
          <ChevronDown aria-hidden />
        </div>
      )}
    </Field>
  )
}
