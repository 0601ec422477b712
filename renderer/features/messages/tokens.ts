/** A piece of a text: as it is, a person who is meant, or an emoji of the room. */
export type Token =
  | { kind: 'text'; text: string }
  | { kind: 'mention'; text: string; userId: string }
  | { kind: 'emoji'; name: string }
export type Known = {
  /** Ids by name in lower case. */
  people: ReadonlyMap<string, string>
  emojis: ReadonlyMap<string, string>
  /** The longest name there is, in characters. */
  longest: number
}
const EMOJI = /:(?<name>[a-z0-9_+-]{1,64}):/iy
const isWordChar = (char: string | undefined) => char !== undefined && /[\p{L}\p{N}_]/u.test(char)

/** Finds `@name` (the longest name that fits, not inside a word) and `:emoji:` in a text. */
export function tokensOf(text: string, known: Known): Token[] {
  const tokens: Token[] = []
  let from = 0
  const push = (token: Token, start: number, end: number) => {
    if (start > from) tokens.push({ kind: 'text', text: text.slice(from, start) })
    tokens.push(token)
    from = end
  }
  for (let i = 0; i < text.length; i++) {
    const char = text[i]
    if (char === '@' && !isWordChar(text[i - 1])) {
      const name = mentionAt(text, i + 1, known)
      if (!name) continue
      push({ kind: 'mention', text: `@${name.text}`, userId: name.userId }, i, i + 1 + name.text.length)
      i = from - 1
    } else if (char === ':') {
      EMOJI.lastIndex = i
      const name = EMOJI.exec(text)?.groups?.['name']
      if (name === undefined || !known.emojis.has(name)) continue
      push({ kind: 'emoji', name }, i, i + name.length + 2)
      i = from - 1
    }
  }
  if (from < text.length) tokens.push({ kind: 'text', text: text.slice(from) })
  return tokens
}

function mentionAt(text: string, start: number, known: Known): { text: string; userId: string } | null {
  for (let length = Math.min(known.longest, text.length - start); length > 0; length--) {
    const candidate = text.slice(start, start + length)
    const userId = known.people.get(candidate.toLowerCase())
    if (userId !== undefined && !isWordChar(text[start + length])) return { text: candidate, userId }
  }
  return null
}

export const knownOf = (
  people: Iterable<{ id: string; username: string }>,
  emojis: Iterable<{ name: string; url: string }>,
): Known => {
  const names = new Map([...people].map(({ id, username }) => [username.toLowerCase(), id]))
  return {
    people: names,
    emojis: new Map([...emojis].map(({ name, url }) => [name, url])),
    longest: [...names.keys()].reduce((most, name) => Math.max(most, name.length), 0),
  }
}

/** One to three emoji and nothing else: shown larger. */
export const isOnlyEmoji = (text: string): boolean => text.length < 100 && /^\s*(?:\p{RGI_Emoji}\s*){1,3}$/v.test(text)
/** Nothing in it that could mean anything but itself: needs no parser. */
export const isPlain = (text: string): boolean =>
  /^[\p{L}\p{N}\p{Emoji_Presentation} \n.,;?!'"()…–—/%€$-]*$/u.test(text) &&
  !/^\s*(?:\d+[.)]|-|\t| {4})|\n\s*(?:\d+[.)]|-|\t| {4})|\n\n|www\.|---|\/\//m.test(text)
