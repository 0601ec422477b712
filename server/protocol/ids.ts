import { z } from 'zod'

/** RFC 9562 text, lower case. */
export const Id = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)
  .meta({ format: 'uuid' })
/** What a caller names something by. Anything that is no id is simply unknown, so its form is not checked here. */
export const Reference = z.string().max(200)
/**
 * Where the room has a file, as a path of its own origin. A room is a stranger's machine: what leads elsewhere (`//host`,
 * a tab that URL parsers take out, another scheme) would make every reader's app ask there.
 */
export const RoomPath = z.string().regex(/^\/(?![/\\])[^\\\s]*$/)

/** A name of a channel, a role or the room: one line, nothing that a reader would not see. */
export const lineOf = (maxChars: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(4 * maxChars)
    .refine((text) => text.isWellFormed() && !UNSEEN.test(text), 'There are characters in it that nobody can see')
    .refine((text) => [...text].length <= maxChars, `It has at most ${maxChars} characters`)
const UNSEEN = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u

/** RFC 3339, UTC, milliseconds, `Z`. */
export const Time = z.iso.datetime({ precision: 3 })

/** Milliseconds since 1970 as they go over the wire. */
export const toTime = (ms: number): string => new Date(ms).toISOString()
export const toTimeOrNull = (ms: number | null): string | null => (ms === null ? null : toTime(ms))

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
export const isId = (text: string): boolean => ID.test(text)

/** A text's length in code points: what the contract means by characters. */
export const codePoints = (text: string): number => {
  let count = text.length
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit >= 0xd800 && unit < 0xdc00 && i + 1 < text.length && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      count--
      i++
    }
  }
  return count
}
