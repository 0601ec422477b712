import { expect, test } from 'vitest'
import type { Event } from '#protocol/events.ts'
import { RoomClock } from './room-clock.ts'

/** A room that answers after `wayMs` there and as long back, on a clock that began `aheadMs` before the device's. */
function setUp() {
  const world = { now: 1_000, aheadMs: 50_000, wayMs: 5, state: 'open', epochMs: 7 }
  let timers: { at: number; run: () => void }[] = []
  const events = new Set<(event: Event) => void>()
  const states = new Set<() => void>()
  const after = (ms: number, run: () => void) => {
    const timer = { at: world.now + ms, run }
    timers.push(timer)
    return () => void (timers = timers.filter((one) => one !== timer))
  }
  const clock = new RoomClock({
    socket: {
      send({ t0 }) {
        const t1 = world.now + world.wayMs + world.aheadMs
        after(2 * world.wayMs, () => {
          for (const hear of events) hear({ type: 'pong', t0, t1, t2: t1 })
        })
        return true
      },
      onEvent: (listener) => {
        events.add(listener)
        return () => events.delete(listener)
      },
      subscribe: (listener) => {
        states.add(listener)
        return () => states.delete(listener)
      },
      getSnapshot: () => ({ state: world.state, metadata: { server_epoch_ms: world.epochMs } }),
    },
    now: () => world.now,
    after,
    wake: () => () => {},
  })
  const run = (ms: number) => {
    const end = world.now + ms
    for (;;) {
      const next = timers.toSorted((a, b) => a.at - b.at)[0]
      if (!next || next.at > end) break
      timers = timers.filter((one) => one !== next)
      world.now = next.at
      next.run()
    }
    world.now = end
  }
  const become = (state: string) => {
    world.state = state
    for (const tell of states) tell()
  }
  return { world, clock, run, become }
}

test('the time is known as soon as the first burst is back, both ways', () => {
  const { world, clock, run } = setUp()
  expect(clock.roomTime(world.now)).toBeNull()
  expect(clock.deviceTime(world.now)).toBeNull()
  run(350)
  expect(clock.roomTime(2_000)).toBeCloseTo(52_000, 3)
  expect(clock.deviceTime(52_000)).toBeCloseTo(2_000, 3)
})
test('a connection that comes back to the same room keeps its time meanwhile; another room begins anew', () => {
  const { world, clock, run, become } = setUp()
  run(5_000)
  become('waiting')
  run(20_000)
  expect(clock.roomTime(30_000)).toBeCloseTo(80_000, 1)
  become('open')
  expect(clock.roomTime(30_000)).toBeCloseTo(80_000, 1)
  run(1_000)
  become('waiting')
  run(1_000)
  world.epochMs = 90_000
  world.aheadMs = -3_000
  become('open')
  expect(clock.roomTime(30_000)).toBeNull()
  run(400)
  expect(clock.roomTime(30_000)).toBeCloseTo(27_000, 3)
})
test('a machine that slept is put right within the next burst after it woke', () => {
  const { world, clock, run } = setUp()
  run(20_000)
  world.aheadMs += 3_600_000
  clock.wake()
  run(500)
  expect(clock.roomTime(world.now)).toBeCloseTo(world.now + world.aheadMs, 1)
})
