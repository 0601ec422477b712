import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createFailureWindow, createTokenBuckets } from './rates.ts'

function createClock() {
  let time = 1_000
  return { now: () => time, pass: (ms: number) => void (time += ms) }
}

test('a burst, then so many per second, each key by itself', () => {
  const clock = createClock()
  const buckets = createTokenBuckets({ burst: 3, perSecond: 2, now: clock.now })
  for (let i = 0; i < 3; i += 1) expect(buckets.take('a')).toEqual({ ok: true })
  expect(buckets.take('a')).toEqual({ ok: false, retryAfterSecs: 1 })
  expect(buckets.take('b')).toEqual({ ok: true })
  clock.pass(499)
  expect(buckets.take('a').ok).toBe(false)
  clock.pass(1)
  expect(buckets.take('a').ok).toBe(true)
  expect(buckets.take('a').ok).toBe(false)
  clock.pass(60_000)
  expect(buckets.peek('a')).toBe(3)
})

test('a refusal costs nothing and says when to come back', () => {
  const clock = createClock()
  const buckets = createTokenBuckets({ burst: 100, perSecond: 0.5, now: clock.now })
  expect(buckets.take('a', 98)).toEqual({ ok: true })
  for (let i = 0; i < 50; i += 1) expect(buckets.take('a', 5)).toEqual({ ok: false, retryAfterSecs: 6 })
  expect(buckets.peek('a')).toBe(2)
  clock.pass(6_000)
  expect(buckets.take('a', 5)).toEqual({ ok: true })
})

test('more than a whole bucket costs the whole bucket', () => {
  const clock = createClock()
  const buckets = createTokenBuckets({ burst: 10, perSecond: 1, now: clock.now })
  expect(buckets.take('a', 50)).toEqual({ ok: true })
  expect(buckets.take('a', 50)).toEqual({ ok: false, retryAfterSecs: 10 })
})

test('full buckets are forgotten', () => {
  const clock = createClock()
  const buckets = createTokenBuckets({ burst: 10, perSecond: 10, now: clock.now })
  for (let i = 0; i < 1_000; i += 1) buckets.take(`old${i}`)
  expect(buckets.size()).toBe(1_000)
  clock.pass(1_001)
  for (let i = 0; i < 600; i += 1) buckets.take('new')
  expect(buckets.size()).toBe(1)
})

test('there are never more than maxKeys, and the least recently used goes first', () => {
  const clock = createClock()
  const buckets = createTokenBuckets({ burst: 5, perSecond: 0.001, now: clock.now, maxKeys: 3 })
  for (const key of ['a', 'b', 'c', 'a', 'd']) buckets.take(key)
  expect(buckets.size()).toBe(3)
  expect(buckets.peek('a')).toBeLessThan(4)
  expect(buckets.peek('b')).toBe(5)
})

test('burst Infinity never refuses and remembers nothing', () => {
  const buckets = createTokenBuckets({ burst: Infinity, perSecond: 1, now: () => 0 })
  for (let i = 0; i < 10_000; i += 1) expect(buckets.take('a', 1_000).ok).toBe(true)
  expect(buckets.size()).toBe(0)
  expect(buckets.peek('a')).toBe(Infinity)
})

test('within any time nothing beyond burst + time * rate gets through', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 50 }),
      fc.array(fc.tuple(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 1, max: 5 })), { maxLength: 100 }),
      (burst, perSecond, steps) => {
        const clock = createClock()
        const buckets = createTokenBuckets({ burst, perSecond, now: clock.now })
        let taken = 0
        let passed = 0
        for (const [ms, n] of steps) {
          clock.pass(ms)
          passed += ms
          if (buckets.take('a', n).ok) taken += Math.min(n, burst)
          expect(taken).toBeLessThanOrEqual(burst + (passed / 1000) * perSecond + 1e-6)
        }
      },
    ),
  )
})

test('failures block at the limit, until the oldest of them leaves the window', () => {
  const clock = createClock()
  const failures = createFailureWindow({ limit: 3, windowMs: 60_000, now: clock.now })
  failures.add('a')
  clock.pass(10_000)
  failures.add('a')
  expect(failures.blocked('a')).toEqual({ blocked: false })
  failures.add('a')
  expect(failures.failures('a')).toBe(3)
  expect(failures.blocked('a')).toEqual({ blocked: true, retryAfterSecs: 50 })
  expect(failures.blocked('b')).toEqual({ blocked: false })
  clock.pass(50_000)
  expect(failures.failures('a')).toBe(2)
  expect(failures.blocked('a')).toEqual({ blocked: false })
  failures.add('a')
  expect(failures.blocked('a').blocked).toBe(true)
  failures.clear('a')
  expect(failures.failures('a')).toBe(0)
})

test('a failure can be taken back, once', () => {
  const clock = createClock()
  const failures = createFailureWindow({ limit: 2, windowMs: 60_000, now: clock.now })
  const first = failures.add('a')
  const second = failures.add('a')
  expect(failures.blocked('a').blocked).toBe(true)
  second()
  second()
  expect(failures.failures('a')).toBe(1)
  first()
  expect(failures.size()).toBe(0)
})

test('limit Infinity counts, in bounded memory, and never blocks', () => {
  const clock = createClock()
  const failures = createFailureWindow({ limit: Infinity, windowMs: 60_000, now: clock.now })
  for (let i = 0; i < 1_500; i += 1) failures.add('a')
  expect(failures.failures('a')).toBe(1_000)
  expect(failures.blocked('a')).toEqual({ blocked: false })
})

test('old failures are forgotten, and there are never more than maxKeys', () => {
  const clock = createClock()
  const failures = createFailureWindow({ limit: 5, windowMs: 1_000, now: clock.now, maxKeys: 50 })
  for (let i = 0; i < 100; i += 1) failures.add(`k${i}`)
  expect(failures.size()).toBe(50)
  clock.pass(1_000)
  for (let i = 0; i < 30; i += 1) failures.add('new')
  expect(failures.size()).toBe(1)
})
