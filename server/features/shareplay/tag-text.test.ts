import { expect, test } from 'vitest'
import { asWritten } from './tag-text.ts'

const misread = (text: string) => Buffer.from(text).toString('latin1')

test.each(['A Söng', 'Übermut – live', 'うた', 'Ночь', '🎵 x'])('%s is read as it was written', (text) => {
  expect(asWritten(misread(text))).toBe(text)
  expect(asWritten(text)).toBe(text)
})
test.each(['Café', 'Señor', 'naïve', '£5 ½', 'plain', '', 'Ã', 'déjà vu'])('%s in Latin-1 stays', (text) => {
  expect(asWritten(text)).toBe(text)
})
