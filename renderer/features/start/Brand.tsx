import type { ReactNode } from 'react'
import { useTexts } from '../../app/context.tsx'
import { Mark } from '../../ui/Mark.tsx'
import style from './Brand.module.css'

/** The top of every screen that is outside a room. */
export function Brand({ children }: { children?: ReactNode }) {
  const t = useTexts().start
  return (
    <header className={style['brand']}>
      <Mark size={28} />
      <span className={style['name']}>{t.title}</span>
      {children}
    </header>
  )
}
