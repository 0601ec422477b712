import type { ComponentProps, ReactNode } from 'react'
import { classes } from './classes.ts'
import { Tooltip } from './Tooltip.tsx'
import style from './IconButton.module.css'

export type IconButtonProps = Omit<ComponentProps<'button'>, 'children'> & {
  /** What it does, for everybody who does not see the picture or does not know it. */
  label: string
  icon: ReactNode
  size?: 'sm' | 'md' | 'lg'
  pressed?: boolean
  tone?: 'danger'
  tooltip?: boolean
}

export function IconButton({
  label,
  icon,
  size = 'md',
  pressed,
  tone,
  tooltip = true,
  className,
  ...rest
}: IconButtonProps) {
  const button = (
    <button
      type="button"
      aria-label={label}
      aria-pressed={pressed}
      {...rest}
      className={classes(style['button'], style[size], tone && style[tone], className)}
    >
      {icon}
    </button>
  )
  return tooltip ? <Tooltip text={label}>{button}</Tooltip> : button
}
