import { type KeyboardEvent, useRef, useState } from 'react'
import style from './EmojiGrid.module.css'
import { nextCell } from './roving.ts'

export type GridEmoji = {
  /** What is picked: the character, or `:name:`. */
  readonly value: string
  readonly label: string
  readonly src?: string
}
export const COLUMNS = 9

/** A few emojis under a heading: one stop for Tab, arrows within. */
export function EmojiGrid({
  title,
  emojis,
  onPick,
}: {
  title: string
  emojis: readonly GridEmoji[]
  onPick(emoji: string): void
}) {
  const [at, setAt] = useState(0)
  const grid = useRef<HTMLDivElement>(null)
  const current = Math.min(at, emojis.length - 1)
  const move = (event: KeyboardEvent) => {
    const to = nextCell(event.key, current, emojis.length, COLUMNS)
    // At the edge too, or the search below would take the key for its own.
    if (event.key.startsWith('Arrow')) event.preventDefault()
    if (to === null) return
    setAt(to)
    grid.current?.querySelectorAll('button')[to]?.focus()
  }
  return (
    <section className={style['section']}>
      <p className={style['title']} aria-hidden>
        {title}
      </p>
      <div
        ref={grid}
        className={style['grid']}
        role="toolbar"
        aria-label={title}
        aria-orientation="horizontal"
        tabIndex={-1}
        onKeyDown={move}
      >
        {emojis.map(({ value, label, src }, index) => (
          <button
            key={value}
            type="button"
            className={style['emoji']}
            aria-label={label}
            title={label}
            tabIndex={index === current ? 0 : -1}
            onFocus={() => setAt(index)}
            onClick={() => onPick(value)}
          >
            {src === undefined ? value : <img src={src} alt="" width="24" height="24" loading="lazy" />}
          </button>
        ))}
      </div>
    </section>
  )
}
