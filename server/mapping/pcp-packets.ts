import ipaddr from 'ipaddr.js'

/** PCP's packets (RFC 6887), as far as mapping one TCP port over IPv4 needs them. */
const VERSION = 2
const OPCODE = { announce: 0, map: 1 } as const
const TCP = 6
const HEADER_BYTES = 24
const MAP_BYTES = 36
export const NONCE_BYTES = 12
/** Section 7.2: an answer is this much at most. */
const MAX_BYTES = 1_100

export type MapQuestion = {
  /** The client's own address, IPv4. */
  own: string
  /** Proves to the router that a later question is from the same client. */
  nonce: Uint8Array
  port: number
  suggestedPort: number
  suggestedAddress: string
  /** 0 takes the mapping back. */
  lifetimeS: number
}

export type PcpAnswer = { result: number; lifetimeS: number; epochS: number }
export type MapAnswer = PcpAnswer & { port: number; externalPort: number; externalAddress: string }

/** Asks nothing but an answer (section 14.1). */
export const encodeAnnounce = (own: string): Buffer => header(OPCODE.announce, own, 0, HEADER_BYTES)

export function encodeMap(question: MapQuestion): Buffer {
  const packet = header(OPCODE.map, question.own, question.lifetimeS, HEADER_BYTES + MAP_BYTES)
  packet.set(question.nonce.subarray(0, NONCE_BYTES), HEADER_BYTES)
  packet.writeUInt8(TCP, HEADER_BYTES + 12)
  packet.writeUInt16BE(question.port, HEADER_BYTES + 16)
  packet.writeUInt16BE(question.suggestedPort, HEADER_BYTES + 18)
  packet.set(mapped(question.suggestedAddress), HEADER_BYTES + 20)
  return packet
}

function header(opcode: number, own: string, lifetimeS: number, bytes: number): Buffer {
  const packet = Buffer.alloc(bytes)
  packet.writeUInt8(VERSION, 0)
  packet.writeUInt8(opcode, 1)
  packet.writeUInt32BE(lifetimeS, 4)
  packet.set(mapped(own), 8)
  return packet
}

/** `::ffff:192.168.1.24` */
const mapped = (address: string): number[] => ipaddr.IPv4.parse(address).toIPv4MappedAddress().toByteArray()

/** Null for what is no answer to an announcement of ours. */
export const readAnnounce = (packet: Buffer): PcpAnswer | null => readHeader(packet, OPCODE.announce)

/** Null for what is no answer to this question: of another nonce or port, too short, or no PCP. */
export function readMap(packet: Buffer, question: Pick<MapQuestion, 'nonce' | 'port'>): MapAnswer | null {
  const head = readHeader(packet, OPCODE.map)
  if (head === null || packet.length < HEADER_BYTES + MAP_BYTES) return null
  const nonce = packet.subarray(HEADER_BYTES, HEADER_BYTES + NONCE_BYTES)
  const port = packet.readUInt16BE(HEADER_BYTES + 16)
  if (!nonce.equals(question.nonce) || packet.readUInt8(HEADER_BYTES + 12) !== TCP || port !== question.port)
    return null
  const external = new ipaddr.IPv6([...packet.subarray(HEADER_BYTES + 20, HEADER_BYTES + 36)])
  const externalAddress = external.isIPv4MappedAddress() ? external.toIPv4Address().toString() : external.toString()
  return { ...head, port, externalPort: packet.readUInt16BE(HEADER_BYTES + 18), externalAddress }
}

/** A router that speaks only NAT-PMP answers in that, with version 0 (RFC 6886, section 3.5): no PCP, so null. */
function readHeader(packet: Buffer, opcode: number): PcpAnswer | null {
  if (packet.length < HEADER_BYTES || packet.length > MAX_BYTES || packet.length % 4 !== 0) return null
  if (packet.readUInt8(0) !== VERSION || packet.readUInt8(1) !== (opcode | 0x80)) return null
  return { result: packet.readUInt8(3), lifetimeS: packet.readUInt32BE(4), epochS: packet.readUInt32BE(8) }
}
