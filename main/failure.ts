/** Something that people can be told: its message is a sentence that says what is so and what to do. */
export class Failure extends Error {
  override name = 'Failure'
}

/** Where the shell's own mishaps go: standard error, which a terminal shows and systems keep. */
export type Log = (what: string, error?: unknown) => void
