import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ftsQuery, snippetOf, termsOf } from './query.ts'
import { segment } from './text.ts'

/** The index as the migration makes it, with these messages in channel 1, and one more in channel 2. */
function search(messages: readonly string[], typed: string, channels: readonly number[] = [1]): string[] {
  using db = new DatabaseSync(':memory:')
  db.exec(`CREATE VIRTUAL TABLE message_text USING fts5 (
    scope, content, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2')`)
  const insert = db.prepare('INSERT INTO message_text (rowid, scope, content) VALUES (?, ?, ?)')
  for (const [n, text] of messages.entries()) insert.run(n + 1, 'c1', segment(text))
  insert.run(1_000, 'c2', segment(messages.join(' ')))
  const rows = db
    .prepare('SELECT rowid FROM message_text WHERE message_text MATCH ? ORDER BY rowid')
    .all(ftsQuery(termsOf(typed), channels))
  return rows.map((row) => messages[Number(row['rowid']) - 1] ?? 'in channel 2')
}

describe('terms', () => {
  test.each<[string, string[]]>([
    ['red  apple', ['red', 'apple']],
    ['"red apple" pie', ['red apple', 'pie']],
    ['"red" "apple', ['red', 'apple']],
    ['one"two"three', ['one', 'two', 'three']],
    ['""" "" "', []],
    ['" spaced "', ['spaced']],
    ['!? … 🎈', []],
    ['c++ node.js a@b.example', ['c++', 'node.js', 'a@b.example']],
    ['NOT x OR y AND (z)', ['NOT', 'x', 'OR', 'y', 'AND', '(z)']],
    ['', []],
    ['   ', []],
  ])('of %j are %j', (typed, terms) => {
    expect(termsOf(typed)).toEqual(terms)
  })
  test('are twenty at most', () => {
    expect(termsOf('a '.repeat(1_000)).length).toBe(20)
  })
})

describe('a search', () => {
  const TEXTS = ['red apple pie', 'apple red', 'a green pear', 'NOT a thing', 'near and far', 'content: x', 'c1']
  test.each<[string, string[]]>([
    ['red apple', ['red apple pie', 'apple red']],
    ['"red apple"', ['red apple pie']],
    ['"apple pie" red', ['red apple pie']],
    ['RED', ['red apple pie', 'apple red']],
    ['app', []],
    ['app*', []],
    ['red OR pear', []],
    ['red NOT pie', []],
    ['NOT', ['NOT a thing']],
    ['near and far', ['near and far']],
    ['NEAR(red pie)', []],
    ['content:x', ['content: x']],
    ['scope:c1', []],
    ['c1', ['c1']],
    ['^red', ['red apple pie', 'apple red']],
    ['-pie red', ['red apple pie']],
    ['red + apple', ['red apple pie', 'apple red']],
    [') OR (', []],
  ])('for %j finds %j', (typed, found) => {
    if (termsOf(typed).length === 0) return
    expect(search(TEXTS, typed)).toEqual(found)
  })

  test('stays in its channels', () => {
    expect(search(['red'], 'red', [2])).toEqual(['in channel 2'])
    expect(search(['red'], 'red', [1, 2])).toEqual(['red', 'in channel 2'])
    expect(search(['red'], 'red', [3])).toEqual([])
    expect(search(['red'], 'c2', [1])).toEqual([])
  })

  test.each<[string, string, boolean]>([
    ['今天天气很好', '天气', true],
    ['今天天气很好', '气天', false],
    ['今天天气很好', '今 好', true],
    ['今天天气很好', '"今好"', false],
    ['東京タワーへ行った', 'タワー', true],
    ['東京タワーへ行った', '東京', true],
    ['ひらがな', 'らが', true],
    ['สวัสดีครับ', 'สวัสดี', true],
    ['我用Linux电脑', 'linux', true],
    ['我用Linux电脑', '电脑', true],
    ['안녕하세요 여러분', '여러분', true],
    ['Café Größe', 'cafe', true],
    ['Café', 'cafe\u0301', true],
    ['cafe\u0301', 'Café', true],
    ['Größe', 'grosse', false],
    ['Ελληνικά', 'ΕΛΛΗΝΙΚΆ', true],
    ['Ελληνικά', 'ελληνικα', true],
    ['привет мир', 'МИР', true],
  ])('in %j for %j: %s', (text, typed, found) => {
    expect(search([text], typed)).toEqual(found ? [text] : [])
  })

  test('for anything that can be typed is a search and no error, and finds a text in itself', () => {
    const odd = fc.constantFrom(
      '"',
      "'",
      '*',
      '(',
      ')',
      ':',
      '^',
      '-',
      '+',
      '{',
      '}',
      '\\',
      ' AND ',
      ' NEAR ',
      '\0',
      '世',
      'ก',
    )
    const typed = fc
      .array(fc.oneof(odd, fc.string({ unit: 'binary', maxLength: 4 }), fc.constant(' x ')))
      .map((all) => all.join(''))
    fc.assert(
      fc.property(typed, (text) => {
        if (termsOf(text).length === 0) return
        search(['something else'], text)
      }),
      { numRuns: 300 },
    )
    const words = fc.array(fc.stringMatching(/^[a-zäß世界京ก0-9]{1,6}$/), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(words, (all) => {
        const text = all.join(' ')
        expect(search([text], text)).toEqual([text])
        expect(search([text], `"${text}"`)).toEqual([text])
      }),
      { numRuns: 200 },
    )
  })
})

