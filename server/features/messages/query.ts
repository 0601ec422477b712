import { segment } from './text.ts'

/** FTS5 reads its query up to a NUL and would find a phrase without an end. */
const quoted = (text: string): string => `"${segment(text).replaceAll('\0', ' ').replaceAll('"', '""').trim()}"`
const HAS_WORD = /[\p{L}\p{N}\p{Co}]/u

/** The words and "quoted phrases" that somebody typed; nothing in them is an operator. */
export function termsOf(typed: string): string[] {
  const terms: string[] = []
  for (const [, phrase, word] of typed.matchAll(/"([^"]+)"|([^\s"]+)/g)) {
    const term = phrase ?? word ?? ''
    if (HAS_WORD.test(term)) terms.push(term.trim())
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
const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** The part of a text in which the first term stands, cut at about `SNIPPET_CHARS`. */
export function snippetOf(content: string, terms: readonly string[]): string {
  const chars = [...content.replace(/\s+/g, ' ')]
  if (chars.length <= SNIPPET_CHARS) return chars.join('')
  const folded = chars.map(fold)
  const at = positionIn(folded, terms.map(fold))
  const from = Math.max(0, Math.min(at - SNIPPET_CHARS / 4, chars.length - SNIPPET_CHARS))
  const to = from + SNIPPET_CHARS
  return `${from > 0 ? '…' : ''}${chars.slice(from, to).join('')}${to < chars.length ? '…' : ''}`
}
function positionIn(folded: readonly string[], terms: readonly string[]): number {
  const text = folded.join('')
  const found = terms.map((term) => text.indexOf(term)).filter((index) => index >= 0)
  if (found.length === 0) return 0
  let left = Math.min(...found)
  return folded.findIndex((char) => (left -= char.length) < 0)
}
