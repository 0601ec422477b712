import { describe, expect, it } from 'vitest'
import { highlight, termsOf } from './highlight.ts'

const marked = (text: string, query: string) =>
  highlight(text, termsOf(query))
    .map(({ text: part, isHit }) => (isHit ? `[${part}]` : part))
    .join('')

it('a query has words and phrases, and signs are none', () =>
  expect(termsOf('red "two  words" ! "open')).toEqual(['red', 'two words', 'open']))

describe('a highlight', () => {
  it.each([
    ['Red apples, red!', 'red', '[Red] apples, [red]!'],
    ['shared red', 'red', 'shared [red]'],
    ['Été à la plage', 'ete plage', '[Été] à la [plage]'],
    ['reddish', 'red redd', '[redd]ish'],
    ['red apple', '"red apple" red', '[red apple]'],
    ['nothing here', 'x', 'nothing here'],
    ['日本語の文', '語', '日本[語]の文'],
    ['👍🏽 red', 'red', '👍🏽 [red]'],
    ['', 'x', ''],
    ['<b>red</b>', 'red', '<b>[red]</b>'],
  ])('of %s for %s is %s', (text, query, expected) => expect(marked(text, query)).toBe(expected))
})
