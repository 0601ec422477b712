/** Just enough of DNS (RFC 1035) to answer by multicast what nobody asked, rightly or wrongly. */
type Answer = { name: string[]; type: 'PTR' | 'SRV' | 'TXT' | 'A'; ttl: number; data: Buffer }

// RFC 1035, section 3.2.2; RFC 2782 for SRV.
const TYPES = { A: 1, PTR: 12, TXT: 16, SRV: 33 } as const

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
