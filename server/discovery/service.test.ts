import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Announced } from '#protocol/discovery.ts'
import {
  SERVICE_DOMAIN,
  claims,
  cutToBytes,
  encodeTxt,
  hostName,
  instanceName,
  machineOf,
  recordsIn,
  sightingsIn,
  txtOf,
} from './service.ts'

const IDENTITY = `${'A'.repeat(42)}E`
const facts: Announced = {
  room_id: '0f8fad5b-d9cb-469f-a165-70867728950e',
  identity: IDENTITY,
  name: 'Attic',
  port: 22_800,
  version: '1.0.0',
  people: 3,
  locked: true,
  guests: false,
  code: true,
}

/** Of any characters; fast-check's own takes seconds to make its tables. */
const name = (maxLength: number) =>
  fc
    .array(
      fc.integer({ min: 0, max: 0x10_ff_ff }).filter((code) => code < 0xd8_00 || code > 0xdf_ff),
      { minLength: 1, maxLength },
    )
    .map((codes) => String.fromCodePoint(...codes))
/** What a room of these facts sends, as multicast-dns decodes it. */
function packet(of: Announced, { ttl = 120, addresses = ['10.77.0.2', 'fd77::2'] } = {}) {
  const instance = instanceName(of.name, of.identity, false)
  const name = `${instance}.${SERVICE_DOMAIN}`
  const target = hostName('olgas-pc', of.identity)
  return {
    answers: [{ name: SERVICE_DOMAIN, type: 'PTR', ttl, data: name }],
    additionals: [
      { name, type: 'SRV', ttl, data: { port: of.port, target } },
      { name, type: 'TXT', ttl, data: encodeTxt(txtOf(of, instance)) },
      ...addresses.map((data) => ({ name: target, type: data.includes(':') ? 'AAAA' : 'A', ttl, data })),
    ],
  }
}
const seen = (raw: unknown) => sightingsIn(recordsIn(raw))

describe('there and back', () => {
  test('a room is seen as it announced itself', () => {
    const hosts = ['10.77.0.2', 'fd77::2']
    expect(seen(packet(facts))).toEqual([{ kind: 'here', facts, machine: 'olgas-pc', hosts }])
  })

  test('any room is, and its records fit', () => {
    fc.assert(
      fc.property(
        name(40),
        fc.integer({ min: 1, max: 65_535 }),
        fc.nat(1_000_000),
        fc.boolean(),
        (text, port, people, locked) => {
          const of = { ...facts, name: text, port, people, locked }
          for (const string of encodeTxt(txtOf(of, 'x'))) expect(string.length).toBeLessThan(256)
          expect(seen(packet(of))).toMatchObject([{ kind: 'here', facts: of }])
        },
      ),
    )
  })

  test('a goodbye says who', () => {
    expect(seen(packet(facts, { ttl: 0 }))).toEqual([{ kind: 'bye', identity: IDENTITY }])
  })

  test('addresses in the internet, and those that need a scope, are not taken', () => {
    const addresses = ['198.51.100.7', '2001:db8::1', 'fe80::1', '224.0.0.1', '10.77.0.9']
    expect(seen(packet(facts, { addresses }))).toMatchObject([{ hosts: ['10.77.0.9'] }])
  })

  test('whatever else comes is nothing, and throws nothing', () => {
    const record = fc.record({
      name: fc.oneof(fc.constant(SERVICE_DOMAIN), fc.constant(`x.${SERVICE_DOMAIN}`), fc.string()),
      type: fc.constantFrom('PTR', 'SRV', 'TXT', 'A', 'AAAA', 'NSEC'),
      ttl: fc.nat(1),
      data: fc.oneof(
        fc.constant(`x.${SERVICE_DOMAIN}`),
        fc.string(),
        fc.record({ port: fc.integer(), target: fc.string() }),
        fc.array(fc.uint8Array()),
        fc.anything(),
      ),
    })
    fc.assert(
      fc.property(fc.record({ answers: fc.array(record), additionals: fc.array(record) }), (raw) => {
        expect(seen(raw).every(({ kind }) => kind === 'bye')).toBe(true)
      }),
    )
    expect([undefined, null, 7, 'x', {}, { answers: 1, additionals: [] }].flatMap(seen)).toEqual([])
  })
})

describe('names', () => {
  test('a name fits into a label, whole characters only, and has no dot', () => {
    fc.assert(
      fc.property(name(100), fc.boolean(), (text, taken) => {
        const label = instanceName(text, IDENTITY, taken)
        expect(Buffer.byteLength(label)).toBeLessThanOrEqual(63)
        expect(label).not.toMatch(/[.\uFFFE]/)
        expect(label.isWellFormed()).toBe(true)
      }),
    )
    expect(instanceName('v1.0', IDENTITY, false)).toBe('v1-0')
    expect(instanceName('Attic', IDENTITY, true)).toBe('Attic (0000)')
    expect(cutToBytes('ééé', 5)).toBe('éé')
  })

  test('the host name begins with the machine, and gives it back', () => {
    expect(hostName('olgas-pc.lan', IDENTITY)).toBe('olgas-pc-stuffchat-00000000.local')
    expect(machineOf(hostName('Olgas PC', IDENTITY))).toBe('Olgas-PC')
    expect(machineOf(hostName('--', IDENTITY))).toBe('host')
    expect(machineOf('<b>.local')).toBe(null)
    expect(machineOf('printer.local')).toBe('printer')
  })

  test('somebody else has the name when their host is another', () => {
    const records = recordsIn(packet(facts))
    expect(claims(records, 'attic', hostName('olgas-pc', IDENTITY))).toBe(false)
    expect(claims(records, 'attic', 'other.local')).toBe(true)
    expect(claims(records, 'cellar', 'other.local')).toBe(false)
    expect(claims(recordsIn(packet(facts, { ttl: 0 })), 'attic', 'other.local')).toBe(false)
  })
})
