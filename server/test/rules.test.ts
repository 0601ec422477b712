import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { RULES } from './rules.ts'

/** `test('[ID] …'`, `test.skipIf(x)('[ID] …'` and the like, with one or more ids at the start of the title. */
const TITLE = /\b(?:test|it)(?:\.\w+(?:\([^()]*(?:\([^()]*\))?[^()]*\))?)?\(\s*(['"`])((?:\[[A-Z]+\d+\]\s*)+)/g

/** Written so that this file does not count as a test of its own example. */
function idsOf(source: string): string[] {
  return [...source.matchAll(TITLE)].flatMap((match) => [...(match[2] ?? '').matchAll(/[A-Z]+\d+/g)].map(([id]) => id))
}

describe('the table of rules', () => {
  const tested = new Map<string, string[]>()

  beforeAll(async () => {
    const root = join(import.meta.dirname, '..')
    const files = (await readdir(root, { recursive: true })).filter((name) => name.endsWith('.test.ts'))
    for (const file of files.filter((name) => !name.endsWith('rules.test.ts'))) {
      for (const id of idsOf(await readFile(join(root, file), 'utf8'))) {
        tested.set(id, [...(tested.get(id) ?? []), file])
      }
    }
  })

  test('titles are found', () => {
    const title = (id: string) => `test('[${id}] says so', async () => {})\ntest.skipIf(isOdd())('[${id}] again')`
    expect(idsOf(title('XX1'))).toEqual(['XX1', 'XX1'])
    expect(idsOf("// [XX1] in a comment, or test('later [XX1]')")).toEqual([])
    expect(tested.size).toBeGreaterThan(100)
  })

  test('every rule has a sentence and an id of its own', () => {
    expect(RULES.length).toBeGreaterThan(200)
    expect(new Set(RULES.map((rule) => rule.id)).size).toBe(RULES.length)
    expect(new Set(RULES.map((rule) => rule.says)).size).toBe(RULES.length)
    expect(RULES.filter((rule) => !/^[A-Z]{2}\d+$/.test(rule.id) || !/^.{10,}\.$/.test(rule.says))).toEqual([])
  })

  test('every rule has a test', () => {
    expect(RULES.filter((rule) => !tested.has(rule.id))).toEqual([])
  })

  test('no test names a rule that is not in the table', () => {
    const known = new Set(RULES.map((rule) => rule.id))
    expect([...tested].filter(([id]) => !known.has(id))).toEqual([])
  })
})
