import type { NetworkInterfaceInfo } from 'node:os'
import { expect, test } from 'vitest'
import { certificateNames, covers, namesOf } from './names.ts'

const at = (address: string): NetworkInterfaceInfo => ({
  address,
  netmask: '',
  mac: '',
  internal: false,
  cidr: null,
  ...(address.includes(':') ? { family: 'IPv6', scopeid: 0 } : { family: 'IPv4' }),
})

test.each<[string, string[], string[]]>([
  ['Den', [], ['localhost', 'den', 'den.local']],
  ['den.fritz.box', [], ['localhost', 'den.fritz.box', 'den', 'den.local']],
  ['den.local', [], ['localhost', 'den.local', 'den']],
  ['', [], ['localhost']],
  ['Ölgas PC', [], ['localhost']],
  [
    'den',
    ['https://chat.example.org:8443', 'https://192.0.2.9'],
    ['localhost', 'den', 'den.local', 'chat.example.org'],
  ],
])('the machine %j with the origins %j is called %j', (hostname, origins, dns) => {
  expect(certificateNames({ hostname, interfaces: {}, origins }).dns).toEqual(dns)
})

test('every address counts that a URL can hold, once', () => {
  const interfaces = {
    lo: [at('127.0.0.1'), at('::1')],
    lan: [at('192.168.1.24'), at('fe80::1'), at('2001:db8::24')],
    vpn: [at('100.64.0.1'), at('192.168.1.24')],
    gone: undefined,
  }
  const { ips } = certificateNames({ hostname: 'den', interfaces, origins: ['https://[2001:db8::9]'] })
  expect(ips).toEqual(['127.0.0.1', '::1', '192.168.1.24', '2001:db8::24', '100.64.0.1', '2001:db8::9'])
})

test('names are read back from a certificate as Node writes them', () => {
  const text = 'DNS:localhost, DNS:den.local, IP Address:127.0.0.1, IP Address:FD00:0:0:0:0:0:0:2'
  expect(namesOf(text)).toEqual({ dns: ['localhost', 'den.local'], ips: ['127.0.0.1', 'fd00::2'] })
  expect(namesOf(undefined)).toEqual({ dns: [], ips: [] })
})

test.each<[string[], string[], boolean]>([
  [['127.0.0.1', '192.168.1.24'], ['192.168.1.24'], true],
  [['192.168.1.24'], ['192.168.1.25'], false],
  // The same network, another of its many addresses (RFC 8981).
  [['2001:db8:1:2::24'], ['2001:db8:1:2:dead:beef:0:1'], true],
  [['2001:db8:1:2::24'], ['2001:db8:1:3::24'], false],
  [['::2'], ['::1'], false],
])('a certificate for %j, wanted for %j: %j', (held, wanted, isEnough) => {
  expect(covers({ dns: ['a'], ips: held }, { dns: ['a'], ips: wanted })).toBe(isEnough)
  expect(covers({ dns: ['a'], ips: held }, { dns: ['b'], ips: wanted })).toBe(false)
})
