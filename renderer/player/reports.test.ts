import { expect, test } from 'vitest'
import type { Heard } from './listening.ts'
import { createReports } from './reports.ts'

function setUp() {
  const told: unknown[] = []
  const world = { now: 10_000, isOpen: true }
  const report = createReports({
    now: () => world.now,
    send(what) {
      if (world.isOpen) told.push(what)
      return world.isOpen
    },
  })
  const hear = (sound: Heard['sound'], errorMs: number | null = null) =>
    report({ itemId: 'a', loaded: 1, sound, errorMs })
  return { told, world, hear }
}

test('tells a change at once and the rest every few seconds, never faster than the room takes it', () => {
  const { told, world, hear } = setUp()
  const begin = world.now
  for (; world.now < begin + 20_000; world.now += 100) hear('playing', 3.0777)
  expect(told[0]).toEqual({ state: 'playing', error_ms: 3.1 })
  expect(told.length).toBeGreaterThan(5)
  expect(told.length).toBeLessThan(9)
  const before = told.length
  for (let at = 0; at < 40; at++, world.now += 25) hear(at % 2 ? 'loading' : 'playing', null)
  expect(told.length - before).toBeLessThanOrEqual(2)
})
test('silence is told once, and what the room did not hear is told again', () => {
  const { told, world, hear } = setUp()
  hear('idle')
  expect(told).toEqual([])
  world.isOpen = false
  hear('blocked')
  world.isOpen = true
  hear('blocked')
  expect(told).toEqual([{ state: 'blocked', error_ms: null }])
  for (let at = 0; at < 100; at++, world.now += 250) hear('idle')
  expect(told.slice(1)).toEqual([{ state: 'idle', error_ms: null }])
})
