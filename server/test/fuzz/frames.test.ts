import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Failure } from '../shapes.ts'
import { openBystander } from './bystander.ts'
import { closePayload, frame, OPCODE, upgrade } from './frame.ts'
import { startProcess } from './process.ts'
import type { RoomProcess } from './process.ts'
import { openWire, responses } from './wire.ts'

let room: RoomProcess
let bystander: Awaited<ReturnType<typeof openBystander>>
beforeAll(async () => {
  room = await startProcess({ header_timeout_ms: 1_000, connections_per_user: 500 })
  bystander = await openBystander(room)
})
afterAll(async () => {
  await bystander[Symbol.asyncDispose]()
  await room[Symbol.asyncDispose]()
})
const open = (more = {}) => upgrade(room.port, bystander.anna.auth.access_token, more)

const { continuation, text, binary, close, ping, pong } = OPCODE
const PING = '{"type":"ping","t0":1}'
/** Breaks the protocol: closed with that code (RFC 6455, section 7.4.1). */
const FATAL: Record<string, { sent: Buffer; codes: number[] }> = {
  'no mask': { sent: frame(PING, { mask: false }), codes: [1002] },
  'the first reserved bit': { sent: frame(PING, { rsv: 4 }), codes: [1002] },
  'the second reserved bit': { sent: frame(PING, { rsv: 2 }), codes: [1002] },
  'the third reserved bit': { sent: frame(PING, { rsv: 1 }), codes: [1002] },
  'opcode 3': { sent: frame('x', { opcode: 3 }), codes: [1002] },
  'opcode 7': { sent: frame('x', { opcode: 7 }), codes: [1002] },
  'opcode 11': { sent: frame('', { opcode: 11 }), codes: [1002] },
  'opcode 15': { sent: frame('x', { opcode: 15 }), codes: [1002] },
  'a continuation of nothing': { sent: frame('x', { opcode: continuation }), codes: [1002] },
  'a message inside another': { sent: Buffer.concat([frame('{', { fin: false }), frame(PING)]), codes: [1002] },
  'a ping in fragments': { sent: frame('x', { opcode: ping, fin: false }), codes: [1002] },
  'a ping of 126 bytes': { sent: frame('x'.repeat(126), { opcode: ping }), codes: [1002] },
  'a pong of 64 KiB': { sent: frame('x'.repeat(65_536), { opcode: pong }), codes: [1002] },
  'a close of 126 bytes': { sent: frame(closePayload(1000, 'x'.repeat(124)), { opcode: close }), codes: [1002] },
  'a close of one byte': { sent: frame('x', { opcode: close }), codes: [1002] },
  'close code 0': { sent: frame(closePayload(0), { opcode: close }), codes: [1002] },
  'close code 999': { sent: frame(closePayload(999), { opcode: close }), codes: [1002] },
  'close code 1004': { sent: frame(closePayload(1004), { opcode: close }), codes: [1002] },
  'close code 1005': { sent: frame(closePayload(1005), { opcode: close }), codes: [1002] },
  'close code 1006': { sent: frame(closePayload(1006), { opcode: close }), codes: [1002] },
  'close code 2000': { sent: frame(closePayload(2000), { opcode: close }), codes: [1002] },
  'close code 65535': { sent: frame(closePayload(65_535), { opcode: close }), codes: [1002] },
  'a close reason that is no UTF-8': {
    sent: frame(closePayload(1000, [0xff, 0xfe]), { opcode: close }),
    codes: [1007],
  },
  'text that is no UTF-8': { sent: frame([0x7b, 0xff, 0x7d]), codes: [1007] },
  'an overlong slash': { sent: frame([0xc0, 0xaf]), codes: [1007] },
  'a surrogate in UTF-8': { sent: frame([0xed, 0xa0, 0x80]), codes: [1007] },
  'a character cut off at the end': {
    sent: Buffer.concat([frame([0xf0, 0x9f], { fin: false }), frame([0x98], { opcode: continuation })]),
    codes: [1007],
  },
  'a frame of 129 KiB': { sent: frame('x'.repeat(129 * 1024)), codes: [1009] },
  'fragments of 129 KiB together': {
    sent: Buffer.concat([
      frame('x'.repeat(70_000), { fin: false }),
      frame('x'.repeat(70_000), { opcode: continuation }),
    ]),
    codes: [1009],
  },
  'a length of 4 GiB': { sent: frame('x', { length: 2 ** 32 }), codes: [1009] },
  'a length beyond 2^53': {
    sent: Buffer.from([0x81, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4]),
    codes: [1009],
  },
  'a length with the highest bit': {
    sent: Buffer.from([0x81, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4]),
    codes: [1009, 1002],
  },
  'HTTP instead of frames': { sent: Buffer.from('GET / HTTP/1.1\r\n\r\n'), codes: [1002] },
}
/** Odd, but allowed: the connection stays. */
const ALLOWED: Record<string, Buffer> = {
  'a ping between fragments': Buffer.concat([
    frame('{"type":', { fin: false }),
    frame('x', { opcode: ping }),
    frame('"ping"}', { opcode: continuation }),
  ]),
  'a character in two fragments': Buffer.concat([
    frame([0x22, 0xf0, 0x9f], { fin: false }),
    frame([0x98, 0x80, 0x22], { opcode: continuation }),
  ]),
  'a thousand empty fragments': Buffer.concat([
    frame('{', { fin: false }),
    ...Array.from({ length: 1_000 }, () => frame('', { fin: false, opcode: continuation })),
    frame('}', { opcode: continuation }),
  ]),
  'a short length in eight bytes': frame(PING, { lengthBytes: 8 }),
  'an unasked pong': frame('x', { opcode: pong }),
  'a ping of 125 bytes': frame('x'.repeat(125), { opcode: ping }),
  'a binary frame': frame([0, 1, 2, 255], { opcode: binary }),
  'an empty text': frame(''),
  'an empty binary': frame('', { opcode: binary }),
  NULs: frame('\0'.repeat(1_000)),
}

