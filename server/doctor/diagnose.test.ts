import type { NetworkInterfaceInfo } from 'node:os'
import { describe, expect, test } from 'vitest'
import type { RoomAddress } from '#protocol/host.ts'
import { diagnose } from './diagnose.ts'
import type { Disk, Facts } from './facts.ts'

const NOW = Date.UTC(2026, 10, 24, 18)
const DAY_MS = 24 * 3600 * 1000
const GiB = 2 ** 30
const v4 = (address: string, internal: boolean): NetworkInterfaceInfo => ({
  address,
  netmask: '255.255.255.0',
  family: 'IPv4',
  mac: '00:00:00:00:00:00',
  internal,
  cidr: `${address}/24`,
})
const LAN = '192.168.1.24:22800'
const ADDRESSES: readonly RoomAddress[] = [
  { address: 'attic.local:22800', kind: 'name', interface: null },
  { address: LAN, kind: 'lan', interface: 'eth0' },
  { address: '127.0.0.1:22800', kind: 'loopback', interface: 'lo' },
]
const DISK: Disk = { freeBytes: 50 * GiB, wantedBytes: GiB, write: { ms: 4 }, network: null }
const HEALTHY: Facts = {
  room: { kind: 'running', bound: '::', port: 22_800, identity: 'us', announce: true },
  interfaces: { lo: [v4('127.0.0.1', true)], eth0: [v4('192.168.1.24', false)] },
  unaddressed: [],
  answers: [
    { address: LAN, answer: 'ok' },
    { address: '127.0.0.1:22800', answer: 'ok' },
  ],
  multicast: [{ interface: 'eth0', address: '192.168.1.24', beacon: { heard: true }, mdns: { heard: true } }],
  neighbours: [],
  contacts: [{ from: '192.168.1.30', to: '192.168.1.24', at: NOW - 120_000 }],
  mapping: { kind: 'off' },
  certificate: { validFrom: NOW - DAY_MS, validTo: NOW + 300 * DAY_MS },
  clock: { now: NOW, lastWrite: NOW - 5_000, setBackMs: 3 },
  disk: DISK,
}
const look = (fault: Partial<Facts>) => diagnose({ ...HEALTHY, ...fault }, ADDRESSES)
const notFine = (fault: Partial<Facts>) =>
  look(fault)
    .findings.filter(({ state }) => state !== 'ok')
    .map(({ id, state }) => `${state} ${id}`)

test('a healthy room: everything is fine, and where somebody came in it is known', () => {
  expect(notFine({})).toEqual([])
  expect(look({}).addresses).toEqual([
    { address: 'attic.local:22800', state: 'unknown', says: expect.any(String) },
    { address: LAN, state: 'ok', says: 'Somebody came in there 2 minutes ago.' },
  ])
})

const room = (more: object): Facts['room'] => ({
  kind: 'running',
  bound: '::',
  port: 22_800,
  identity: 'us',
  announce: true,
  ...more,
})
const multicast = (beacon: Facts['multicast'][number]['beacon'], mdns = beacon): Facts['multicast'] => [
  { interface: 'eth0', address: '192.168.1.24', beacon, mdns },
]
test.each<[string, Partial<Facts>, string[]]>([
  ['not announced', { room: room({ announce: false }) }, ['warn announced']],
  ['another program there', { answers: [{ address: LAN, answer: 'no_tls' }] }, ['bad answers']],
  ['silent at its own address', { answers: [{ address: LAN, answer: 'silent' }] }, ['bad answers']],
  ['refused, and nobody knows where it listens', { answers: [{ address: LAN, answer: 'refused' }] }, ['bad listening']],
  ['nobody came', { contacts: [] }, ['unknown firewall']],
  [
    'this machine itself is nobody',
    { contacts: [{ from: '192.168.1.24', to: '192.168.1.24', at: NOW }] },
    ['unknown firewall'],
  ],
  ['somebody looks in vain', { neighbours: [{ kind: 'looking', from: '192.168.1.40' }] }, ['bad firewall']],
  ['somebody looks who came', { neighbours: [{ kind: 'looking', from: '192.168.1.30' }] }, []],
  [
    'the port of mDNS is taken',
    { multicast: multicast({ heard: true }, { heard: false, why: 'port_taken' }) },
    ['warn mdns'],
  ],
  ['no multicast', { multicast: multicast({ heard: false, why: 'lost' }) }, ['bad beacon', 'bad mdns']],
  ['a cable without addresses', { unaddressed: ['eth1'] }, ['warn interfaces']],
  ['the router is asked', { mapping: { kind: 'looking' } }, ['unknown router']],
  [
    'the router is behind another',
    { mapping: { kind: 'failed', problem: 'double_nat', reason: 'So.' } },
    ['bad router'],
  ],
  ['certificate ended', { certificate: { validFrom: 0, validTo: NOW - 1 } }, ['bad certificate']],
  [
    'certificate of tomorrow',
    { certificate: { validFrom: NOW + 1, validTo: NOW + 300 * DAY_MS } },
    ['bad certificate'],
  ],
  ['certificate ends soon', { certificate: { validFrom: 0, validTo: NOW + DAY_MS } }, ['warn certificate']],
  [
    'a clock of 1970',
    { clock: { now: 5, lastWrite: null, setBackMs: null }, certificate: null, contacts: null },
    ['bad clock'],
  ],
  ['a clock behind', { clock: { now: NOW, lastWrite: NOW + DAY_MS, setBackMs: null } }, ['bad clock']],
  ['a clock set back', { clock: { now: NOW, lastWrite: NOW, setBackMs: 3_600_000 } }, ['warn clock']],
  ['a full disk', { disk: { ...DISK, freeBytes: GiB - 1 } }, ['bad disk']],
  ['a nearly full disk', { disk: { ...DISK, freeBytes: GiB + 1 } }, ['warn disk']],
  ['a slow disk', { disk: { ...DISK, write: { ms: 900 } } }, ['warn disk_speed']],
  ['no right to write', { disk: { ...DISK, write: { problem: 'EROFS: read-only file system' } } }, ['bad folder']],
  ['a network drive', { disk: { ...DISK, network: 'NFS' } }, ['warn folder']],
])('%s', (_what, fault, found) => expect(notFine(fault)).toEqual(found))

describe('a router that lets people in', () => {
  const mapping: Facts['mapping'] = {
    kind: 'mapped',
    via: 'upnp',
    external_address: '5.5.5.1',
    external_port: 22_800,
    until: null,
  }
  const outside: RoomAddress = { address: '5.5.5.1:22800', kind: 'public', interface: null }
  const said = (facts: Partial<Facts>) =>
    diagnose({ ...HEALTHY, mapping, ...facts }, [outside, ...ADDRESSES]).addresses.find(
      ({ address }) => address === outside.address,
    )?.state

  test('is reached when somebody came from the internet', () => {
    expect(notFine({ mapping })).toEqual([])
    expect(said({})).toBe('unknown')
    expect(said({ contacts: [{ from: '9.9.9.9', to: '192.168.1.24', at: NOW }] })).toBe('ok')
  })
})
