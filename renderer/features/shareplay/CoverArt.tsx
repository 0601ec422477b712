import type { JSX } from 'react'
import { hueVars } from '../../ui/hue.ts'
import { type Motif, motifOf } from './cover-art.ts'
import style from './Cover.module.css'

/** Drawn within 160 × 100; what is seen of it depends on the place. */
const MOTIF: Record<Motif, JSX.Element> = {
  hills: (
    <>
      <circle className={style['near']} cx="104" cy="30" r="11" />
      <path className={style['far']} d="M0 78 34 44l26 26 30-36 40 44 30-22v48H0z" />
      <path className={style['near']} opacity="0.55" d="M0 92 46 66l40 20 44-24 30 16v26H0z" />
    </>
  ),
  rings: (
    <>
      <circle className={style['stroke']} cx="80" cy="100" r="22" />
      <circle className={style['stroke']} opacity="0.75" cx="80" cy="100" r="44" />
      <circle className={style['stroke']} opacity="0.5" cx="80" cy="100" r="66" />
      <circle className={style['stroke']} opacity="0.3" cx="80" cy="100" r="88" />
    </>
  ),
  waves: (
    <>
      <path className={style['stroke']} opacity="0.4" d="M-8 36q22-20 44 0t44 0 44 0 44 0" />
      <path className={style['stroke']} opacity="0.7" d="M-8 56q22-20 44 0t44 0 44 0 44 0" />
      <path className={style['stroke']} d="M-8 76q22-20 44 0t44 0 44 0 44 0" />
    </>
  ),
  moon: (
    <>
      <path className={style['near']} d="M92 22a30 30 0 1 0 18 52 34 34 0 0 1-18-52z" />
      <circle className={style['far']} cx="44" cy="26" r="3" />
      <circle className={style['far']} cx="60" cy="80" r="2.5" />
      <circle className={style['far']} cx="124" cy="40" r="3" />
    </>
  ),
}

/** Stands in for a cover, and behind one that does not fill its place. */
export function CoverArt({ itemId }: { itemId: string }) {
  return (
    <svg
      viewBox="0 0 160 100"
      preserveAspectRatio="xMidYMid slice"
      className={style['art']}
      style={hueVars(itemId)}
      aria-hidden
    >
      <rect className={style['ground']} width="160" height="100" />
      {MOTIF[motifOf(itemId)]}
    </svg>
  )
}
