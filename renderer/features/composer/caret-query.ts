/** What the word before the caret asks for; `from` is where its `@` or `:` stands. */
export type CaretQuery = { readonly kind: 'mention' | 'emoji'; readonly from: number; readonly text: string }

/** As long as a name may be (contract, section 2). */
const NAME_MAX = 64
// A sign in the middle of a word is an address (`a@b`), a time (10:30) or a link, not a question.
const MENTION = /(?<=^|[^\p{L}\p{N}_@])@(?<text>[^@\n]*)$/u
/** Two letters at least: `:D` and a lone colon stay what they are. */
const EMOJI = /(?<=^|[^\p{L}\p{N}_:/])(?<sign>:)(?<text>[a-z0-9_+-]{2,32})$/iu

/** Looks at the text before the caret only, and no further back than a name may be long. */
export function queryAt(text: string, caret: number): CaretQuery | null {
  const start = Math.max(0, caret - NAME_MAX - 2)
  const before = text.slice(start, caret)
  const emoji = EMOJI.exec(before)
  if (emoji) return { kind: 'emoji', from: start + emoji.index, text: emoji.groups?.['text'] ?? '' }
  const mention = MENTION.exec(before)
  const name = mention?.groups?.['text'] ?? ''
  // `@ word` is no name: names have no space at their begin.
  if (!mention || name.startsWith(' ')) return null
  return { kind: 'mention', from: start + mention.index, text: name }
}
