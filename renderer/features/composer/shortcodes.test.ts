import { expect, test } from 'vitest'
import { hasShortcode, replaceShortcodes } from './shortcodes.ts'

const known: Record<string, string> = { tada: '🎉', '+1': '👍', x: '❌' }
const run = (text: string) => replaceShortcodes(text, (name) => known[name])

test.each([
  ['so :tada: there', 'so 🎉 there'],
  [':tada::tada:', '🎉🎉'],
  [':tada: :+1:', '🎉 👍'],
  ['(:TADA:)', '(🎉)'],
  [':lamp: stays', ':lamp: stays'],
  ['a:x:b', 'a:x:b'],
  ['10:x:30', '10:x:30'],
  ['`:x:` :x:', '`:x:` ❌'],
  ['```\n:x:\n``` :x:', '```\n:x:\n``` ❌'],
  ['```\n:x: left open', '```\n:x: left open'],
  ['http://host:x:/', 'http://host:x:/'],
])('[UI-SHORTCODE] %s', (text, expected) => expect(run(text)).toBe(expected))

test('[UI-SHORTCODE] is seen before the names are there', () => {
  expect(hasShortcode('a :tada: b')).toBe(true)
  expect(hasShortcode('at 10:30: go')).toBe(false)
})
