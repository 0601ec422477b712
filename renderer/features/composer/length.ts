import { codePoints } from '#protocol/ids.ts'

/** The text of a message, in code points (contract, section 2). */
const CONTENT_MAX = 8_000
/** So many before the end one is told. */
const NEAR = 200

/** How many more fit, negative when there are too many; null while nobody needs to know. */
export function remaining(text: string): number | null {
  // There are never more code points than units: most texts need no counting.
  if (text.length < CONTENT_MAX - NEAR) return null
  const left = CONTENT_MAX - codePoints(text)
  return left <= NEAR ? left : null
}

/** What of the box goes out: nobody means empty lines around a message. Spaces before the first word may be code. */
export const contentOf = (text: string): string => text.replace(/^(?:[^\S\n]*\n)+/, '').trimEnd()
