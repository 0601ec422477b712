import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { distinct, inOrder, learned, provedBy, refusal } from './reach.ts'
import type { Outcome } from './reach.ts'

const A = 'A'.repeat(43)
const B = `${'B'.repeat(42)}A`
const proved = (address: string, tookMs: number, identity = A): Outcome => ({
  address,
  kind: 'proved',
  identity,
  tookMs,
})
const closed = (address: string): Outcome => ({ address, kind: 'closed' })
const noTls = (address: string): Outcome => ({ address, kind: 'no_tls' })
const changed = (address: string): Outcome => ({ address, kind: 'changed', identity: B })

test('the addresses that proved it, the quickest first; those of another key are another room', () => {
  const outcomes = [proved('slow:1', 30), closed('x:1'), proved('quick:1', 2), proved('other:1', 1, B), changed('y:1')]
  expect(provedBy(outcomes, A)).toEqual(['quick:1', 'slow:1'])
  expect(provedBy(outcomes, B)).toEqual(['other:1'])
})

test.each([
  [[closed('a:1'), noTls('b:1'), changed('c:1')], { kind: 'changed', address: 'c:1', identity: B }],
  [[closed('a:1'), noTls('b:1')], { kind: 'no_tls', address: 'b:1' }],
  [[closed('a:1')], { kind: 'closed' }],
  [[], { kind: 'closed' }],
])('nobody proved it: %j says %j', (outcomes, said) => {
  expect(refusal(outcomes)).toEqual(said)
})

describe('where a room is looked for', () => {
  test('where it proved itself, where it was known to be, where nobody answers', () => {
    const outcomes = [closed('old:1'), proved('slow:1', 9), proved('quick:1', 1)]
    expect(learned(['old:1', 'unasked:1', 'slow:1'], outcomes, A)).toEqual(['quick:1', 'slow:1', 'unasked:1', 'old:1'])
  })
  test('never where somebody else is', () => {
    expect(learned(['a:1', 'b:1', 'c:1'], [changed('a:1'), noTls('b:1'), proved('d:1', 1, B)], A)).toEqual(['c:1'])
  })
  test('until it has proved itself there', () => {
    expect(learned(['c:1'], [proved('a:1', 1)], A)).toEqual(['a:1', 'c:1'])
  })
  test('in a bounded number of places, each once, and none where another key was seen', () => {
    const address = fc.integer({ min: 1, max: 60 }).map((n) => `10.0.0.${n}:22800`)
    const outcome = fc.oneof(
      fc.tuple(address, fc.nat(100)).map(([at, ms]) => proved(at, ms)),
      fc.tuple(address, fc.nat(100)).map(([at, ms]) => proved(at, ms, B)),
      address.map(closed),
      address.map(noTls),
      address.map(changed),
    )
    const outcomes = fc.uniqueArray(outcome, { selector: (one) => one.address, maxLength: 40 })
    fc.assert(
      fc.property(fc.array(address), outcomes, (known, seen) => {
        const next = learned(known, seen, A)
        expect(next.length).toBeLessThanOrEqual(32)
        expect(new Set(next).size).toBe(next.length)
        for (const one of seen) {
          const isHere = one.kind === 'closed' || (one.kind === 'proved' && one.identity === A)
          if (!isHere) expect(next).not.toContain(one.address)
        }
        const best = provedBy(seen, A)
        expect(next.slice(0, best.length)).toEqual(best.slice(0, 32))
      }),
    )
  })
})

test('what is asked for is tried where the room was last, and each address once', () => {
  expect(inOrder(['a:1', 'b:1', 'a:1', 'c:1'], ['c:1', 'x:1', 'b:1'])).toEqual(['c:1', 'b:1', 'a:1'])
  expect(distinct(['a:1', 'a:1', 'b:1'])).toEqual(['a:1', 'b:1'])
})
