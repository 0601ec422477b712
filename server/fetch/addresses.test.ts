import { expect, test } from 'vitest'
import { REFUSED } from '../test/spellings.ts'
import { createReach } from './addresses.ts'

/** What is no address, or more than one. */
const NOTHING = [
  '',
  'localhost',
  '1.2.3.4.5',
  '256.0.0.1',
  '1.2.3.4:80',
  '[::1]',
  '1.2.3.4/8',
  ' 8.8.8.8',
  '8.8.8.8\n',
  '::g',
]
const PUBLIC = [
  '8.8.8.8',
  '1.1.1.1',
  '9.255.255.255',
  '11.0.0.1',
  '172.15.255.255',
  '172.32.0.1',
  '100.63.255.255',
  '100.128.0.1',
  '169.253.0.1',
  '223.255.255.255',
  '::ffff:8.8.8.8',
  '64:ff9b::8.8.8.8',
  '2606:4700::1111',
  '2a00:1450:4001:82a::200e',
]
const none = { allowed: [], ownRanges: () => [] }

test.each(Object.entries({ ...REFUSED, nothing: NOTHING }))(
  '%s addresses are out of bounds however they are spelled',
  (_kind, spellings) => {
    const mayReach = createReach(none)
    expect(spellings.filter(mayReach)).toEqual([])
  },
)

test('there are enough of them to mean something', () => {
  expect(Object.values(REFUSED).flat().length).toBeGreaterThan(90)
})

test('public addresses can be reached', () => {
  const mayReach = createReach(none)
  expect(PUBLIC.filter((address) => !mayReach(address))).toEqual([])
})

test('a host may allow ranges and single addresses, in each of their spellings, and nothing beside them', () => {
  const mayReach = createReach({ ...none, allowed: ['127.0.0.0/8', 'fd77::/64', '10.0.0.1'] })
  const allowed = ['127.0.0.1', '127.1', '::ffff:127.0.0.1', 'fd77::1', '10.0.0.1', '8.8.8.8']
  expect(allowed.filter((address) => !mayReach(address))).toEqual([])
  const beside = ['::1', 'fd78::1', '10.0.0.2', '64:ff9b::7f00:1', '0.0.0.0']
  expect(beside.filter(mayReach)).toEqual([])
  expect(() => createReach({ ...none, allowed: ['10.0.0.0/33'] })).toThrow('is not a range of addresses')
})

test('neighbours are local although their addresses are public, and the list is asked each time', () => {
  let own = ['2606:4700:1:2::5/64', '8.8.4.4/24']
  const mayReach = createReach({ ...none, ownRanges: () => own })
  const near = ['2606:4700:1:2::99', '2606:4700:1:2::5', '8.8.4.1', '::ffff:8.8.4.1', '64:ff9b::8.8.4.1']
  expect(near.filter(mayReach)).toEqual([])
  expect(mayReach('2606:4700:1:3::1')).toBe(true)
  own = []
  expect(near.filter((address) => !mayReach(address))).toEqual([])
})
