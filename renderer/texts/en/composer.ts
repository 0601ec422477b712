/** A piece of the typing line; names are set apart. */
export type TypingPart = { readonly text: string; readonly isName: boolean }
const name = (text: string): TypingPart => ({ text, isName: true })
const word = (text: string): TypingPart => ({ text, isName: false })

function typing(names: readonly string[]): TypingPart[] {
  const [first = '', second = '', third = ''] = names
  if (names.length === 1) return [name(first), word(' is typing')]
  if (names.length === 2) return [name(first), word(' and '), name(second), word(' are typing')]
  if (names.length === 3)
    return [name(first), word(', '), name(second), word(' and '), name(third), word(' are typing')]
  return [word('Several people are typing')]
}

export const composer = {
  message: (channel: string): string => `Message ${channel}`,
  form: 'Write a message',
  send: 'Send',
  emoji: 'Emojis',
  typing,

  replyingTo: (person: string): string => `Replying to ${person}`,
  replyingToYou: 'Replying to yourself',
  somebody: 'somebody',
  aFile: 'a file',
  cancelReply: 'Do not reply',

  left: (count: number): string => (count === 1 ? '1 character left' : `${count} characters left`),
  tooLong: (count: number): string =>
    `This is ${count === 1 ? '1 character' : `${count} characters`} too long. Shorten it, or send it as a file.`,

  readOnly: 'You can read this channel but not write in it.',
  notMember: 'You are not in this channel. Join it to write here.',

  people: 'People',
  emojis: 'Emojis',
  you: 'you',
  found: (count: number): string =>
    count === 1 ? 'One suggestion. Enter takes it.' : `${count} suggestions. Arrows choose, Enter takes.`,
}