describe('a snippet', () => {
  const LONG = 160
  const filler = (words: number) => 'lorem ipsum '.repeat(words)

  test('of a short text is the text on one line', () => {
    expect(snippetOf('red\n\n  apple\tpie', ['apple'])).toBe('red apple pie')
    expect(snippetOf('', ['x'])).toBe('')
    expect(snippetOf('x'.repeat(LONG), ['x'])).toBe('x'.repeat(LONG))
  })

  test.each([
    ['at the start', `apple ${filler(40)}`],
    ['in the middle', `${filler(40)}apple ${filler(40)}`],
    ['at the end', `${filler(40)}apple`],
  ])('shows the word %s, and marks where it was cut', (_where, text) => {
    const snippet = snippetOf(text, ['Apple'])
    expect(snippet).toContain('apple')
    expect(snippet.startsWith('…')).toBe(!text.startsWith('apple'))
    expect(snippet.endsWith('…')).toBe(!text.endsWith('apple'))
    expect([...snippet.replaceAll('…', '')].length).toBe(LONG)
  })

  test('finds words whatever their case and accents', () => {
    for (const [said, typed] of [
      ['Größe', 'grosze'.replace('sz', 'ß')],
      ['CAFÉ', 'cafe'],
      ['cafe\u0301', 'CAFÉ'],
      ['İstanbul', 'istanbul'],
      ['天气', '天气'],
    ] as const) {
      expect([said, snippetOf(`${filler(40)}${said} ${filler(40)}`, [typed]).includes(said)]).toEqual([said, true])
    }
  })

  test('finds a phrase that was typed or said with other blanks', () => {
    expect(snippetOf(`${filler(40)}red  apple ${filler(40)}`, ['red apple'])).toContain('red apple')
    expect(snippetOf(`${filler(40)}red apple ${filler(40)}`, termsOf('"red  apple"'))).toContain('red apple')
  })

  test('cuts no surrogate pair in two', () => {
    for (let before = 0; before < 45; before += 1) {
      const text = `${'x'.repeat(before)}${'🎈'.repeat(100)} apple ${'🎈'.repeat(200)}`
      const snippet = snippetOf(text, ['apple'])
      expect(snippet.isWellFormed()).toBe(true)
      expect(snippet).toContain(' apple ')
    }
  })

  test.each([
    ['a letter and its accents', 'o\u0308\u0301'],
    ['a family', '👨‍👩‍👧‍👦'],
    ['a flag', '🇩🇪'],
    ['a hand with its colour', '👍🏽'],
  ])('does not cut %s in two', (_what, whole) => {
    const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
    for (let before = 0; before < 12; before += 1) {
      const text = `${whole.repeat(100)} ${'x'.repeat(before)}apple ${whole.repeat(100)}`
      const shown = snippetOf(text, ['apple'])
        .replaceAll('…', '')
        .replaceAll(/[x ]|apple/g, '')
      expect(new Set([...graphemes.segment(shown)].map(({ segment: one }) => one))).toEqual(new Set([whole]))
    }
  })

  test('of any text is well formed, on one line and not long', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 600 }), fc.string({ unit: 'grapheme' }), (text, term) => {
        const snippet = snippetOf(text, [term])
        expect(snippet.isWellFormed()).toBe(true)
        expect(snippet).not.toMatch(/[\n\r\t]/)
        expect([...snippet].length).toBeLessThanOrEqual(LONG + 40)
      }),
      { numRuns: 200 },
    )
  })
})
