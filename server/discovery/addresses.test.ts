import { expect, test } from 'vitest'
import { hostOf, isNear, isOnLink, isUsable, joinAddress, parseHost } from './addresses.ts'

test.each([
  ['10.1.2.3', true],
  ['172.16.0.1', true],
  ['192.168.1.1', true],
  ['169.254.7.7', true],
  ['100.64.0.1', true],
  ['127.0.0.1', true],
  ['fd77::2', true],
  ['fe80::2', true],
  ['::ffff:192.168.1.1', true],
  ['::ffff:8.8.8.8', false],
  ['8.8.8.8', false],
  ['172.32.0.1', false],
  ['100.128.0.1', false],
  ['2001:4860:4860::8888', false],
  ['198.51.100.7', false],
  ['224.0.0.251', false],
  ['255.255.255.255', false],
  ['0.0.0.0', false],
  ['10.1', false],
  ['0x0a000001', false],
  ['room.local', false],
  ['', false],
])('%s can be near: %s', (host, near) => {
  expect(isNear(host)).toBe(near)
})

test('a link-local IPv6 address says nothing without its interface', () => {
  expect([isUsable('fe80::2'), isUsable('fd77::2'), isUsable('169.254.0.2')]).toEqual([false, true, true])
})

test('spelling', () => {
  expect(parseHost('FE80::1%eth0')).toBe('fe80::1')
  expect(joinAddress('fd77::2', 22_800)).toBe('[fd77::2]:22800')
  expect(hostOf('[fd77::2]:22800')).toBe('fd77::2')
  expect(hostOf('10.0.0.1:1')).toBe('10.0.0.1')
})

test('what is on a link', () => {
  const link = {
    name: 'eth0',
    addresses: ['10.77.0.2'] as const,
    addresses6: [],
    networks: ['10.77.0.2/24', 'fd77::2/64'],
  }
  const on = (host: string) => isOnLink(host, link)
  expect(['10.77.0.99', '10.77.1.1', 'fd77::9', 'fd78::9', 'x'].map(on)).toEqual([true, false, true, false, false])
})
