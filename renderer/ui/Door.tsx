import { classes } from './classes.ts'
import { initials } from './initials.ts'
import style from './Door.module.css'

export type DoorProps = {
  name: string
  /** `lit`: people are talking in there now. `shut`: not there at the moment. */
  state?: 'open' | 'lit' | 'shut'
  size?: 's' | 'm' | 'l'
  current?: boolean
}

/** Rooms are doors. Decoration: the room's name stands beside it. */
export const Door = ({ name, state = 'open', size = 'm', current }: DoorProps) => (
  <span aria-hidden className={classes(style['door'], style[state], style[size], current && style['current'])}>
    {initials(name)}
  </span>
)
