import { expect, test } from 'vitest'
import { mergeAddresses } from './addresses.ts'

test.each([
  ['what is new comes first', ['a', 'b'], ['c'], ['c', 'a', 'b']],
  ['what has proved itself comes before what has not', ['a', 'b', 'c'], ['c', 'b'], ['c', 'b', 'a']],
  ['an order that is as good stays', ['a', 'b', 'c'], ['b', 'a'], ['a', 'b', 'c']],
  ['nothing new changes nothing', ['a', 'b'], [], ['a', 'b']],
])('%s', (_, known, proved, expected) => expect(mergeAddresses(known, proved)).toEqual(expected))

test('they do not become more and more', () => {
  const many = Array.from({ length: 40 }, (__, i) => `a${i}`)
  expect(mergeAddresses(many, ['new'])).toHaveLength(32)
})
