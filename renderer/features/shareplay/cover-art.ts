const MOTIFS = ['hills', 'rings', 'waves', 'moon'] as const
export type Motif = (typeof MOTIFS)[number]

/** What is drawn for a song that brings no cover: always the same for the same song. */
export function motifOf(itemId: string): Motif {
  // Ids are random: any of their digits will do.
  const digit = Number.parseInt(itemId.at(-1) ?? '', 16)
  return MOTIFS[(Number.isNaN(digit) ? 0 : digit) % MOTIFS.length] ?? 'hills'
}

/** Fills its place where it is about as wide as that; a square one would lose its head there, and stands within it. */
export const fillsPlace = (width: number, height: number): boolean => height > 0 && width / height > 1.4
