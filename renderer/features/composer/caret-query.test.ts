import { expect, test } from 'vitest'
import { queryAt } from './caret-query.ts'

const at = (text: string) => queryAt(text.replace('|', ''), text.indexOf('|'))

test.each([
  ['@|', { kind: 'mention', from: 0, text: '' }],
  ['hi @an|', { kind: 'mention', from: 3, text: 'an' }],
  ['hi @ann l| there', { kind: 'mention', from: 3, text: 'ann l' }],
  ['(@an|', { kind: 'mention', from: 1, text: 'an' }],
  ['@bo and @an|', { kind: 'mention', from: 8, text: 'an' }],
  ['me@exa|', null],
  ['@ an|', null],
  ['@ann\nnext|', null],
  ['no|thing @ann', null],
  [':ta|', { kind: 'emoji', from: 0, text: 'ta' }],
  ['so :Tad|', { kind: 'emoji', from: 3, text: 'Tad' }],
  [':+1|', { kind: 'emoji', from: 0, text: '+1' }],
  [':D|', null],
  ['10:30|', null],
  [':tada:|', null],
  ['https://x|', null],
  ['http://ab|', null],
])('[UI-AUTOCOMPLETE] %s', (text, expected) => expect(at(text)).toEqual(expected))

test('[UI-AUTOCOMPLETE] the place is right in a long text, and a name is not longer than a name', () => {
  const text = `${'word '.repeat(100)}@an`
  expect(queryAt(text, text.length)).toEqual({ kind: 'mention', from: 500, text: 'an' })
  expect(queryAt(`@${'a'.repeat(200)}`, 201)).toBeNull()
})
