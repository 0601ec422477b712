/** As many as one row of the picker shows twice over. */
const MOST = 18

/** The one that was just used comes first; a custom one is `:name:`. */
export const withRecent = (recent: readonly string[], emoji: string): string[] =>
  [emoji, ...recent.filter((one) => one !== emoji)].slice(0, MOST)

/** The name in `:name:`, null for a character. */
export const customName = (emoji: string): string | null =>
  /^:(?<name>[a-z0-9_-]{1,32}):$/.exec(emoji)?.groups?.['name'] ?? null
