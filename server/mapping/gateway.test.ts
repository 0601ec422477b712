import type { NetworkInterfaceInfo } from 'node:os'
import { expect, test } from 'vitest'
import { ownAddressBeside, parseProcRoute, parseRouteGet, parseRoutePrint } from './gateway.ts'

const HEAD = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n'
const line = (to: string, via: string, flags: string, metric: number, mask: string) =>
  `eth0\t${to}\t${via}\t${flags}\t0\t0\t${metric}\t${mask}\t0\t0\t0\n`

test('Linux: the default route with the smallest metric', () => {
  const lan = line('0001A8C0', '00000000', '0001', 100, '00FFFFFF')
  const far = line('00000000', 'FE01A8C0', '0003', 600, '00000000')
  const near = line('00000000', '0101A8C0', '0003', 100, '00000000')
  expect(parseProcRoute(HEAD + lan + far + near)).toBe('192.168.1.1')
  expect(parseProcRoute(HEAD + lan)).toBeNull()
  // By device only, as with a point-to-point link: nobody there to ask.
  expect(parseProcRoute(HEAD + line('00000000', '00000000', '0001', 0, '00000000'))).toBeNull()
  expect(parseProcRoute('')).toBeNull()
})

test('macOS', () => {
  const said =
    '   route to: default\ndestination: default\n       mask: default\n    gateway: 10.0.0.138\n  interface: en0\n'
  expect(parseRouteGet(said)).toBe('10.0.0.138')
  expect(parseRouteGet('    gateway: fe80::1%en0\n')).toBeNull()
  expect(parseRouteGet('')).toBeNull()
})

test('Windows, in any language', () => {
  const said = `IPv4-Routentabelle
===========================================================================
Aktive Routen:
     Netzwerkziel    Netzwerkmaske          Gateway    Schnittstelle Metrik
          0.0.0.0          0.0.0.0      172.20.10.1      172.20.10.4     55
          0.0.0.0          0.0.0.0      192.168.1.1     192.168.1.24     25
===========================================================================
`
  expect(parseRoutePrint(said)).toBe('192.168.1.1')
  expect(parseRoutePrint(said.replaceAll('0.0.0.0 ', '10.0.0.0'))).toBeNull()
})

test('our own address is the one on the network of the router', () => {
  const at = (cidr: string, internal = false): NetworkInterfaceInfo => ({
    address: cidr.split('/', 1)[0] ?? '',
    netmask: '',
    family: 'IPv4',
    mac: '',
    internal,
    cidr,
  })
  const interfaces = { lo: [at('127.0.0.1/8', true)], wlan0: [at('10.0.0.7/24')], eth0: [at('192.168.1.24/24')] }
  expect(ownAddressBeside('192.168.1.1', interfaces)).toBe('192.168.1.24')
  expect(ownAddressBeside('10.0.0.1', interfaces)).toBe('10.0.0.7')
  expect(ownAddressBeside('10.0.1.1', interfaces)).toBeNull()
})
