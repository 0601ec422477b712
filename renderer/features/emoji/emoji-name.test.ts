import { expect, test } from 'vitest'
import { emojiNameOf, isEmojiName } from './emoji-name.ts'

test.each([
  ['Party Parrot (2).gif', 'party_parrot_2'],
  ['lámp.png', 'lamp'],
  ['gg.tar.webp', 'gg_tar'],
  [`${'a'.repeat(40)}.png`, 'a'.repeat(32)],
  ['.png', ''],
])('[UI-EMOJI] %s is called %s', (file, name) => {
  expect(emojiNameOf(file)).toBe(name)
  expect(isEmojiName(name)).toBe(name !== '')
})
