/** The first two letters of a name, as one sees them (a letter may be many code points). */
export function initials(name: string): string {
  const segments = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(name.trim())
  const letters: string[] = []
  for (const { segment } of segments) {
    // A heap of combining marks is one letter too, and would not fit.
    letters.push(segment.length > 8 ? (segment[0] ?? '') : segment)
    if (letters.length === 2) break
  }
  return letters.join('')
}
