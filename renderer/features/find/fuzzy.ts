import { fold, foldWithPlaces } from './fold.ts'

/** Better matches score higher; `ranges` of the text, from and to, are what was matched. */
export type Match = { readonly score: number; readonly ranges: readonly (readonly [number, number])[] }

const START = 30
const WORD = 20
const NEXT = 8
const PIECE = 40
const EXACT = 20
const isBorder = (before: string | undefined) => before === undefined || !/[\p{L}\p{N}]/u.test(before)

/** Are the characters of the query all in the text, in this order? Beginnings of words and neighbours count for more. */
export function fuzzy(query: string, text: string): Match | null {
  const wanted = fold(query.trim().replaceAll(/\s+/g, ' '))
  const { text: plain, at } = foldWithPlaces(text)
  if (wanted === '') return { score: 0, ranges: [] }
  const whole = wholeAt(plain, wanted)
  const places = whole === null ? subsequence(plain, wanted) : Array.from(wanted, (_, n) => whole + n)
  if (!places) return null
  let score = (whole === null ? 0 : PIECE) + (plain === wanted ? EXACT : 0)
  for (const [n, place] of places.entries()) {
    if (place === 0) score += START
    else if (isBorder(plain[place - 1])) score += WORD
    if (n > 0 && places[n - 1] === place - 1) score += NEXT
  }
  // Of two equal ones the shorter is meant.
  score -= plain.length / 10
  return { score, ranges: rangesOf(places, at) }
}

/** The query in one piece, at the beginning of a word if there is one. */
function wholeAt(text: string, wanted: string): number | null {
  let first: number | null = null
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    if (isBorder(text[at - 1])) return at
    first ??= at
  }
  return first
}
function subsequence(text: string, wanted: string): number[] | null {
  const places: number[] = []
  let from = 0
  for (const char of wanted) {
    const at = nextPlace(text, char, from)
    if (at === null) return null
    places.push(at)
    from = at + 1
  }
  return places
}
/** Where a character comes next: as a neighbour, else at the beginning of a word, else anywhere. */
function nextPlace(text: string, char: string, from: number): number | null {
  if (text[from] === char) return from
  const any = text.indexOf(char, from)
  for (let at = any; at >= 0; at = text.indexOf(char, at + 1)) if (isBorder(text[at - 1])) return at
  return any < 0 ? null : any
}
function rangesOf(places: readonly number[], at: readonly number[]): (readonly [number, number])[] {
  const ranges: [number, number][] = []
  for (const place of places) {
    const from = at[place] ?? 0
    const to = at.slice(place + 1).find((next) => next > from) ?? from
    const last = ranges.at(-1)
    if (last && last[1] >= from) last[1] = Math.max(last[1], to)
    else ranges.push([from, to])
  }
  return ranges
}
