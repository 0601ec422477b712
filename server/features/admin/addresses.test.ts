import type { NetworkInterfaceInfo } from 'node:os'
import { expect, test } from 'vitest'
import { addressesOf } from './addresses.ts'

const v4 = (address: string, internal = false): NetworkInterfaceInfo => ({
  address,
  netmask: '255.255.255.0',
  family: 'IPv4',
  mac: '00:00:00:00:00:00',
  internal,
  cidr: `${address}/24`,
})
const v6 = (address: string, internal = false): NetworkInterfaceInfo => ({
  address,
  netmask: 'ffff:ffff:ffff:ffff::',
  family: 'IPv6',
  mac: '00:00:00:00:00:00',
  internal,
  cidr: `${address}/64`,
  scopeid: 0,
})
const LINUX = {
  lo: [v4('127.0.0.1', true), v6('::1', true)],
  docker0: [v4('172.17.0.1')],
  tailscale0: [v4('100.101.102.103'), v6('fd7a:115c:a1e0::1')],
  enp3s0: [v4('192.168.1.24'), v6('fd12:3456::24'), v6('2a02:8108::24'), v6('fe80::24%enp3s0')],
}
const said = (...asked: Parameters<typeof addressesOf>) =>
  addressesOf(...asked).map(({ address, kind, interface: name }) => `${kind} ${address} ${name ?? '-'}`)

test('on all interfaces: the name first, then what the network reaches, and last what nobody else does', () => {
  expect(said({ address: '::', port: 22_800 }, LINUX, 'Attic-PC.fritz.box')).toEqual([
    'name attic-pc.local:22800 -',
    'lan 192.168.1.24:22800 enp3s0',
    'lan [fd12:3456::24]:22800 enp3s0',
    'vpn 100.101.102.103:22800 tailscale0',
    'vpn [fd7a:115c:a1e0::1]:22800 tailscale0',
    'public [2a02:8108::24]:22800 enp3s0',
    'virtual 172.17.0.1:22800 docker0',
    'loopback 127.0.0.1:22800 lo',
  ])
})

test('on all of IPv4: no IPv6', () => {
  expect(said({ address: '0.0.0.0', port: 80 }, LINUX, '').filter((line) => line.includes('['))).toEqual([])
})

test('on one address: that one, with its interface where it has one', () => {
  const at = (address: string) => said({ address, port: 1 }, LINUX, 'pc')
  expect(at('192.168.1.24')).toEqual(['lan 192.168.1.24:1 enp3s0'])
  expect(at('fd12:3456::24')).toEqual(['lan [fd12:3456::24]:1 enp3s0'])
  expect(at('127.0.0.1')).toEqual(['loopback 127.0.0.1:1 lo'])
  expect(at('127.0.0.7')).toEqual(['loopback 127.0.0.7:1 -'])
})

test.each([
  ['WireGuard Tunnel', '10.8.0.2', 'vpn'],
  ['Radmin VPN', '26.1.2.3', 'vpn'],
  ['utun4', '10.9.0.2', 'vpn'],
  ['ZeroTier One [8056c2e21c000001]', '10.147.17.5', 'vpn'],
  ['wwan0', '100.70.1.2', 'vpn'],
  ['vEthernet (WSL)', '172.28.0.1', 'virtual'],
  ['VirtualBox Host-Only Ethernet Adapter', '192.168.56.1', 'virtual'],
  ['bridge100', '192.168.64.1', 'virtual'],
  ['bridge0', '192.168.2.1', 'lan'],
  ['Wi-Fi', '169.254.7.7', 'lan'],
  ['en0', '203.0.113.40', 'lan'],
  ['eth0', '8.8.4.4', 'public'],
])('%s with %s is %s', (name, address, kind) => {
  expect(addressesOf({ address: '::', port: 1 }, { [name]: [v4(address)] }, 'localhost')).toEqual([
    { address: `${address}:1`, kind, interface: name },
  ])
})
