import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createLine } from './line.ts'

const never = new AbortController().signal

/** A line whose comings are noted in the order in which they go through. */
function watched(maxAtOnce: number) {
  const line = createLine(maxAtOnce)
  const went: string[] = []
  const ends: (() => void)[] = []
  return {
    went,
    ends,
    enter(lane: string, name: string, more: { signal?: AbortSignal; isUrgent?: () => boolean } = {}) {
      return line.enter(lane, more.signal ?? never, more.isUrgent ?? (() => false)).then((end) => {
        if (end === null) return null
        went.push(name)
        ends.push(end)
        return end
      })
    },
    /** Ends the first one that is inside, and lets the next go through. */
    async next() {
      ends.shift()?.()
      await turn()
    },
  }
}

test('lanes take turns, and within one whoever came first is first', async () => {
  const line = watched(2)
  for (const name of ['a1', 'a2', 'a3', 'a4', 'a5']) void line.enter('a', name)
  for (const name of ['b1', 'b2']) void line.enter('b', name)
  void line.enter('c', 'c1')
  await turn()
  expect(line.went).toEqual(['a1', 'a2'])
  for (let n = 0; n < 8; n++) await line.next()
  // With one inside, a lane waits until no other does.
  expect(line.went).toEqual(['a1', 'a2', 'b1', 'a3', 'c1', 'b2', 'a4', 'a5'])
})

test('while others wait, one lane has all places but one at most; alone, it has them all', async () => {
  const line = watched(3)
  for (const name of ['a1', 'a2', 'a3', 'a4']) void line.enter('a', name)
  await turn()
  expect(line.went).toEqual(['a1', 'a2', 'a3'])
  void line.enter('b', 'b1')
  void line.enter('c', 'c1')
  await turn()
  // a2 and a3 never end.
  await line.next()
  expect(line.went).toEqual(['a1', 'a2', 'a3', 'b1'])
  const [, , b1] = line.ends
  b1?.()
  await turn()
  expect(line.went.slice(4)).toEqual(['c1'])
})

test('the urgent one of a lane goes first, by what it is when there is room', async () => {
  const line = watched(1)
  let current = 'x'
  for (const name of ['a1', 'a2', 'a3']) void line.enter('a', name, { isUrgent: () => current === name })
  void line.enter('b', 'b1')
  await turn()
  current = 'a3'
  for (let n = 0; n < 4; n++) await line.next()
  expect(line.went).toEqual(['a1', 'a3', 'b1', 'a2'])
})

test('who gives up is out of the line at once, and so many are inside whatever happens', async () => {
  const line = watched(1)
  const gone = new AbortController()
  const first = await line.enter('a', 'a1')
  const second = line.enter('a', 'a2', { signal: gone.signal })
  void line.enter('a', 'a3')
  gone.abort()
  expect(await second).toBeNull()
  expect(await line.enter('a', 'late', { signal: gone.signal })).toBeNull()
  // Ending twice makes no second place.
  for (let n = 0; n < 3; n++) first?.()
  await turn()
  void line.enter('a', 'a4')
  await turn()
  expect(line.went).toEqual(['a1', 'a3'])
})
