import { z } from 'zod'
import { Announced, SERVICE } from '#protocol/discovery.ts'
import { shownIdentity } from '#protocol/invitation.ts'
import { isUsable, parseHost } from './addresses.ts'

/** How a room looks as a DNS-SD service (RFC 6763), both ways. */
export const SERVICE_DOMAIN = `_${SERVICE}._tcp.local`
/** RFC 1035, section 2.3.4: bytes of a label. */
const MAX_LABEL = 63
/** A TXT string holds 255 bytes, its key included. */
const MAX_TXT_VALUE = 250
/** What one packet may say about us; honest ones have about six records for a room. */
const MAX_RECORDS = 64
const MAX_SERVICES = 8
const MAX_SERVICE_ADDRESSES = 6
const HOST_MARK = '-stuffchat-'

/** As many whole characters as fit into so many bytes of UTF-8. */
export function cutToBytes(text: string, bytes: number): string {
  let cut = ''
  let size = 0
  for (const char of text) {
    size += Buffer.byteLength(char)
    if (size > bytes) break
    cut += char
  }
  return cut
}

/**
 * The instance's name. bonjour-service cannot write a dot inside of a label. `taken`: somebody else on the link has that
 * name, and ours gets an ending that no second room has.
 */
export function instanceName(name: string, identity: string, taken: boolean): string {
  const ending = taken ? ` (${shownIdentity(identity).slice(0, 4)})` : ''
  const label = name.replaceAll(/[.\p{Cc}\p{Zl}\p{Zp}]/gu, '-').toWellFormed()
  return `${cutToBytes(label, MAX_LABEL - ending.length)}${ending}`
}

/**
 * A host name of the room's own, because that of the machine belongs to the machine's own mDNS responder, which would
 * take us for a conflict. It still begins with the machine's name, which `machineOf` reads from it.
 */
export function hostName(machine: string, identity: string): string {
  const label = machine
    .replace(/\..*$/, '')
    .replaceAll(/[^A-Za-z0-9-]/g, '-')
    .slice(0, 40)
    .replaceAll(/^-+|-+$/g, '')
  return `${label === '' ? 'host' : label}${HOST_MARK}${shownIdentity(identity).replaceAll(' ', '').slice(0, 8)}.local`
}

export function machineOf(target: string): string | null {
  const [label = ''] = target.split('.', 1)
  const machine = label.includes(HOST_MARK) ? label.slice(0, label.lastIndexOf(HOST_MARK)) : label
  return /^[A-Za-z0-9-]{1,63}$/.test(machine) ? machine : null
}

/** All of `Announced` but the port, which is in the SRV record, and the name when it is the instance's. */
export function txtOf(facts: Announced, instance: string): Record<string, string> {
  const flag = (on: boolean) => (on ? '1' : '0')
  return {
    v: cutToBytes(facts.version, 40),
    id: facts.room_id,
    k: facts.identity,
    ...(facts.name === instance ? {} : { n: cutToBytes(facts.name, MAX_TXT_VALUE) }),
    p: String(facts.people),
    l: flag(facts.locked),
    g: flag(facts.guests),
    c: flag(facts.code),
  }
}

export const encodeTxt = (txt: Record<string, string>): Buffer[] =>
  Object.entries(txt).map(([key, value]) => Buffer.from(`${key}=${value}`))

const common = { name: z.string(), ttl: z.number() }
const MdnsRecord = z.discriminatedUnion('type', [
  z.object({ type: z.literal('PTR'), ...common, data: z.string() }),
  z.object({ type: z.literal('SRV'), ...common, data: z.object({ port: z.number(), target: z.string() }) }),
  z.object({ type: z.literal('TXT'), ...common, data: z.array(z.instanceof(Uint8Array)) }),
  z.object({ type: z.enum(['A', 'AAAA']), ...common, data: z.string() }),
])
type MdnsRecord = z.infer<typeof MdnsRecord>
const Packet = z.object({ answers: z.array(z.unknown()), additionals: z.array(z.unknown()) })

/** The records of a decoded packet that we know the form of. */
export function recordsIn(packet: unknown): MdnsRecord[] {
  const parsed = Packet.safeParse(packet)
  if (!parsed.success) return []
  return [...parsed.data.answers, ...parsed.data.additionals].slice(0, MAX_RECORDS).flatMap((raw) => {
    const record = MdnsRecord.safeParse(raw)
    return record.success ? [record.data] : []
  })
}

/** Whether a packet of `others` claims the instance for another host than ours. */
export const claims = (records: readonly MdnsRecord[], instance: string, ourHost: string): boolean =>
  records.some(
    (one) =>
      one.type === 'SRV' &&
      one.ttl > 0 &&
      same(one.name, `${instance}.${SERVICE_DOMAIN}`) &&
      !same(one.data.target, ourHost),
  )

export type Sighting =
  | { kind: 'here'; facts: Announced; machine: string | null; hosts: string[] }
  | { kind: 'bye'; identity: string }

/** What a packet says about rooms: each whole, or not at all. */
export function sightingsIn(records: readonly MdnsRecord[]): Sighting[] {
  const instances = records.flatMap((one) =>
    one.type === 'PTR' && same(one.name, SERVICE_DOMAIN) ? [{ fqdn: one.data, ttl: one.ttl }] : [],
  )
  return instances.slice(0, MAX_SERVICES).flatMap(({ fqdn, ttl }): Sighting[] => {
    const of = records.filter(({ name }) => same(name, fqdn))
    const txt = of.find((one) => one.type === 'TXT')
    const said = decodeTxt(txt?.data ?? [])
    if (ttl === 0) {
      const bye = Announced.shape.identity.safeParse(said['k'])
      return bye.success ? [{ kind: 'bye', identity: bye.data }] : []
    }
    const srv = of.find((one) => one.type === 'SRV')
    if (!srv || !fqdn.endsWith(`.${SERVICE_DOMAIN}`)) return []
    const facts = Announced.safeParse({
      room_id: said['id'],
      identity: said['k'],
      name: said['n'] ?? fqdn.slice(0, -SERVICE_DOMAIN.length - 1),
      port: srv.data.port,
      version: said['v'],
      people: /^\d{1,7}$/.test(said['p'] ?? '') ? Number(said['p']) : undefined,
      locked: flagOf(said['l']),
      guests: flagOf(said['g']),
      code: flagOf(said['c']),
    })
    if (!facts.success) return []
    const hosts = records.flatMap((one) =>
      (one.type === 'A' || one.type === 'AAAA') && one.ttl > 0 && same(one.name, srv.data.target)
        ? (parseHost(one.data) ?? [])
        : [],
    )
    const usable = [...new Set(hosts)].filter(isUsable).slice(0, MAX_SERVICE_ADDRESSES)
    return [{ kind: 'here', facts: facts.data, machine: machineOf(srv.data.target), hosts: usable }]
  })
}

const flagOf = (text: string | undefined) => (text === '1' ? true : text === '0' ? false : undefined)
/** DNS names know no case, in ASCII. */
const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()

function decodeTxt(strings: readonly Uint8Array[]): Record<string, string | undefined> {
  return Object.fromEntries(
    strings.slice(0, 16).flatMap((bytes) => {
      const text = Buffer.from(bytes).toString('utf8')
      const at = text.indexOf('=')
      return at < 1 ? [] : [[text.slice(0, at), text.slice(at + 1)]]
    }),
  )
}
