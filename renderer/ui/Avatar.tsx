import { useState } from 'react'
import { classes } from './classes.ts'
import { hueVars } from './hue.ts'
import { initials } from './initials.ts'
import style from './Avatar.module.css'

export type AvatarProps = {
  id: string
  name: string
  src?: string | null | undefined
  size?: 'xs' | 's' | 'm' | 'l' | 'xl'
  status?: 'online' | 'away' | 'dnd' | 'offline' | null | undefined
  /** Says the status; without it the picture is decoration, because the name stands beside it. */
  statusLabel?: string
  talking?: boolean
}

/** People are circles: their picture, or two letters on their hue. */
export function Avatar({ id, name, src, size = 'm', status, statusLabel, talking }: AvatarProps) {
  const [broken, setBroken] = useState<string | null>(null)
  const hasPicture = src && broken !== src
  return (
    <span
      className={classes(style['avatar'], style[size], talking && style['talking'])}
      style={hueVars(id)}
      {...(statusLabel ? { role: 'img', 'aria-label': statusLabel } : { 'aria-hidden': true })}
    >
      {hasPicture ? (
        <img src={src} alt="" width="96" height="96" loading="lazy" onError={() => setBroken(src)} />
      ) : (
        <span className={style['letters']}>{initials(name).toLowerCase()}</span>
      )}
      {status ? <span className={classes(style['status'], style[status])} /> : null}
    </span>
  )
}
