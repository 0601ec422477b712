import { segment } from './text.ts'

/** FTS5 reads its query up to a NUL and would find a phrase without an end. */
const quoted = (text: string): string => `"${segment(text).replaceAll('\0', ' ').replaceAll('"', '""').trim()}"`
const HAS_WORD = /[\p{L}\p{N}\p{Co}]/u

/** The words and "quoted phrases" that somebody typed; nothing in them is an operator. */
export function termsOf(typed: string): string[] {
  const terms: string[] = []
  for (const [, phrase, word] of typed.matchAll(/"([^"]+)"|([^\s"]+)/g)) {
    const term = phrase ?? word ?? ''
    if (HAS_WORD.test(term)) terms.push(term.trim().replace(/\s+/g, ' '))
  }
  return terms.slice(0, 20)
}

/** An FTS5 query for messages with all of these terms, in the channels of these numbers. */
export function ftsQuery(terms: readonly string[], channelNumbers: readonly number[]): string {
  const scope = channelNumbers.map((n) => `"c${n}"`).join(' OR ')
  const words = terms.map(quoted).join(' AND ')
  return `{scope} : (${scope}) AND {content} : (${words})`
}

const SNIPPET_CHARS = 160

/** The part of a text in which one of the terms stands; cut between characters as people see them (UAX #29). */
export function snippetOf(content: string, terms: readonly string[]): string {
  const text = content.replace(/\s+/g, ' ')
  if (text.length <= SNIPPET_CHARS) return text
  const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text)
  const border = (at: number): number => (at >= text.length ? text.length : (graphemes.containing(at)?.index ?? 0))
  const wanted = placeOf(text, terms) - SNIPPET_CHARS / 4
  const from = border(Math.max(0, Math.min(wanted, text.length - SNIPPET_CHARS)))
  const to = border(from + SNIPPET_CHARS)
  return `${from > 0 ? '…' : ''}${text.slice(from, to)}${to < text.length ? '…' : ''}`
}

/** Where the first term stands; 0 when none is found as it was typed. */
function placeOf(text: string, terms: readonly string[]): number {
  const lower = text.toLowerCase()
  const direct = terms.map((term) => lower.indexOf(term.toLowerCase())).filter((at) => at >= 0)
  if (direct.length > 0) return Math.min(...direct)
  // As the index sees it: without accents, and with whatever is no word as a blank. Costly, so only now.
  const folded = Array.from(text, fold)
  const flat = folded.join('')
  const found = terms.map((term) => flat.indexOf(Array.from(term, fold).join(''))).filter((at) => at >= 0)
  if (found.length === 0) return 0
  let left = Math.min(...found)
  let at = 0
  for (const [n, char] of Array.from(text).entries()) {
    if (left <= 0) break
    left -= folded[n]?.length ?? 0
    at += char.length
  }
  return at
}
const fold = (char: string): string => {
  const plain = char.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
  return plain === '' || /[\p{L}\p{N}]/u.test(plain) ? plain : ' '
}
