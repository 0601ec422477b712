import type { ComponentProps, ReactNode } from 'react'
import { classes } from './classes.ts'
import style from './Button.module.css'

export type ButtonProps = ComponentProps<'button'> & {
  /** `primary`: the one main action of a screen. */
  variant?: 'plain' | 'primary' | 'danger' | 'quiet'
  size?: 'sm' | 'md' | 'lg'
  /** At work: cannot be pressed again, and says so. It keeps the focus, which `disabled` would throw to the page. */
  busy?: boolean
  icon?: ReactNode
}

export function Button({
  variant = 'plain',
  size = 'md',
  busy,
  icon,
  className,
  children,
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-disabled={busy || rest['aria-disabled']}
      // A form sends itself by a click on its button, so that this stops Enter in a field too.
      onClick={busy ? (event) => event.preventDefault() : onClick}
      aria-busy={busy || undefined}
      className={classes(style['button'], style[variant], style[size], className)}
    >
      {busy ? <span className={style['busy']} aria-hidden /> : icon}
      {children}
    </button>
  )
}
