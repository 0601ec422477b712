import type { ComponentProps, ReactNode } from 'react'
import { classes } from './classes.ts'
import style from './Button.module.css'

export type ButtonProps = ComponentProps<'button'> & {
  /** `primary`: the one main action of a screen. */
  variant?: 'plain' | 'primary' | 'danger' | 'quiet'
  size?: 'sm' | 'md' | 'lg'
  /** At work: cannot be pressed again, and says so. */
  busy?: boolean
  icon?: ReactNode
}

export function Button({ variant = 'plain', size = 'md', busy, icon, className, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      disabled={rest.disabled || busy}
      aria-busy={busy || undefined}
      className={classes(style['button'], style[variant], style[size], className)}
    >
      {busy ? <span className={style['busy']} aria-hidden /> : icon}
      {children}
    </button>
  )
}
