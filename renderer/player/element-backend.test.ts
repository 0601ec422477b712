import { afterAll, expect, test, vi } from 'vitest'
import { fakeClock } from '../test/fakes.ts'
import { ElementBackend } from './element-backend.ts'

const param = () => ({
  value: 0,
  cancelScheduledValues: () => {},
  setTargetAtTime: () => {},
  setValueAtTime: () => ({ linearRampToValueAtTime: () => {} }),
  linearRampToValueAtTime: () => {},
})
class FakeNode {
  readonly gain = param()
  readonly delayTime = param()
  readonly context: unknown
  constructor(context: unknown) {
    this.context = context
  }
  connect(next: unknown) {
    return next
  }
  disconnect() {}
}
for (const name of ['GainNode', 'DelayNode', 'MediaElementAudioSourceNode']) vi.stubGlobal(name, FakeNode)
afterAll(() => vi.unstubAllGlobals())

/** It plays by the clock, and can be paused by whoever likes to. */
class FakeElement extends EventTarget {
  readonly HAVE_FUTURE_DATA = 3
  readyState = 4
  seeking = false
  ended = false
  paused = true
  refuses: string | null = null
  plays = 0
  readonly #seconds: () => number
  #zero = 0
  #stood = 0
  constructor(seconds: () => number) {
    super()
    this.#seconds = seconds
  }
  get currentTime() {
    return this.paused ? this.#stood : this.#seconds() - this.#zero
  }
  set currentTime(position: number) {
    this.#stood = position
    this.#zero = this.#seconds() - position
  }
  async play() {
    this.plays++
    if (this.refuses !== null) throw new DOMException('', this.refuses)
    this.#zero = this.#seconds() - this.#stood
    this.paused = false
  }
  pause() {
    if (this.paused) return
    this.#stood = this.currentTime
    this.paused = true
    // As a real one does: told a little later.
    queueMicrotask(() => this.dispatchEvent(new Event('pause')))
  }
  load() {}
  removeAttribute() {}
}

function setUp() {
  const clock = fakeClock()
  const seconds = () => clock.now() / 1_000
  const element = new FakeElement(seconds)
  const troubles: string[] = []
  const context = {
    destination: null,
    get currentTime() {
      return seconds()
    },
  }
  const backend = new ElementBackend({
    element: element as never,
    output: () => ({ context, timeAt: (ms: number) => ms / 1_000, isClosed: false }) as never,
    now: () => clock.now(),
    after: clock.after,
    onTrouble: (trouble) => troubles.push(trouble),
  })
  const begin = clock.now()
  backend.start(begin, 10)
  /** How far into the song it is heard; what it ought to be is 10 and the time since. */
  const offMs = () => {
    const heard = backend.heardAt(clock.now())
    return heard === null ? null : Math.round((heard - 10) * 1_000 - (clock.now() - begin))
  }
  return { clock, element, backend, troubles, offMs }
}

test('a song that is paused from outside goes on where the room is, at most every few seconds', async () => {
  const { clock, element, offMs, troubles } = setUp()
  await clock.pass(1_500)
  expect(offMs()).toBe(0)
  element.pause()
  await clock.pass(1_500)
  expect([offMs(), element.plays]).toEqual([0, 2])
  element.pause()
  await clock.pass(1_500)
  expect([offMs(), element.plays]).toEqual([null, 2])
  await clock.pass(5_000)
  expect([offMs(), element.plays]).toEqual([0, 3])
  expect(troubles).toEqual([])
})
test('a start that was broken off is made again; one that is refused is not, nor what was stopped', async () => {
  const aborted = setUp()
  aborted.element.refuses = 'AbortError'
  await aborted.clock.pass(1_000)
  aborted.element.refuses = null
  await aborted.clock.pass(7_000)
  expect([aborted.offMs(), aborted.troubles]).toEqual([0, []])
  aborted.backend.stop()
  const { plays } = aborted.element
  await aborted.clock.pass(10_000)
  expect(aborted.element.plays).toBe(plays)
  for (const [name, trouble] of [
    ['NotAllowedError', 'blocked'],
    ['NotSupportedError', 'failed'],
  ] as const) {
    const { clock, element, troubles } = setUp()
    element.refuses = name
    await clock.pass(10_000)
    expect([troubles, element.plays]).toEqual([[trouble], 1])
  }
})
