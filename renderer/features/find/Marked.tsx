import type { Part } from './highlight.ts'
import style from './Marked.module.css'

/** A text with what was searched marked in it. Each part is text and nothing else. */
export const Marked = ({ parts }: { parts: readonly Part[] }) =>
  parts.map((part, at) =>
    part.isHit ? (
      <mark key={at} className={style['hit']}>
        {part.text}
      </mark>
    ) : (
      part.text
    ),
  )
