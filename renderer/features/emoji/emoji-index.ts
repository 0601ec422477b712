/** One unicode emoji; `names` are its shortcodes, the usual one first. */
export type EmojiEntry = {
  readonly emoji: string
  readonly label: string
  readonly names: readonly string[]
  readonly tags: readonly string[]
}
export type EmojiIndex = { readonly entries: readonly EmojiEntry[]; find(name: string): string | undefined }

/**
 * The character as everybody writes it: the data adds U+FE0F also where it changes nothing, and a reaction with it would
 * stand beside the same one without.
 */
export const plainEmoji = (emoji: string): string => emoji.replace(/(?<base>\p{Emoji_Presentation})\uFE0F/gu, '$<base>')

/** How emojibase names a character: its code points without the one that only asks for colour. */
export const hexcodeOf = (emoji: string): string =>
  Array.from(emoji, (char) => (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0'))
    .filter((hex) => hex !== 'FE0F')
    .join('-')

type Source = { readonly emoji: string; readonly label: string; readonly tags: readonly string[] }

/** `shortcodes`: by hexcode, one or several. What has none is called by its label (`new_moon_face`). */
export function indexOf(
  emojis: readonly Source[],
  shortcodes: Readonly<Record<string, string | readonly string[]>>,
): EmojiIndex {
  const byHex = new Map(Object.entries(shortcodes).map(([hex, names]) => [hexKey(hex), [names].flat()]))
  const entries = emojis.map(({ emoji, label, tags }): EmojiEntry => {
    const names = byHex.get(hexcodeOf(emoji)) ?? [nameOf(label)]
    return { emoji: plainEmoji(emoji), label, names, tags }
  })
  const byName = new Map<string, string>()
  // A usual name goes before one that was only made of a label.
  for (const { emoji, names } of entries) for (const name of names) if (!byName.has(name)) byName.set(name, emoji)
  return { entries, find: (name) => byName.get(name) }
}
const hexKey = (hex: string): string =>
  hex
    .split('-')
    .filter((part) => part !== 'FE0F')
    .join('-')
const nameOf = (label: string): string =>
  label
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '')

export type EmojiMatch =
  | { readonly kind: 'unicode'; readonly emoji: string; readonly name: string }
  | { readonly kind: 'custom'; readonly name: string }

/** The best matches for what was typed: names that begin with it, then the room's own first, then shorter ones. */
export function searchEmoji(
  query: string,
  custom: readonly string[],
  index: EmojiIndex | null,
  limit: number,
): EmojiMatch[] {
  const wanted = query.toLowerCase()
  const found: { rank: number; match: EmojiMatch }[] = []
  for (const name of custom) {
    const rank = rankOf(name, wanted)
    if (rank !== null) found.push({ rank, match: { kind: 'custom', name } })
  }
  for (const { emoji, names, tags } of index?.entries ?? []) {
    const ranked = names
      .map((name) => ({ name, rank: rankOf(name, wanted) }))
      .reduce((best, one) => ((one.rank ?? Infinity) < (best.rank ?? Infinity) ? one : best))
    const rank = ranked.rank ?? (tags.some((tag) => tag.startsWith(wanted)) ? BY_TAG : null)
    if (rank !== null) found.push({ rank, match: { kind: 'unicode', emoji, name: ranked.name } })
  }
  return found
    .toSorted((one, other) => one.rank - other.rank || one.match.name.length - other.match.name.length)
    .slice(0, limit)
    .map(({ match }) => match)
}
const BY_TAG = 3
function rankOf(name: string, wanted: string): number | null {
  if (name === wanted) return 0
  if (name.startsWith(wanted)) return 1
  return name.split(/[_-]/).some((word) => word.startsWith(wanted)) ? 2 : null
}
