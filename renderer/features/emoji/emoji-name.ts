const NAME = /^[a-z0-9_-]{1,32}$/
export const isEmojiName = (text: string): boolean => NAME.test(text)

/** A picture's file name as a name: `Party Parrot (2).gif` -> `party_parrot_2`. */
export const emojiNameOf = (filename: string): string =>
  filename
    .replace(/\.[^.]*$/, '')
    .normalize('NFD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9_-]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 32)
