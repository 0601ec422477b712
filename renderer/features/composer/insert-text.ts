import type { Replacement } from './wrap-selection.ts'

/**
 * Changes a textarea as if a person had typed it, so that undo takes it back and the change is heard like any other.
 */
export function insertText(area: HTMLTextAreaElement, { from, to, text, start, end }: Replacement): void {
  area.focus()
  area.setSelectionRange(from, to)
  if (from !== to || text !== '') {
    // Old, and the only way that keeps undo. A document that refuses it gets the text all the same.
    const isDone = document.execCommand(text === '' ? 'delete' : 'insertText', false, text)
    if (!isDone) area.setRangeText(text, from, to, 'end')
  }
  area.setSelectionRange(start, end)
}
