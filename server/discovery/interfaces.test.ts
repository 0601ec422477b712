import type { NetworkInterfaceInfo } from 'node:os'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Interfaces, linkKey, usableLinks, watchLinks } from './interfaces.ts'

const v4 = (address: string, more: { internal?: boolean; mac?: string } = {}): NetworkInterfaceInfo => ({
  address,
  netmask: '255.255.255.0',
  family: 'IPv4',
  mac: '02:00:00:00:00:01',
  internal: false,
  cidr: `${address}/24`,
  ...more,
})
const v6 = (address: string, scopeid: number): NetworkInterfaceInfo => ({
  address,
  netmask: 'ffff:ffff:ffff:ffff::',
  family: 'IPv6',
  mac: '02:00:00:00:00:01',
  internal: false,
  cidr: `${address}/64`,
  scopeid,
})
const loopback = { lo: [v4('127.0.0.1', { internal: true })] }

test('only loopback is nothing to announce on', () => {
  expect(usableLinks(loopback)).toEqual([])
  expect(usableLinks({})).toEqual([])
})

test('whatever has an IPv4 address counts, virtual ones too; addresses that need a scope are left out', () => {
  const links = usableLinks({
    ...loopback,
    eth0: [v4('192.168.1.24'), v4('10.0.0.1'), v6('fe80::1', 2), v6('fd00::1', 0)],
    tun0: [v4('100.64.0.2', { mac: '00:00:00:00:00:00' })],
    only6: [v6('fd00::2', 0)],
    gone: undefined,
  })
  expect(links).toEqual([
    {
      name: 'eth0',
      addresses: ['192.168.1.24', '10.0.0.1'],
      addresses6: ['fd00::1'],
      networks: ['192.168.1.24/24', '10.0.0.1/24', 'fe80::1/64', 'fd00::1/64'],
    },
    { name: 'tun0', addresses: ['100.64.0.2'], addresses6: [], networks: ['100.64.0.2/24'] },
  ])
})

test('the order of IPv6 addresses is no change', () => {
  const [a] = usableLinks({ eth0: [v4('10.0.0.1'), v6('fd00::1', 0), v6('fd00::2', 0)] })
  const [b] = usableLinks({ eth0: [v4('10.0.0.1'), v6('fd00::2', 0), v6('fd00::1', 0)] })
  expect(a && linkKey(a)).toBe(b && linkKey(b))
})

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('a change is told once, within a second; a system that refuses for a moment is asked again', () => {
  let now: Interfaces = loopback
  const seen: string[][] = []
  const errors: unknown[] = []
  const watch = watchLinks({
    interfaces: () => {
      if (now['broken']) throw new Error('ENODEV')
      return now
    },
    onChange: (links) => seen.push(links.flatMap(({ addresses }) => addresses)),
    onError: (error) => errors.push(error),
  })
  const become = (interfaces: Interfaces) => {
    now = interfaces
    vi.advanceTimersByTime(1_000)
  }
  become({ ...loopback, eth0: [v4('10.0.0.1')] })
  become({ ...loopback, eth0: [v4('10.0.0.1')] })
  become({ broken: [v4('10.0.0.9')] })
  become({ ...loopback, eth0: [v4('10.0.0.7')] })
  watch.close()
  become({ ...loopback })
  expect(seen).toEqual([[], ['10.0.0.1'], ['10.0.0.7']])
  expect(errors).toHaveLength(1)
})
