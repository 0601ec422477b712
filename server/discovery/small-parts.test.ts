import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { NearbyRoom } from '#protocol/discovery.ts'
import { changesBetween } from './changes.ts'
import { createComplaints } from './complaints.ts'
import type { Link } from './interfaces.ts'
import { parseBeacon } from './parse-beacon.ts'
import { createPerLink } from './per-link.ts'

const link = (name: string): Link => ({ name, addresses: ['10.0.0.1'], addresses6: [], networks: [] })

describe('one for each link', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  const setUp = (broken: Set<string>) => {
    const log: string[] = []
    const fail = new Map<string, () => void>()
    const all = createPerLink({
      onError: (error) => log.push(String(error)),
      open: ({ name }, failed) => {
        if (broken.has(name)) throw new Error(`no ${name}`)
        log.push(`open ${name}`)
        fail.set(name, failed)
        return { close: async () => void log.push(`close ${name}`) }
      },
    })
    return { all, log, fail, take: () => log.splice(0) }
  }

  test('one that cannot be opened, or fails, disturbs no other and is tried again', async () => {
    const broken = new Set(['b'])
    const { all, fail, take } = setUp(broken)
    all.update([link('a'), link('b'), link('c')])
    expect(take()).toEqual(['open a', 'Error: no b', 'open c'])
    fail.get('a')?.()
    broken.clear()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(take()).toEqual(['close a', 'open a', 'open b'])
    all.update([link('c')])
    await all.close()
    await all.close()
    expect(take().toSorted()).toEqual(['close a', 'close b', 'close c'])
    all.update([link('d')])
    expect(take()).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
  })
})

test('the same complaint is told once in ten minutes', () => {
  let at = 0
  const told: unknown[] = []
  const complain = createComplaints({ tell: (error) => told.push(error), now: () => at })
  for (let count = 0; count < 1_000; count += 1) complain(new Error('ENETUNREACH'))
  complain(new Error('ENODEV'))
  at = 600_000
  complain(new Error('ENODEV'))
  expect(told.map(String)).toEqual(['Error: ENETUNREACH', 'Error: ENODEV', 'Error: ENODEV'])
})

test('a datagram that is not of ours is nothing', () => {
  const read = (text: string | Buffer) => parseBeacon(Buffer.from(text))
  expect(read('{"stuffchat":"ask"}')).toEqual({ stuffchat: 'ask' })
  for (const text of [
    '',
    '[',
    'null',
    '{"stuffchat":"here"}',
    '{"stuffchat":"bye","identity":"x"}',
    Buffer.alloc(900, 0xff),
  ])
    expect(read(text)).toBe(null)
})

test('what happened between two lists', () => {
  const room = (identity: string, more: Partial<NearbyRoom> = {}): NearbyRoom => ({
    identity,
    room_id: '0f8fad5b-d9cb-469f-a165-70867728950e',
    name: identity,
    host: 'pc',
    addresses: ['10.0.0.1:1'],
    version: '1',
    people: 0,
    locked: false,
    guests: false,
    code: false,
    rtt_ms: 1,
    ...more,
  })
  const changes = changesBetween(
    [room('stays'), room('changes'), room('goes')],
    [room('stays', { rtt_ms: 9 }), room('changes', { people: 2 }), room('comes')],
  )
  expect(changes.map(({ event, room: { identity } }) => `${event} ${identity}`)).toEqual([
    'room_gone goes',
    'room_changed changes',
    'room_appeared comes',
  ])
})
