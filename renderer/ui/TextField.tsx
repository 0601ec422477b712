import type { ComponentProps, ReactNode } from 'react'
import { Field, type FieldProps } from './Field.tsx'
import style from './Field.module.css'

export type TextFieldProps = FieldProps &
  Omit<ComponentProps<'input'>, 'children'> & { leading?: ReactNode; trailing?: ReactNode }

export function TextField({ label, hint, error, hideLabel, leading, trailing, ...rest }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} error={error} hideLabel={hideLabel ?? false}>
      {(ids) => (
        <div className={style['box']}>
          {leading}
          <input {...rest} {...ids} className={style['input']} />
          {trailing}
        </div>
      )}
    </Field>
  )
}
