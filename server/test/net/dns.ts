import ipaddr from 'ipaddr.js'

/** Just enough of DNS (RFC 1035) to answer by multicast what nobody asked, rightly or wrongly, and one question. */
type Answer = { name: string[]; type: 'PTR' | 'SRV' | 'TXT' | 'A'; ttl: number; data: Buffer }

// RFC 1035, section 3.2.2; RFC 2782 for SRV.
const TYPES = { A: 1, PTR: 12, TXT: 16, SRV: 33 } as const
// RFC 3596.
const AAAA = 28

const word = (value: number) => Buffer.from([value >> 8, value & 255])
const text = (value: string) => {
  const bytes = Buffer.from(value).subarray(0, 63)
  return Buffer.concat([Buffer.from([bytes.length]), bytes])
}
export const nameOf = (labels: readonly string[]): Buffer => Buffer.concat([...labels.map(text), Buffer.from([0])])

export const SERVICE_NAME = ['_stuffchat', '_tcp', 'local']

/** A response with these answers. */
export function response(answers: readonly Answer[]): Buffer {
  const records = answers.map(({ name, type, ttl, data }) =>
    Buffer.concat([
      nameOf(name),
      word(TYPES[type]),
      word(1),
      word(ttl >> 16),
      word(ttl & 65_535),
      word(data.length),
      data,
    ]),
  )
  // An authoritative answer (RFC 6762, section 18) without questions.
  return Buffer.concat([word(0), word(0x8400), word(0), word(answers.length), word(0), word(0), ...records])
}

/** All that a DNS-SD browser needs to believe in an instance; `ttl` 0 takes it back. */
export function instance(of: {
  name: string
  host: string
  address: string
  port: number
  txt: Record<string, string>
  ttl: number
}): Buffer {
  const { ttl } = of
  const name = [of.name, ...SERVICE_NAME]
  const host = [of.host, 'local']
  const txt = Buffer.concat(Object.entries(of.txt).map(([key, value]) => text(`${key}=${value}`)))
  return response([
    { name: SERVICE_NAME, type: 'PTR', ttl, data: nameOf(name) },
    { name, type: 'SRV', ttl, data: Buffer.concat([word(0), word(0), word(of.port), nameOf(host)]) },
    { name, type: 'TXT', ttl, data: txt },
    { name: host, type: 'A', ttl, data: Buffer.from(of.address.split('.').map(Number)) },
  ])
}

/** What a resolver asks: a name, and which kind of address; null for questions that nobody here has. */
export function question(query: Buffer): { name: string; family: 4 | 6 } | null {
  const labels: string[] = []
  let at = 12
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  const type = query.readUInt16BE(at + 1)
  if (type !== TYPES.A && type !== AAAA) return null
  return { name: labels.join('.').toLowerCase(), family: type === AAAA ? 6 : 4 }
}

/** The answer to a query: these addresses, not to be kept. */
export function answer(query: Buffer, addresses: readonly string[]): Buffer {
  // Its question ends four bytes behind the name; what may follow (EDNS) is not repeated.
  const end = query.indexOf(0, 12) + 5
  const records = addresses.map((address) => {
    const data = Buffer.from(ipaddr.parse(address).toByteArray())
    const type = data.length === 4 ? TYPES.A : AAAA
    // The name is the one at byte 12.
    return Buffer.concat([word(0xc00c), word(type), word(1), word(0), word(0), word(data.length), data])
  })
  const header = [query.subarray(0, 2), word(0x8580), word(1), word(records.length), word(0), word(0)]
  return Buffer.concat([...header, query.subarray(12, end), ...records])
}
