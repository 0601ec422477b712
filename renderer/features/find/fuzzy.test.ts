import { describe, expect, it } from 'vitest'
import { fuzzy } from './fuzzy.ts'

const best = (query: string, texts: string[]) =>
  texts
    .flatMap((text) => {
      const match = fuzzy(query, text)
      return match ? [{ text, score: match.score }] : []
    })
    .toSorted((one, other) => other.score - one.score)
    .map(({ text }) => text)
const hits = (query: string, text: string) => fuzzy(query, text)?.ranges.map(([from, to]) => text.slice(from, to))

describe('fuzzy', () => {
  it('finds what has all characters in order, and nothing else', () => {
    expect(fuzzy('gnl', 'general')).not.toBeNull()
    expect(fuzzy('lng', 'general')).toBeNull()
    expect(fuzzy('generally', 'general')).toBeNull()
  })
  it('prefers beginnings, words and pieces', () => {
    expect(best('fi', ['off topic in', 'sci-fi', 'files and mods'])).toEqual([
      'files and mods',
      'sci-fi',
      'off topic in',
    ])
    expect(best('fm', ['farm', 'files and mods'])[0]).toBe('files and mods')
    expect(best('general', ['general chat', 'general'])[0]).toBe('general')
  })
  it('ignores case and accents, and marks the original', () => {
    expect(hits('ete', 'L’Été')).toEqual(['Été'])
    expect(hits('fm', 'files and mods')).toEqual(['f', 'm'])
    expect(hits('stra', 'Straße')).toEqual(['Stra'])
  })
  it('an empty query matches everything equally', () => expect(fuzzy('  ', 'x')).toEqual({ score: 0, ranges: [] }))
})
