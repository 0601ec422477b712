import { expect, test } from 'vitest'
import { fakeClock } from '../test/fakes.ts'
import { Song } from './song.ts'

class FakeElement extends EventTarget {
  readonly src: string
  error: { code: number } | null = null
  constructor(src: string) {
    super()
    this.src = src
  }
  break(code: number) {
    this.error = { code }
    this.dispatchEvent(new Event('error'))
  }
  pause() {}
  load() {}
  removeAttribute() {
    this.error = null
  }
}

type Decoded = { length: number; numberOfChannels: number }
function setUp(duration = 0, decoded: Decoded | null = null) {
  const clock = fakeClock()
  const elements: FakeElement[] = []
  const world = { url: '/song?signed=1', status: 200, asked: 0 }
  const song = new Song({
    itemId: 'a',
    duration,
    url: () => world.url,
    async fetch() {
      world.asked++
      return new Response('sound', { status: world.status })
    },
    newElement(url) {
      const element = new FakeElement(url)
      elements.push(element)
      return element as never
    },
    speaker: { output: null, decode: async () => decoded as never },
    now: () => clock.now(),
    after: clock.after,
    onChange: () => {},
    onBlocked: () => expect.unreachable(),
    onTrouble: () => expect.unreachable(),
  })
  return { clock, elements, world, song }
}
const [NETWORK, DECODE, SOURCE] = [2, 3, 4]

test('an element that breaks because its address is an old one gets the new one', async () => {
  const { clock, elements, world, song } = setUp()
  world.url = '/song?signed=2'
  elements[0]?.break(SOURCE)
  await clock.pass(10_000)
  expect(elements.map(({ src }) => src)).toEqual(['/song?signed=1', '/song?signed=2'])
  expect(song.state).toBe('loading')
  elements[1]?.dispatchEvent(new Event('loadedmetadata'))
  expect(song.state).toBe('ready')
})
test('a way that breaks is tried again, each time later; also when the song was being played', async () => {
  const { clock, elements, world, song } = setUp()
  elements[0]?.dispatchEvent(new Event('loadedmetadata'))
  elements[0]?.break(NETWORK)
  expect(song.state).toBe('loading')
  await clock.pass(600)
  expect(elements.length).toBe(2)
  elements[1]?.break(NETWORK)
  await clock.pass(600)
  expect(elements.length).toBe(2)
  await clock.pass(600)
  expect(elements.length).toBe(3)
  expect(world.asked).toBe(0)
})
test('what cannot be played has failed; a room that is away says the same of it, and is asked', async () => {
  for (const code of [DECODE, SOURCE]) {
    const { clock, elements, world, song } = setUp()
    world.status = 503
    elements[0]?.break(code)
    await clock.pass(1_000)
    expect([song.state, elements.length]).toEqual(['loading', 2])
    world.status = 200
    elements[1]?.break(code)
    await clock.pass(10_000)
    expect([song.state, elements.length]).toEqual(['failed', 2])
  }
})
test('sound that is far more than the song said it holds is not kept in memory', async () => {
  for (const [length, isKept] of [
    [48_000 * 5, true],
    [48_000 * 3_600, false],
  ] as const) {
    const { clock, elements } = setUp(5, { length, numberOfChannels: 2 })
    await clock.pass(100)
    expect(elements.length).toBe(isKept ? 0 : 1)
  }
})
