import type { ReactNode } from 'react'
import style from './Tag.module.css'

export const Tag = ({ children }: { children: ReactNode }) => <span className={style['tag']}>{children}</span>
