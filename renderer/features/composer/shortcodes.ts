/** Code keeps its colons: fenced blocks (also those that were left open) and `inline code`. */
const CODE = /(?<code>```[\s\S]*?(?:```|$)|`[^`\n]*`)/
const SHORTCODE = /(?<![\p{L}\p{N}_/]):(?<name>[a-z0-9_+-]{1,64}):(?![\p{L}\p{N}_/])/giu

export const hasShortcode = (text: string): boolean => text.search(SHORTCODE) >= 0

/** `:tada:` -> the character, for every name that `find` knows; the room's own emojis keep their names. */
export function replaceShortcodes(text: string, find: (name: string) => string | undefined): string {
  return text
    .split(CODE)
    .map((part, index) =>
      // With one group, the odd parts are what the group has caught.
      index % 2 === 1
        ? part
        : part.replace(SHORTCODE, (whole: string, name: string) => find(name.toLowerCase()) ?? whole),
    )
    .join('')
}
