import { type ReactNode, useId } from 'react'
import { CircleAlert } from 'lucide-react'
import style from './Field.module.css'

export type FieldProps = {
  label: string
  hint?: ReactNode
  /** What is wrong with it, and what to do. */
  error?: string | null | undefined
  hideLabel?: boolean
}
type Ids = { id: string; 'aria-describedby': string | undefined; 'aria-invalid': true | undefined }

/** A label, a control, and what belongs to it in words, tied together for screen readers. */
export function Field({ label, hint, error, hideLabel, children }: FieldProps & { children: (ids: Ids) => ReactNode }) {
  const id = useId()
  const described = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ')
  return (
    <div className={style['field']}>
      <label htmlFor={id} className={hideLabel ? 'visually-hidden' : style['label']}>
        {label}
      </label>
      {children({ id, 'aria-describedby': described || undefined, 'aria-invalid': error ? true : undefined })}
      {hint ? (
        <p id={`${id}-hint`} className={style['hint']}>
          {hint}
        </p>
      ) : null}
      {error ? (
        <p id={`${id}-error`} className={style['error']} role="alert">
          <CircleAlert aria-hidden />
          {error}
        </p>
      ) : null}
    </div>
  )
}
