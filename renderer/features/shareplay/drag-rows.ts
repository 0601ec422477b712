import { dropIndex, isDrag, scrollStep, wayOf } from './drag.ts'

export type RowDragDeps = {
  list: HTMLElement
  /** The row that is dragged, by its place in the list. */
  from: number
  press: Pick<PointerEvent, 'pointerId' | 'clientX' | 'clientY'>
  window: Window
  onDrop(to: number): void
}

/**
 * Follows a pointer that was pressed on a row, until it is let go; the returned function breaks that off. Styles are set
 * on the elements themselves: nothing is drawn anew while something moves.
 */
export function startRowDrag({ list, from, press, window, onDrop }: RowDragDeps): () => void {
  const rows = [...list.children].filter((one) => one instanceof HTMLElement)
  const row = rows[from]
  const scroller = scrollerOf(list)
  let pointer = press.clientY
  let lifted: ReturnType<typeof lift> | null = null

  const lift = () => {
    const startScroll = scroller.scrollTop
    const spans = rows.map((one) => {
      const { top, height } = one.getBoundingClientRect()
      return { top, height }
    })
    const [first, last, own] = [spans[0], spans.at(-1), spans[from]]
    list.dataset['dragging'] = ''
    if (row) row.dataset['lifted'] = ''
    let frame = 0
    let to = from
    const draw = () => {
      if (!first || !last || !own || !row) return
      const wanted = pointer - press.clientY + scroller.scrollTop - startScroll
      const by = Math.min(Math.max(wanted, first.top - own.top), last.top + last.height - own.top - own.height)
      to = dropIndex(spans, from, by)
      for (const [at, other] of rows.entries()) {
        const way = at === from ? by : wayOf(at, from, to) * own.height
        other.style.transform = way === 0 ? '' : `translateY(${way}px)`
      }
    }
    const run = () => {
      const step = scrollStep(pointer, scroller.getBoundingClientRect())
      if (step !== 0) scroller.scrollTop += step
      draw()
      frame = window.requestAnimationFrame(run)
    }
    run()
    return {
      place: () => to,
      lay() {
        window.cancelAnimationFrame(frame)
        delete list.dataset['dragging']
        if (row) delete row.dataset['lifted']
        for (const one of rows) one.style.transform = ''
      },
    }
  }
  const move = (event: PointerEvent) => {
    if (event.pointerId !== press.pointerId) return
    pointer = event.clientY
    if (lifted === null && isDrag(event.clientX - press.clientX, event.clientY - press.clientY)) lifted = lift()
  }
  const up = (event: PointerEvent) => {
    if (event.pointerId !== press.pointerId) return
    const to = lifted?.place() ?? from
    if (lifted) swallowClick(window)
    end()
    if (to !== from) onDrop(to)
  }
  const cancel = (event: PointerEvent) => event.pointerId === press.pointerId && end()
  const key = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || lifted === null) return
    // Nothing else is to close by it.
    event.preventDefault()
    event.stopPropagation()
    swallowClick(window)
    end()
  }
  const end = () => {
    window.removeEventListener('pointermove', move)
    window.removeEventListener('pointerup', up)
    window.removeEventListener('pointercancel', cancel)
    window.removeEventListener('keydown', key, { capture: true })
    lifted?.lay()
    lifted = null
  }
  window.addEventListener('pointermove', move)
  window.addEventListener('pointerup', up)
  window.addEventListener('pointercancel', cancel)
  window.addEventListener('keydown', key, { capture: true })
  return end
}

/** What was dragged was not clicked. */
function swallowClick(window: Window): void {
  const swallow = (event: MouseEvent) => {
    event.preventDefault()
    event.stopPropagation()
  }
  window.addEventListener('click', swallow, { capture: true, once: true })
  // There is none when the pointer was let go over something else.
  window.setTimeout(() => window.removeEventListener('click', swallow, { capture: true }), 50)
}

function scrollerOf(element: HTMLElement): HTMLElement {
  for (let one = element.parentElement; one; one = one.parentElement)
    if (/auto|scroll/.test(getComputedStyle(one).overflowY) && one.scrollHeight > one.clientHeight) return one
  return element
}
