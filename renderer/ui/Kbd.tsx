import type { ReactNode } from 'react'
import style from './Kbd.module.css'

export const Kbd = ({ children }: { children: ReactNode }) => <kbd className={style['kbd']}>{children}</kbd>
