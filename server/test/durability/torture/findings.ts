export type Fault = 'lost' | 'doubled' | 'gap' | 'wrong' | 'disk' | 'unexpected'

/** What went wrong, counted by kind, each with a sentence for the person who looks for the cause. */
export type Findings = {
  note(fault: Fault, sentence: string): void
  count(fault?: Fault): number
  readonly sentences: readonly string[]
}

export function createFindings(): Findings {
  const counts = new Map<Fault, number>()
  const sentences: string[] = []
  return {
    note(fault, sentence) {
      counts.set(fault, (counts.get(fault) ?? 0) + 1)
      sentences.push(`${fault}: ${sentence}`)
    },
    count: (fault) => (fault === undefined ? sentences.length : (counts.get(fault) ?? 0)),
    sentences,
  }
}
