import { expect, it } from 'vitest'
import { Recents } from './recents.ts'

function memory(text?: string) {
  const map = new Map<string, string>(text === undefined ? [] : [['recent_channels:r', text]])
  return {
    getItem: (name: string) => map.get(name) ?? null,
    setItem: (name: string, value: string) => map.set(name, value),
  }
}
const recents = (text?: string) => new Recents({ storage: memory(text), roomKey: 'r' })

it('the latest comes first, each once, twenty in all', () => {
  const list = recents()
  for (let n = 0; n < 30; n++) list.visit(`c${n}`)
  list.visit('c15')
  expect(list.list().slice(0, 3)).toEqual(['c15', 'c29', 'c28'])
  expect(list.list()).toHaveLength(20)
})
it.each(['{', '"x"', '[1]'])('damaged storage (%s) is empty', (text) => expect(recents(text).list()).toEqual([]))
