import { expect, test } from 'vitest'

import { clientFrame, FrameReader } from './frames.ts'

const serverFrame = (opcode: number, payload: Buffer): Buffer => {
  const { length } = payload
  if (length < 126) return Buffer.concat([Buffer.from([0x80 | opcode, length]), payload])
  const head =
    length <= 0xffff
      ? [126, length >> 8, length & 255]
      : [127, 0, 0, 0, 0, 0, length >> 16, (length >> 8) & 255, length & 255]
  return Buffer.concat([Buffer.from([0x80 | opcode, ...head]), payload])
}

test('counts long text frames wherever the stream is cut', () => {
  const stream = Buffer.concat([
    serverFrame(1, Buffer.alloc(40, 'x')),
    serverFrame(1, Buffer.alloc(430, 'x')),
    serverFrame(9, Buffer.from('are you there')),
    serverFrame(9, Buffer.alloc(0)),
    serverFrame(1, Buffer.alloc(70_000, 'x')),
    serverFrame(1, Buffer.alloc(300, 'x')),
    serverFrame(8, Buffer.from([0x03, 0xf4])),
  ])
  for (const size of [1, 2, 3, 7, 100, stream.length]) {
    const pings: string[] = []
    const closes: number[] = []
    const reader = new FrameReader({
      onPing: (payload) => pings.push(payload.toString()),
      onClose: (code) => closes.push(code),
    })
    reader.countFrom = 300
    let counted = 0
    for (let at = 0; at < stream.length; at += size)
      counted += reader.read(stream, at, Math.min(at + size, stream.length))
    expect([size, counted, reader.lastLength, pings, closes]).toEqual([size, 3, 300, ['are you there', ''], [1012]])
  }
})

test('masks what a client sends', () => {
  const frame = clientFrame(Buffer.alloc(200, 'q'))
  expect([...frame.subarray(0, 4)]).toEqual([0x81, 0xfe, 0, 200])
  const unmasked = frame.subarray(8).map((byte, i) => byte ^ (frame[4 + (i & 3)] ?? 0))
  expect(Buffer.from(unmasked).toString()).toBe('q'.repeat(200))
})
