import { expect, test } from 'vitest'
import { createClientAddress } from './addresses.ts'

const plain = createClientAddress([])
const behind = createClientAddress(['127.0.0.1', '10.0.0.0/8', 'fd00::/8'])

test.each([
  ['192.0.2.7', '192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7', '192.0.2.7'],
  ['::ffff:c000:207', '192.0.2.7', '192.0.2.7'],
  ['2001:DB8:1:2:3:4:5:6', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2:0:0:0:1', '2001:db8:1:2::1', '2001:db8:1:2::/64'],
  ['fe80::aaaa%eth0', 'fe80::aaaa', 'fe80::aaaa'],
  ['fe80::bbbb%eth0', 'fe80::bbbb', 'fe80::bbbb'],
])('%s', (remote, address, rateKey) => {
  expect(plain(remote, {})).toEqual({ address, rateKey, loopback: false, forwarded: false })
})

test.each(['127.0.0.1', '127.8.9.10', '::1', '::ffff:127.0.0.1'])('%s is the own machine', (remote) => {
  expect(plain(remote, {}).loopback).toBe(true)
})

test.each([
  ['x-forwarded-for', '127.0.0.1'],
  ['x-forwarded-for', ''],
  ['x-forwarded-host', 'chat.example.org'],
  ['x-forwarded-proto', 'https'],
  ['forwarded', 'for=127.0.0.1'],
  ['via', '1.1 proxy'],
  ['x-real-ip', '127.0.0.1'],
  ['cf-connecting-ip', '192.0.2.1'],
  ['true-client-ip', '192.0.2.1'],
])('with %s: %j nobody is the own machine, proxy or not', (name, value) => {
  for (const of of [plain, behind]) {
    const found = of('127.0.0.1', { [name]: value })
    expect(found.loopback).toBe(false)
    expect(found.forwarded).toBe(true)
  }
})

test('a header that pretends to come from a proxy changes nothing', () => {
  const spoofed = { 'x-forwarded-for': '127.0.0.1', 'x-real-ip': '127.0.0.1', forwarded: 'for=127.0.0.1' }
  expect(plain('192.0.2.7', spoofed)).toMatchObject({ address: '192.0.2.7', rateKey: '192.0.2.7', loopback: false })
  expect(behind('192.0.2.7', spoofed)).toMatchObject({ address: '192.0.2.7', loopback: false })
})

test.each([
  ['one hop', '198.51.100.1', '198.51.100.1'],
  ['what the client made up on the left is ignored', '127.0.0.1, 203.0.113.9, 198.51.100.1', '198.51.100.1'],
  ['trusted hops are passed over', '198.51.100.1, 10.1.2.3, 10.0.0.1', '198.51.100.1'],
  ['only trusted ones: the farthest', '10.1.2.3, 10.0.0.1', '10.1.2.3'],
  ['with ports', '198.51.100.1:5000', '198.51.100.1'],
  ['IPv6', '2001:db8::1', '2001:db8::1'],
  ['IPv6 with brackets and port', '[2001:db8::1]:443', '2001:db8::1'],
  ['mapped', '::ffff:198.51.100.1', '198.51.100.1'],
  ['garbage ends it', '198.51.100.1, what, 10.0.0.9', '10.0.0.9'],
  ['unknown', 'unknown', '10.0.0.1'],
  ['an obfuscated spelling of loopback', '0x7f.1', '10.0.0.1'],
  ['nothing', '', '10.0.0.1'],
])('behind a trusted proxy: %s', (_what, header, address) => {
  expect(behind('::ffff:10.0.0.1', { 'x-forwarded-for': header }).address).toBe(address)
})

test('several headers are one list', () => {
  const headers = { 'x-forwarded-for': ['203.0.113.9', '198.51.100.1, 10.0.0.2'] }
  expect(behind('fd00::1', headers).address).toBe('198.51.100.1')
})

test('a request that a trusted loopback proxy forwards for loopback is still not the own machine', () => {
  expect(behind('127.0.0.1', { 'x-forwarded-for': '127.0.0.1' })).toEqual({
    address: '127.0.0.1',
    rateKey: '127.0.0.1',
    loopback: false,
    forwarded: true,
  })
})

test('a mapped range means the IPv4 one', () => {
  const of = createClientAddress(['::ffff:10.0.0.0/104'])
  expect(of('10.9.9.9', { 'x-forwarded-for': '192.0.2.1' }).address).toBe('192.0.2.1')
  expect(of('11.0.0.1', { 'x-forwarded-for': '192.0.2.1' }).address).toBe('11.0.0.1')
})

test('a socket that is gone has no address', () => {
  expect(plain(undefined, {})).toEqual({ address: 'unknown', rateKey: 'unknown', loopback: false, forwarded: false })
})

test.each(['10.0.0.0/33', 'nonsense', '', '10.0.0.0/'])('the range %j is refused with a sentence', (range) => {
  expect(() => createClientAddress([range])).toThrow(`"${range}" is not a range of addresses`)
})
