import { type ReactNode, useId } from 'react'
import style from './Slab.module.css'

type SlabProps = {
  title: string
  text?: ReactNode
  /** Beside the title, at the right. */
  aside?: ReactNode
  children?: ReactNode
}

/** A titled piece of a panel. */
export function Slab({ title, text, aside, children }: SlabProps) {
  const id = useId()
  return (
    <section className={style['slab']} aria-labelledby={id}>
      <div className={style['head']}>
        <div className={style['titles']}>
          <h2 id={id}>{title}</h2>
          {text !== undefined && <p className={style['text']}>{text}</p>}
        </div>
        {aside}
      </div>
      {children}
    </section>
  )
}
