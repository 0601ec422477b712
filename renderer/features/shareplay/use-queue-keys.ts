import {
  type FocusEvent,
  type KeyboardEvent,
  type RefObject,
  useCallback,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import type { ShareplayItem } from '#protocol/shareplay.ts'
import { useTexts } from '../../app/context.tsx'

type Deps = {
  items: readonly ShareplayItem[]
  currentId: string | null
  list: RefObject<HTMLOListElement | null>
  move(itemId: string, to: number): void
  remove(itemId: string): boolean
}

/**
 * The keys of the queue: the arrows walk, with Alt they move the song, Delete takes it out. Gives the row that Tab leads
 * to, and what is said to those who do not see the rows move.
 */
export function useQueueKeys({ items, currentId, list, move, remove }: Deps) {
  const t = useTexts().shareplay
  const [focused, setFocused] = useState<string | null>(null)
  const [said, setSaid] = useState('')
  const wanted = useRef<string | null>(null)
  /** Whether the keyboard is in the list, and on which row. */
  const inside = useRef({ isHere: false, at: 0 })
  const has = (id: string | null) => id !== null && items.some((item) => item.id === id)
  const stopId = has(focused) ? focused : has(currentId) ? currentId : (items[0]?.id ?? null)

  const focusRow = (id: string | undefined) => {
    const row = [...(list.current?.children ?? [])].find(
      (one) => one instanceof HTMLElement && one.dataset['item'] === id,
    )
    row?.querySelector<HTMLElement>('[data-main]')?.focus()
  }
  // A row that is put elsewhere loses the focus by that.
  useLayoutEffect(() => {
    if (wanted.current === null) return
    focusRow(wanted.current)
    wanted.current = null
  })

  // A row that goes takes the focus with it; its neighbour has it then.
  useLayoutEffect(() => {
    const at = items.findIndex(({ id }) => id === focused)
    if (at !== -1) inside.current.at = at
    else if (inside.current.isHere && document.activeElement === document.body)
      focusRow(items[Math.min(inside.current.at, items.length - 1)]?.id)
  })

  /** What one has taken out and the room still has: id and title. */
  const removing = useRef(new Map<string, string>())
  const latest = useRef({ items, move, remove })
  useLayoutEffect(() => {
    latest.current = { items, move, remove }
  })
  const onMove = useCallback(
    (itemId: string, to: number) => {
      const now = latest.current
      const item = now.items.find(({ id }) => id === itemId)
      if (!item || to < 0 || to >= now.items.length) return
      if (list.current?.contains(document.activeElement)) wanted.current = itemId
      now.move(itemId, to)
      setSaid(t.movedTo(item.title, to + 1, now.items.length))
    },
    [list, t],
  )
  const onRemove = useCallback((itemId: string) => {
    const now = latest.current
    const item = now.items.find(({ id }) => id === itemId)
    if (item && now.remove(itemId)) removing.current.set(itemId, item.title)
  }, [])
  // It is said once the room has done it: it may refuse.
  useLayoutEffect(() => {
    const gone = [...removing.current].filter(([id]) => !items.some((item) => item.id === id))
    if (gone.length === 0) return
    for (const [id] of gone) removing.current.delete(id)
    setSaid(gone.map(([, title]) => t.removed(title)).join(' '))
  }, [items, t])
  const onKeyDown = (event: KeyboardEvent<HTMLOListElement>) => {
    const { target, key } = event
    // Keys of what a row opens (its menu) are not the list's.
    if (!(target instanceof HTMLElement) || !event.currentTarget.contains(target)) return
    const at = items.findIndex(({ id }) => id === target.closest<HTMLElement>('[data-item]')?.dataset['item'])
    const item = items[at]
    if (!item || event.ctrlKey || event.metaKey || event.shiftKey) return
    const step = key === 'ArrowUp' ? -1 : key === 'ArrowDown' ? 1 : 0
    if (event.altKey && step !== 0) onMove(item.id, at + step)
    else if (event.altKey) return
    // A key that is held down takes out one song, and not all that follow it.
    else if (key === 'Delete') {
      if (!event.repeat) onRemove(item.id)
    } else if (target.dataset['main'] === undefined) return
    else if (step !== 0) focusRow(items[at + step]?.id)
    else if (key === 'Home') focusRow(items[0]?.id)
    else if (key === 'End') focusRow(items.at(-1)?.id)
    else return
    event.preventDefault()
  }
  const onFocus = (event: FocusEvent<HTMLOListElement>) => {
    inside.current.isHere = event.currentTarget.contains(event.target)
    const id = event.target.closest<HTMLElement>('[data-item]')?.dataset['item']
    if (id !== undefined) setFocused(id)
  }
  const onBlur = () => {
    inside.current.isHere = false
  }
  return { stopId, said, onMove, onRemove, onKeyDown, onFocus, onBlur }
}
