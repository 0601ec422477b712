/** A text as people search it: without case and accents. */
export const fold = (text: string): string => foldWithPlaces(text).text

/** The same, and where in the original each character of it stands. */
export type Folded = { readonly text: string; readonly at: readonly number[] }

export function foldWithPlaces(text: string): Folded {
  const at: number[] = []
  let folded = ''
  let index = 0
  for (const char of text) {
    const plain = char.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
    for (let n = 0; n < plain.length; n++) at.push(index)
    folded += plain
    index += char.length
  }
  at.push(text.length)
  return { text: folded, at }
}
