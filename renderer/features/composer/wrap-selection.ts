/** A text with its selection, as a textarea has them. */
export type Edit = { readonly text: string; readonly start: number; readonly end: number }
/** `from` to `to` is what `text` replaces; `start` and `end` are selected afterwards. */
export type Replacement = Edit & { readonly from: number; readonly to: number }

/** Puts Markdown signs around the selection, or takes them away where they stand already. */
export function wrapSelection({ text, start, end }: Edit, sign: string): Replacement {
  const size = sign.length
  const selected = text.slice(start, end)
  const isOutside = countBefore(text, start, sign) === size && countAfter(text, end, sign) === size
  if (isOutside) return { from: start - size, to: end + size, text: selected, start: start - size, end: end - size }
  const isInside =
    selected.length >= 2 * size &&
    countAfter(selected, 0, sign) === size &&
    countBefore(selected, selected.length, sign) === size
  if (isInside) return { from: start, to: end, text: selected.slice(size, -size), start, end: end - 2 * size }
  return { from: start, to: end, text: sign + selected + sign, start: start + size, end: end + size }
}

// `*` inside `**` is bold, not italic: the run of signs is counted, not only looked for.
function countBefore(text: string, at: number, sign: string): number {
  let count = 0
  while (count < at && text[at - 1 - count] === sign[0]) count++
  return count
}
function countAfter(text: string, at: number, sign: string): number {
  let count = 0
  while (text[at + count] !== undefined && text[at + count] === sign[0]) count++
  return count
}
