import { expect, test } from 'vitest'
import { createWay } from './way.ts'

function rig(found: string | null, origin: string | null = null) {
  const asked: string[] = []
  const state = { looks: 0 }
  const way = createWay({
    origin,
    fetch: async (url) => {
      asked.push(url)
      return new Response()
    },
    look: async () => {
      state.looks += 1
      await Promise.resolve()
      if (found !== null) way.open(found)
    },
  })
  const ask = () => way.fetch(`${way.baseUrl}/api/health`, {})
  return { way, ask, asked, state }
}

test('requests wait until the room is found, and go where it is', async () => {
  const { way, ask, asked, state } = rig('http://127.0.0.1:5000')
  await Promise.all([ask(), ask()])
  expect(asked).toEqual(['http://127.0.0.1:5000/api/health', 'http://127.0.0.1:5000/api/health'])
  expect(state.looks).toBe(1)
  expect(way).toMatchObject({ isFound: true, baseUrl: 'http://127.0.0.1:5000' })
})
test('nothing is asked for when it is not there; the next request looks again', async () => {
  const { ask, asked, state } = rig(null)
  await expect(ask()).rejects.toThrow('not found')
  await expect(ask()).rejects.toThrow('not found')
  expect(asked).toEqual([])
  expect(state.looks).toBe(2)
})
test('a page of the room itself is there', async () => {
  const { ask, asked, state } = rig(null, 'https://chat.example.org')
  await ask()
  expect(asked).toEqual(['https://chat.example.org/api/health'])
  expect(state.looks).toBe(0)
})
