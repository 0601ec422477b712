import { fold, foldWithPlaces } from './fold.ts'

export type Part = { readonly text: string; readonly isHit: boolean }

/** The words and "quoted phrases" of a query, as the room reads them (GET /api/search). */
export function termsOf(query: string): string[] {
  return [...query.matchAll(/"([^"]+)"|([^\s"]+)/g)]
    .map(([, phrase, word]) => (phrase ?? word ?? '').trim().replaceAll(/\s+/g, ' '))
    .filter((term) => /[\p{L}\p{N}]/u.test(term))
}

/** A text cut into what was searched and what stands around it. The room's snippets carry no marks of their own. */
export function highlight(text: string, terms: readonly string[]): Part[] {
  const { text: plain, at } = foldWithPlaces(text)
  const ranges = terms
    .flatMap((term) => placesOf(plain, fold(term)))
    .map(([from, to]): [number, number] => [at[from] ?? 0, at[to] ?? text.length])
    .toSorted((one, other) => one[0] - other[0])
  return partsOf(text, ranges)
}

/** Cuts a text at ranges, which may touch and overlap; they are in order. */
export function partsOf(text: string, ranges: readonly (readonly [number, number])[]): Part[] {
  const parts: Part[] = []
  let end = 0
  for (const [from, to] of ranges) {
    if (to <= end) continue
    const start = Math.max(from, end)
    if (start > end) parts.push({ text: text.slice(end, start), isHit: false })
    const last = parts.at(-1)
    if (last?.isHit) parts.splice(-1, 1, { text: last.text + text.slice(start, to), isHit: true })
    else parts.push({ text: text.slice(start, to), isHit: true })
    end = to
  }
  if (end < text.length) parts.push({ text: text.slice(end), isHit: false })
  return parts
}

function placesOf(text: string, term: string): [number, number][] {
  const places: [number, number][] = []
  if (term === '') return places
  for (let from = text.indexOf(term); from >= 0; from = text.indexOf(term, from + term.length)) {
    // The index knows whole words: what stands in the middle of one was not found.
    const isWord = !/[\p{L}\p{N}]/u.test(text[from - 1] ?? ' ') || !/[a-z0-9]/.test(term)
    if (isWord) places.push([from, from + term.length])
  }
  return places
}
