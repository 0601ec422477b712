/** NAT-PMP's packets (RFC 6886, section 3), as far as mapping a TCP port needs them. */
const VERSION = 0
const OPCODE = { address: 0, mapTcp: 2 } as const
const ANSWER = 0x80

export type AddressAnswer = { result: number; address: string }
export type TcpAnswer = { result: number; port: number; externalPort: number; lifetimeS: number }

export const encodeAddress = (): Buffer => Buffer.from([VERSION, OPCODE.address])

/** `lifetimeS` 0 takes the mapping of this port back; the external port is 0 then (section 3.4). */
export function encodeTcp(question: { port: number; externalPort: number; lifetimeS: number }): Buffer {
  const packet = Buffer.alloc(12)
  packet.writeUInt8(VERSION, 0)
  packet.writeUInt8(OPCODE.mapTcp, 1)
  packet.writeUInt16BE(question.port, 4)
  packet.writeUInt16BE(question.externalPort, 6)
  packet.writeUInt32BE(question.lifetimeS, 8)
  return packet
}

/** Null for what is no answer to it. A refusal may end before the address. */
export function readAddress(packet: Buffer): AddressAnswer | null {
  if (!isAnswer(packet, OPCODE.address)) return null
  const result = packet.readUInt16BE(2)
  if (packet.length < 12) return result === 0 ? null : { result, address: '0.0.0.0' }
  return { result, address: packet.subarray(8, 12).join('.') }
}

/** Null for what is no answer to a question about this port. */
export function readTcp(packet: Buffer, port: number): TcpAnswer | null {
  if (!isAnswer(packet, OPCODE.mapTcp)) return null
  const result = packet.readUInt16BE(2)
  if (packet.length < 16) return result === 0 ? null : { result, port, externalPort: 0, lifetimeS: 0 }
  if (packet.readUInt16BE(8) !== port) return null
  return { result, port, externalPort: packet.readUInt16BE(10), lifetimeS: packet.readUInt32BE(12) }
}

const isAnswer = (packet: Buffer, opcode: number): boolean =>
  packet.length >= 8 && packet.readUInt8(0) === VERSION && packet.readUInt8(1) === (opcode | ANSWER)
