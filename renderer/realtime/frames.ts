import { z } from 'zod'
import { Event } from '#protocol/events.ts'

const KNOWN: ReadonlySet<string> = new Set(Event.options.map((option) => option.shape.type.value))
const Typed = z.looseObject({ type: z.string() })

/** What one frame of the room says. A type of a newer room is `unknown` and ignored; `malformed` is a fault of the room. */
export function parseFrame(data: unknown): Event | 'unknown' | 'malformed' {
  if (typeof data !== 'string') return 'malformed'
  let json: unknown
  try {
    json = JSON.parse(data)
  } catch {
    return 'malformed'
  }
  const typed = Typed.safeParse(json)
  if (!typed.success) return 'malformed'
  if (!KNOWN.has(typed.data.type)) return 'unknown'
  const event = Event.safeParse(json)
  return event.success ? event.data : 'malformed'
}
