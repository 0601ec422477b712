import { knownOf, tokensOf } from '../messages/tokens.ts'

/** Does a message call this person by name (`@name`), as the conversation shows it? `names`: everybody's. */
export function isMentioned(content: string | null, name: string, names: Iterable<string>): boolean {
  if (content === null || !content.includes('@')) return false
  const people = [...names].map((username) => ({ id: username, username }))
  return tokensOf(content, knownOf(people, [])).some((token) => token.kind === 'mention' && token.userId === name)
}
