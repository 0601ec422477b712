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
test('a sign that was cut in its middle is left out', () => {
  const russian = '01 Группа крови на рукаве'
  expect(asWritten(Buffer.from(russian).subarray(0, 30).toString('latin1'))).toBe('01 Группа крови н')
  expect(asWritten(Buffer.from(russian).subarray(0, 29).toString('latin1'))).toBe('01 Группа крови н')
  expect(asWritten('Señor Café')).toBe('Señor Café')
})
