/** Who came and who went, by user id. Nothing where there was nothing to compare with. */
export function comings(
  before: readonly string[] | null,
  after: readonly string[],
): { came: string[]; went: string[] } {
  if (before === null) return { came: [], went: [] }
  return { came: after.filter((id) => !before.includes(id)), went: before.filter((id) => !after.includes(id)) }
}

/** A conversation is quick: who begins to speak is told so often at most, in milliseconds … */
const APART_MS = 4_000
/** … and only when it was more than a cough. */
const LASTING_MS = 600

type SpeakerMemory = { readonly since: Readonly<Record<string, number>>; last: string | null; toldAt: number }
export const noSpeakers: SpeakerMemory = { since: {}, last: null, toldAt: -Infinity }

/**
 * Whom to tell of, given who speaks now: somebody who goes on for a moment and is not the one told of last. `again`:
 * look once more after so many milliseconds, because somebody may have become worth telling by then.
 */
export function speakerNews(
  memory: SpeakerMemory,
  speaking: readonly string[],
  now: number,
): { memory: SpeakerMemory; tell: string | null; again: number | null } {
  const since = Object.fromEntries(speaking.map((id) => [id, memory.since[id] ?? now]))
  const others = speaking.filter((id) => id !== memory.last)
  const dueAt = others.map((id) => Math.max((since[id] ?? now) + LASTING_MS, memory.toldAt + APART_MS))
  const tell = others.find((_, at) => (dueAt[at] ?? Infinity) <= now) ?? null
  if (tell !== null) return { memory: { since, last: tell, toldAt: now }, tell, again: null }
  const next = Math.min(...dueAt)
  return { memory: { ...memory, since }, tell: null, again: next === Infinity ? null : Math.max(1, next - now) }
}
