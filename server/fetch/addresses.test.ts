import { expect, test } from 'vitest'
import { createReach } from './addresses.ts'

/** Where no fetch may go, in the spellings that some part of some system takes for it. */
const REFUSED = {
  loopback: [
    '127.0.0.1',
    '127.1',
    '127.0.1',
    '127.255.255.254',
    '2130706433',
    '0x7f000001',
    '0x7f.0.0.1',
    '0X7F.1',
    '017700000001',
    '0177.0.0.1',
    '0177.1',
    '::1',
    '0:0:0:0:0:0:0:1',
    '0000:0000:0000:0000:0000:0000:0000:0001',
    '::1%lo',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '0:0:0:0:0:FFFF:7F00:0001',
    '::127.0.0.1',
    '::7f00:1',
    '::ffff:0:127.0.0.1',
  ],
  unspecified: ['0.0.0.0', '0', '0x0', '0.1.2.3', '::', '0::0', '::ffff:0.0.0.0'],
  private: [
    '10.0.0.1',
    '10.1',
    '0xa.0.0.1',
    '012.0.0.1',
    '167772161',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.0.1',
    '192.168.1',
    '0xc0a80001',
    '0300.0250.0.1',
    '3232235521',
    '::ffff:10.0.0.1',
    '::ffff:c0a8:1',
  ],
  linkLocal: [
    '169.254.169.254',
    '0xa9fea9fe',
    '2852039166',
    '::ffff:169.254.169.254',
    'fe80::1',
    'fe80::1%eth0',
    'febf::1',
  ],
  uniqueLocal: ['fc00::1', 'fd77::1', 'fdff:ffff::1', 'FD00::1', 'fec0::1'],
  carrier: ['100.64.0.1', '100.127.255.255', '::ffff:100.64.0.1'],
  nat64: [
    '64:ff9b::10.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b:0:0:0:0:c0a8:1',
    '64:ff9b:1::10.0.0.1',
    '64:ff9b:1::808:808',
    '64:ff9b:1:abcd:a:0:100::',
  ],
  sixToFour: ['2002:7f00:1::', '2002:a00:1::1', '2002:c0a8:101::1', '2002:a9fe:a9fe::'],
  // Teredo hides the address of its client by turning its bits round: the last is 10.0.0.1.
  teredo: ['2001::1', '2001:0:7f00:1::', '2001:0:4136:e378:8000:63bf:f5ff:fffe'],
  multicast: ['224.0.0.1', '239.255.83.67', '0xe0000001', 'ff02::1', 'ff0e::1', '::ffff:224.0.0.1'],
  broadcast: ['255.255.255.255', '0xffffffff', '4294967295'],
  reserved: ['240.0.0.1', '192.0.0.1', '192.88.99.1', '198.18.0.1', '198.19.255.255', '100::1', '5f00::1', '4000::1'],
  documentation: ['192.0.2.1', '198.51.100.1', '203.0.113.1', '2001:db8::1', '3fff::1', '3fff:fff::1'],
  nothing: [
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
  ],
}
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

test.each(Object.entries(REFUSED))('%s addresses are out of bounds however they are spelled', (_kind, spellings) => {
  const mayReach = createReach(none)
  expect(spellings.filter(mayReach)).toEqual([])
})

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
  const near = ['2606:4700:1:2::99', '2606:4700:1:2::5', '8.8.4.1']
  expect(near.filter(mayReach)).toEqual([])
  expect(mayReach('2606:4700:1:3::1')).toBe(true)
  own = []
  expect(near.filter((address) => !mayReach(address))).toEqual([])
})
