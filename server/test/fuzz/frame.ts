/** WebSocket frames made by hand (RFC 6455, section 5.2), right or wrong. */
import { openWire } from './wire.ts'
import type { Wire } from './wire.ts'

export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

export type FrameOptions = {
  opcode?: number
  fin?: boolean
  /** The three reserved bits, 0 to 7. */
  rsv?: number
  mask?: boolean
  /** Claims this length instead of the true one. */
  length?: number
  /** How many bytes the length is written in, as 0 (in the second byte), 2 or 8; the shortest by default. */
  lengthBytes?: 0 | 2 | 8
}

/** Text, or bytes. */
type Payload = string | readonly number[] | Uint8Array
const toBytes = (payload: Payload) => (typeof payload === 'string' ? Buffer.from(payload) : Buffer.from(payload))

const KEY = Buffer.from([0x37, 0xfa, 0x21, 0x3d])

export function frame(payload: Payload, options: FrameOptions = {}): Buffer {
  const { opcode = OPCODE.text, fin = true, rsv = 0, mask = true } = options
  const bytes = toBytes(payload)
  const length = options.length ?? bytes.length
  const lengthBytes = options.lengthBytes ?? (length < 126 ? 0 : length < 65_536 ? 2 : 8)
  const head = Buffer.alloc(2 + lengthBytes)
  head[0] = (fin ? 0x80 : 0) | (rsv << 4) | opcode
  head[1] = (mask ? 0x80 : 0) | (lengthBytes === 0 ? length : lengthBytes === 2 ? 126 : 127)
  if (lengthBytes === 2) head.writeUInt16BE(length & 0xffff, 2)
  if (lengthBytes === 8) head.writeBigUInt64BE(BigInt(length), 2)
  if (!mask) return Buffer.concat([head, bytes])
  return Buffer.concat([head, KEY, bytes.map((byte, at) => byte ^ (KEY[at % 4] ?? 0))])
}

/** A payload that begins with a close code. */
export const closePayload = (code: number, reason: Payload = ''): Buffer => {
  const head = Buffer.alloc(2)
  head.writeUInt16BE(code)
  return Buffer.concat([head, toBytes(reason)])
}

export type RawSocket = Wire & {
  /** Complete frames that came so far. */
  frames(): { opcode: number; payload: Buffer }[]
  /** The code that the server closed with; null when it has not, or without one. */
  closeCode(): number | null
  pongs(): number
  /** The same text, so many times, in one write. */
  writeFrames(text: string, count: number): void
}

/** Upgrades by hand, so that nothing on our side minds what is sent afterwards. `join`: a channel to have joined. */
export async function upgrade(
  port: number,
  token: string,
  more: { query?: string; headers?: string[]; head?: Buffer; join?: string } = {},
): Promise<RawSocket> {
  const wire = await openWire(port)
  const lines = [
    `GET /ws?token=${token}${more.query ?? ''} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ...(more.headers ?? []),
  ]
  wire.write(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), more.head ?? Buffer.alloc(0)]))
  const { text } = await wire.until((said) => said.text.includes('\r\n\r\n'), 10_000)
  if (!text.startsWith('HTTP/1.1 101')) throw new Error(`no upgrade: ${text.slice(0, 300)}`)
  const parse = createParser()
  wire.onData(parse.push)
  parse.push(wire.said().bytes.subarray(text.indexOf('\r\n\r\n') + 4))
  const { frames } = parse
  if (more.join !== undefined) {
    wire.write(frame(JSON.stringify({ type: 'join', channel_id: more.join })))
    await wire.until((said) => said.text.includes('"room_state"'), 10_000)
  }
  return {
    ...wire,
    frames,
    writeFrames: (message, count) => wire.write(Buffer.concat(Array.from({ length: count }, () => frame(message)))),
    closeCode: () => {
      const close = frames().find((one) => one.opcode === OPCODE.close)
      return close === undefined || close.payload.length < 2 ? null : close.payload.readUInt16BE()
    },
    pongs: () => frames().filter((one) => one.opcode === OPCODE.pong).length,
  }
}

/** Servers send without a mask, and ours without fragments. */
function createParser() {
  const frames: { opcode: number; payload: Buffer }[] = []
  let rest = Buffer.alloc(0)
  /** Takes one frame off the front of what is there, if it is whole. */
  const take = (): boolean => {
    const [first = 0, second = 0] = rest.subarray(0, 2)
    const size = second === 126 ? 2 : second === 127 ? 8 : 0
    if (rest.length < 2 + size) return false
    const length = size === 0 ? second : size === 2 ? rest.readUInt16BE(2) : Number(rest.readBigUInt64BE(2))
    const end = 2 + size + length
    if (rest.length < end) return false
    frames.push({ opcode: first & 0x0f, payload: rest.subarray(2 + size, end) })
    rest = rest.subarray(end)
    return true
  }
  return {
    frames: () => frames,
    push(chunk: Buffer) {
      rest = Buffer.concat([rest, chunk])
      while (take()) continue
    },
  }
}
