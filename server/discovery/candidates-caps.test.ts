import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MAX_NEARBY, NearbyRoom } from '#protocol/discovery.ts'
import { ME, closed, factsOf, here, identityOf, setUp } from './candidates-fixture.ts'
import { MAX_CANDIDATES, MAX_PROBES, type Probe, createCandidates } from './candidates.ts'

describe('a flood', () => {
  test('of one sender leaves room for others, and is asked about slowly', () => {
    const { candidates, there, beacon, probed, pass, addresses } = setUp()
    let number = 100
    pass(10_000, () => {
      for (let count = 0; count < 250; count += 1) {
        number += 1
        const address = `10.0.0.66:${number % 60_000}`
        candidates.heard({
          facts: factsOf(identityOf(number)),
          machine: null,
          addresses: [address],
          sender: '10.0.0.66',
        })
      }
    })
    expect(candidates.size()).toBeLessThanOrEqual(MAX_CANDIDATES)
    expect(probed.length).toBeLessThan(80)
    there.set('10.0.0.2:22800', here(ME))
    beacon()
    expect(addresses()).toEqual([['10.0.0.2:22800']])
  })

  test('of rooms that are really there fills the list and no more; who was there before stays, and a known one comes in', () => {
    const { candidates, there, beacon, pass, settle } = setUp()
    there.set('10.0.0.2:22800', here(ME))
    beacon()
    pass(250)
    for (let number = 100; number < 300; number += 1) {
      const address = `10.0.${number}.1:22800`
      there.set(address, here(identityOf(number)))
      beacon(address, identityOf(number))
      pass(500)
      beacon()
    }
    expect(candidates.rooms()).toHaveLength(MAX_NEARBY)
    expect(candidates.rooms()[0]?.identity).toBe(ME)
    there.set('10.1.1.1:22800', here(identityOf(7)))
    candidates.know([{ identity: identityOf(7), addresses: ['10.1.1.1:22800'] }])
    settle()
    expect(candidates.rooms()).toHaveLength(MAX_NEARBY)
  })
})

describe('many known rooms that are elsewhere', () => {
  const elsewhere = (rooms: number) =>
    Array.from({ length: rooms }, (_, room) => ({
      identity: identityOf(1_000 + room),
      addresses: Array.from({ length: 12 }, (_none, host) => `10.${room + 1}.0.${host + 1}:22800`),
    }))

  test('leave a turn to whoever is heard, while nobody answers for them', () => {
    const { candidates, wait } = setUp()
    candidates.know(elsewhere(5))
    const first = wait(0)
    expect(first.length).toBeGreaterThan(0)
    const facts = factsOf(ME)
    candidates.heard({ facts, machine: null, addresses: ['10.0.0.2:22800'], sender: '10.0.0.2' })
    expect(wait(0)).toEqual([{ identity: ME, address: '10.0.0.2:22800' }])
  })

  test('are looked for at the best address of each first', () => {
    const { candidates, probed, settle } = setUp()
    candidates.know(elsewhere(60))
    settle()
    const best = elsewhere(60).map(({ addresses }) => addresses[0])
    expect(probed.map(({ address }) => address)).toEqual(expect.arrayContaining(best))
  })

  test('leave a place to whoever is heard, and each is asked in its turn', () => {
    const { candidates, there, beacon, probed, pass, addresses } = setUp()
    candidates.know(elsewhere(60))
    there.set('10.0.0.2:22800', here(ME))
    beacon()
    expect(addresses()).toEqual([['10.0.0.2:22800']])
    pass(60_000, () => candidates.know(elsewhere(60)))
    expect(candidates.size()).toBeLessThanOrEqual(MAX_CANDIDATES)
    expect(new Set(probed.map(({ address }) => address)).size).toBeGreaterThan(100)
  })
})

test('whatever happens: the caps hold, only what proved itself is listed, and every room is well-formed', () => {
  const identity = fc.integer({ min: 1, max: 30 }).map(identityOf)
  const host = fc.integer({ min: 1, max: 20 }).map((number) => `10.0.0.${number}`)
  const address = fc.tuple(host, fc.constantFrom(1, 2, 3)).map(([name, port]) => `${name}:${port}`)
  const step = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant('heard' as const),
        identity,
        addresses: fc.array(address, { maxLength: 6 }),
        host,
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('bye' as const), identity, host }) },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('know' as const),
        identity: fc.option(identity),
        addresses: fc.array(address, { maxLength: 4 }),
      }),
    },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('probes' as const) }) },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('answer' as const),
        ok: fc.boolean(),
        pick: fc.nat(100),
        long: fc.boolean(),
      }),
    },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 20_000 }) }) },
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 150 }), (steps) => {
      let at = 0
      const candidates = createCandidates({ now: () => at })
      const open: Probe[] = []
      const proved = new Set<string>()
      for (const one of steps) {
        switch (one.do) {
          case 'heard':
            candidates.heard({
              facts: factsOf(one.identity),
              machine: null,
              addresses: one.addresses,
              sender: one.host,
            })
            break
          case 'bye':
            candidates.bye(one.identity, one.host)
            break
          case 'know':
            candidates.know([one])
            break
          case 'wait':
            at += one.ms
            break
          case 'probes':
            open.push(...candidates.probes())
            break
          case 'answer': {
            const [probe] = open.splice(one.pick % Math.max(1, open.length), 1)
            if (!probe) break
            const found = probe.identity ?? identityOf(31)
            if (one.ok) proved.add(`${found} ${probe.address}`)
            candidates.answered(probe, one.ok ? here(found, { name: one.long ? '😀'.repeat(5_000) : '' }) : closed)
          }
        }
        expect(open.length).toBeLessThanOrEqual(MAX_PROBES)
        expect(new Set(open.map((probe) => `${probe.identity} ${probe.address}`)).size).toBe(open.length)
        expect(candidates.size()).toBeLessThanOrEqual(MAX_CANDIDATES)
        for (const room of candidates.rooms()) {
          expect(NearbyRoom.safeParse(room).success).toBe(true)
          for (const to of room.addresses) expect(proved.has(`${room.identity} ${to}`)).toBe(true)
        }
      }
    }),
    { numRuns: 150 },
  )
}, 20_000)