test.for(Object.entries(FATAL))('frames: %s', async ([, { sent, codes }]) => {
  const socket = await open()
  socket.write(sent)
  await socket.until(() => socket.closeCode() !== null, 3_000)
  expect(codes).toContain(socket.closeCode())
  // Who does not answer the close is cut off all the same.
  expect((await socket.untilClosed(4_000)).closed).toBe(true)
  await bystander.check()
})

test.for(Object.entries(ALLOWED))('frames: %s', async ([, sent]) => {
  const socket = await open()
  socket.write(sent)
  socket.write(frame('mine', { opcode: ping }))
  await socket.until(
    () => socket.frames().some((one) => one.opcode === pong && one.payload.toString() === 'mine'),
    3_000,
  )
  expect({ close: socket.closeCode(), closed: socket.said().closed }).toEqual({ close: null, closed: false })
  socket.destroy()
  await bystander.check()
})

test('frames: in the same packet as the upgrade, and one byte at a time', async () => {
  const early = await open({ head: frame('early', { opcode: ping }) })
  await early.until(() => early.pongs() === 1, 3_000)
  for (const byte of frame('slow', { opcode: ping })) {
    early.write(Uint8Array.of(byte))
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  await early.until(() => early.pongs() === 2, 3_000)
  expect(early.pongs()).toBe(2)
  early.destroy()
})

test('frames: a refused upgrade leaves nothing behind', async () => {
  const token = bystander.anna.auth.access_token
  const asking = (target: string, ...headers: string[]) =>
    ['GET', target, 'HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket'].join(' ') +
    `${headers.map((one) => `\r\nSec-WebSocket-${one}`).join('')}\r\n\r\n`
  const heads = [
    asking('/ws'),
    asking(`/ws?token=${token}`),
    asking(`/ws?token=${token}`, 'Key: short', 'Version: 13'),
    asking(`/ws?token=${token}`, 'Key: dGhlIHNhbXBsZSBub25jZQ==', 'Version: 99'),
    asking(`/ws?token=${token}`, 'Key: dGhlIHNhbXBsZSBub25jZQ==', 'Version: 13').replace('GET', 'POST'),
    asking('/ws?token=%00%zz'),
    asking('/api/health', 'Key: dGhlIHNhbXBsZSBub25jZQ==', 'Version: 13'),
    asking('//'),
    asking('http://[::bad/ws'),
  ]
  for (const head of heads) {
    const wire = await openWire(room.port)
    wire.write(head)
    wire.write(frame(PING))
    const { bytes, text: said, closed } = await wire.untilClosed(3_000)
    const shown = { head: head.replace(token, '…'), said: said.slice(0, 12), closed }
    expect.soft(shown).toEqual({ ...shown, said: expect.stringMatching(/^HTTP\/1\.1 4/), closed: true })
    expect
      .soft(Failure.safeParse(parseJson(responses(bytes)[0]?.body ?? '')), shown.head)
      .toMatchObject({ success: true })
  }
  await bystander.check()
})

test('frames: random ones', async () => {
  const random = fc.record({
    payload: fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.constantFrom(PING, '{"type":"join"}', '').map((one) => Buffer.from(one)),
    ),
    options: fc.record(
      {
        opcode: fc.oneof(fc.constantFrom(continuation, text, binary, close, ping, pong), fc.nat(15)),
        fin: fc.boolean(),
        rsv: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.nat(7)),
        mask: fc.oneof({ weight: 9, arbitrary: fc.constant(true) }, fc.boolean()),
        length: fc.oneof(fc.nat(200), fc.constant(2 ** 40)),
      },
      { requiredKeys: ['opcode', 'fin', 'rsv', 'mask'], noNullPrototype: true },
    ),
  })
  const property = fc.asyncProperty(fc.array(random, { minLength: 1, maxLength: 12 }), async (all) => {
    const socket = await open()
    // The lengths that they claim make frames swallow each other, as they should.
    for (const { payload, options } of all)
      socket.write(frame(payload, { ...options, ...(options.length === 2 ** 40 ? { lengthBytes: 8 } : {}) }))
    await socket.until(() => socket.closeCode() !== null, 5)
    expect([null, 1000, 1002, 1003, 1007, 1009, 1005]).toContain(anyClientCode(all) ? null : socket.closeCode())
    socket.destroy()
  })
  await fc.assert(property, { numRuns: 300, seed: 5 })
  await bystander.check()
})
/** A close frame of ours is answered with its own code, whatever that is. */
const anyClientCode = (all: { options: { opcode: number } }[]) => all.some((one) => one.options.opcode === close)

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return body
  }
}
