import { expect, test } from 'vitest'
import type { Heard } from './listening.ts'
import { createReports } from './reports.ts'

function setUp() {
  const later = new Set<{ at: number; run: () => void }>()
  const told: unknown[] = []
  const world = { now: 10_000, isOpen: true }
  const { tell, close } = createReports({
    after(ms, run) {
      const timer = { at: world.now + ms, run }
      later.add(timer)
      return () => later.delete(timer)
    },
    now: () => world.now,
    send(what) {
      if (world.isOpen) told.push(what)
      return world.isOpen
    },
  })
  const hear = (sound: Heard['sound'], errorMs: number | null = null) =>
    tell({ itemId: 'a', loaded: 1, sound, errorMs })
  const pass = (ms: number) => {
    world.now += ms
    for (const timer of later) if (timer.at <= world.now && later.delete(timer)) timer.run()
  }
  return { told, world, hear, pass, close }
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
test('the last change is told also when nothing is looked at any more, but not after one left', () => {
  const { told, hear, pass, close } = setUp()
  hear('playing', 1)
  pass(100)
  hear('idle')
  expect(told.length).toBe(1)
  pass(650)
  expect(told.slice(1)).toEqual([{ state: 'idle', error_ms: null }])
  hear('blocked')
  close()
  pass(5_000)
  expect(told.length).toBe(2)
})
