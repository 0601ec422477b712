import { describe, expect, test } from 'vitest'
import { ME, factsOf, here, identityOf, setUp } from './candidates-fixture.ts'
import { QUIET_MS, REVERIFY_MS } from './candidates.ts'

describe('a room', () => {
  test('is listed when it has proved itself, with what it says of itself', () => {
    const { candidates, there, beacon } = setUp()
    beacon()
    expect(candidates.rooms()).toEqual([])
    there.set('10.0.0.3:22800', here(ME, { name: 'Attic \u202e<b>' }))
    beacon('10.0.0.3:22800')
    expect(candidates.rooms()).toMatchObject([
      { identity: ME, name: 'Attic <b>', addresses: ['10.0.0.3:22800'], people: 2, host: '10.0.0.3' },
    ])
  })

  test('that somebody else claims to be is not asked for, and not listed', () => {
    const { there, beacon, addresses } = setUp()
    there.set('10.0.0.2:22800', here(ME))
    there.set('10.0.0.66:22800', here(identityOf(66)))
    beacon()
    beacon('10.0.0.66:22800')
    expect(addresses()).toEqual([['10.0.0.2:22800']])
  })

  test('is asked again only when it is not heard, or not for long, and then hardly', () => {
    const { there, beacon, pass, probed } = setUp()
    there.set('10.0.0.2:22800', here(ME))
    beacon()
    let ticks = 0
    pass(120_000, () => {
      ticks += 1
      if (ticks % 12 === 0) beacon()
    })
    expect(probed.length).toBeLessThanOrEqual(120_000 / REVERIFY_MS + 1)
    pass(60_000)
    expect(probed.length).toBeLessThanOrEqual(120_000 / REVERIFY_MS + 60_000 / QUIET_MS + 2)
  })

  test('that was killed is gone within 15 s, and at once when its port is another’s', () => {
    const { there, beacon, pass, addresses } = setUp()
    there.set('10.0.0.2:22800', here(ME))
    beacon()
    there.delete('10.0.0.2:22800')
    pass(15_000)
    expect(addresses()).toEqual([])
  })

  test('that comes back where it was is listed within 2 s', () => {
    const { there, beacon, pass, addresses } = setUp()
    there.set('10.0.0.2:22800', here(ME))
    beacon()
    there.clear()
    pass(15_000)
    there.set('10.0.0.2:22800', here(ME))
    beacon()
    pass(2_000)
    expect(addresses()).toEqual([['10.0.0.2:22800']])
  })

  test('that moves is followed; the old address goes when it fails', () => {
    const { there, beacon, pass, addresses } = setUp()
    there.set('10.0.0.2:22800', here(ME))
    beacon()
    there.clear()
    there.set('10.0.0.9:22800', here(ME))
    pass(5_000)
    beacon('10.0.0.9:22800')
    expect(addresses()).toEqual([['10.0.0.2:22800', '10.0.0.9:22800']])
    pass(1_000)
    expect(addresses()).toEqual([['10.0.0.9:22800']])
  })

  test('that one lost probe says nothing against stays', () => {
    const { there, beacon, pass, addresses } = setUp()
    there.set('10.0.0.2:22800', here(ME))
    beacon()
    pass(QUIET_MS - 250)
    there.clear()
    pass(250)
    there.set('10.0.0.2:22800', here(ME))
    pass(2_000)
    expect(addresses()).toEqual([['10.0.0.2:22800']])
  })

  test('has a new name as soon as it says so', () => {
    const { candidates, there, beacon, pass } = setUp()
    there.set('10.0.0.2:22800', here(ME))
    beacon()
    there.set('10.0.0.2:22800', here(ME, { name: 'Cellar' }))
    pass(1_000)
    beacon('10.0.0.2:22800', ME, { name: 'Cellar' })
    expect(candidates.rooms()).toMatchObject([{ name: 'Cellar' }])
  })

  test('at several addresses is one, the quickest first', () => {
    const { candidates, there, settle } = setUp()
    there.set('10.0.0.2:22800', here(ME, { rttMs: 9 }))
    there.set('[fd00::2]:22800', here(ME, { rttMs: 2 }))
    const addresses = ['10.0.0.2:22800', '[fd00::2]:22800']
    candidates.heard({ facts: factsOf(ME), machine: 'olgas-pc', addresses, sender: '10.0.0.2' })
    settle()
    expect(candidates.rooms()).toMatchObject([{ addresses: addresses.toReversed(), rtt_ms: 2, host: 'olgas-pc' }])
  })

  test('that is known is asked without being heard, and after a while again', () => {
    const { candidates, there, pass, settle, addresses } = setUp()
    candidates.know([{ identity: null, addresses: ['10.0.0.2:22800'] }])
    settle()
    there.set('10.0.0.2:22800', here(ME))
    pass(60_000)
    expect(addresses()).toEqual([['10.0.0.2:22800']])
    expect(candidates.rooms()[0]?.people).toBe(null)
    candidates.know([])
    there.clear()
    pass(60_000)
    expect([candidates.rooms(), candidates.size()]).toEqual([[], 0])
  })
})

describe('goodbyes', () => {
  test('a true one is the end at once', () => {
    const { candidates, there, beacon, settle, addresses } = setUp()
    there.set('10.0.0.2:22800', here(ME))
    beacon()
    there.clear()
    candidates.bye(ME, '10.0.0.2')
    settle()
    expect(addresses()).toEqual([])
  })

  test('one that comes before the end is looked into once more', () => {
    const { candidates, there, beacon, settle, pass, addresses } = setUp()
    there.set('10.0.0.2:22800', here(ME))
    beacon()
    candidates.bye(ME, '10.0.0.2')
    settle()
    there.clear()
    pass(2_000)
    expect(addresses()).toEqual([])
  })

  test('one during a probe makes that probe count for nothing', () => {
    const { candidates, there, beacon, pass, wait, settle, addresses } = setUp()
    there.set('10.0.0.2:22800', here(ME))
    beacon()
    pass(QUIET_MS - 250)
    there.clear()
    const [probe] = wait(250)
    expect(probe?.address).toBe('10.0.0.2:22800')
    if (probe) {
      candidates.bye(ME, '10.0.0.2')
      candidates.answered(probe, here(ME))
    }
    settle()
    pass(2_000)
    expect(addresses()).toEqual([])
  })

  test('a forged one costs a probe and changes nothing; one from elsewhere not even that', () => {
    const { candidates, there, beacon, probed, pass, settle, addresses } = setUp()
    there.set('10.0.0.2:22800', here(ME))
    beacon()
    const before = probed.length
    candidates.bye(ME, '10.0.0.66')
    settle()
    expect(probed.length).toBe(before)
    pass(6_000, () => {
      for (let count = 0; count < 100; count += 1) candidates.bye(ME, '10.0.0.2')
    })
    expect(addresses()).toEqual([['10.0.0.2:22800']])
    expect(probed.length - before).toBeLessThan(20)
  })
})
