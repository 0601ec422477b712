import { describe, expect, test } from 'vitest'
import { isOnlyEmoji, isPlain, knownOf, tokensOf } from './tokens.ts'

const known = knownOf(
  [
    { id: '1', username: 'tern' },
    { id: '2', username: 'tern tail' },
    { id: '3', username: 'Ärla' },
  ],
  [{ name: 'party', url: '/emojis/party/image' }],
)

describe('tokensOf', () => {
  test('the longest name wins, whatever its case', () => {
    expect(tokensOf('hi @Tern Tail!', known)).toEqual([
      { kind: 'text', text: 'hi ' },
      { kind: 'mention', text: '@Tern Tail', userId: '2' },
      { kind: 'text', text: '!' },
    ])
    expect(tokensOf('@ärla', known)).toEqual([{ kind: 'mention', text: '@ärla', userId: '3' }])
  })
  test('nobody is meant inside a word, or by half a name', () => {
    expect(tokensOf('mail@tern @ternary @ter', known)).toEqual([{ kind: 'text', text: 'mail@tern @ternary @ter' }])
  })
  test('emojis of the room, and no others', () => {
    expect(tokensOf('a :party: b :smile: 10:30:party', known)).toEqual([
      { kind: 'text', text: 'a ' },
      { kind: 'emoji', name: 'party' },
      { kind: 'text', text: ' b :smile: 10:30:party' },
    ])
  })
})

test('what needs no parser', () => {
  for (const text of ['Spawns are moved, B side is playable.', 'so 😀 (really)', 'two\nlines'])
    expect(isPlain(text), text).toBe(true)
  for (const text of [
    '*a*',
    '- a',
    '1. a',
    'a\n\nb',
    '@tern',
    ':party:',
    '<b>',
    'www.example.org',
    '    code',
    '`x`',
    'a\n---',
  ])
    expect(isPlain(text), text).toBe(false)
})
test('only emoji', () => {
  expect(isOnlyEmoji('😀')).toBe(true)
  expect(isOnlyEmoji('👩‍👩‍👧 🎉')).toBe(true)
  expect(isOnlyEmoji('😀 a')).toBe(false)
  expect(isOnlyEmoji('12')).toBe(false)
  expect(isOnlyEmoji('😀😀😀😀')).toBe(false)
})
