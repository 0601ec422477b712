import { once } from 'node:events'
import { type AddressInfo, type Socket as TcpSocket, connect } from 'node:net'
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { type Batch, append, emptyBatch, isMidFrame, joinBatch, textFrame, wireOf, writeFrames } from './frames.ts'

const frames = (...texts: string[]) => texts.map((text) => textFrame(text))
const batchOf = (root: Batch, parts: readonly Buffer[]) => parts.reduce(append, root)

/** A generator of numbers below a limit that is the same at every run (mulberry32). */
function createDice(seed: number) {
  let state = seed
  return (limit: number) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * limit)
  }
}

describe('a text frame', () => {
  // RFC 6455, section 5.2: final, text, no mask, and the length in 7 bits, 16 or 64.
  test.each([
    [0, '8100'],
    [1, '8101'],
    [125, '817d'],
    [126, '817e007e'],
    [65_535, '817effff'],
    [65_536, '817f0000000000010000'],
  ])('of %d bytes begins with %s', (bytes, head) => {
    const frame = textFrame('x'.repeat(bytes))
    expect(frame.subarray(0, head.length / 2).toString('hex')).toBe(head)
    expect(frame.subarray(head.length / 2).toString()).toBe('x'.repeat(bytes))
  })
  test('counts bytes, not characters', () => {
    expect(textFrame('🎈ä')).toEqual(Buffer.concat([Buffer.from([0x81, 6]), Buffer.from('🎈ä')]))
  })
})

describe('the batches of one turn', () => {
  test('are one buffer for all that got the same frames in the same order', () => {
    const [a, b, c] = frames('a', 'b', 'c') as [Buffer, Buffer, Buffer]
    const root = emptyBatch()
    const [one, two, turned] = [batchOf(root, [a, b, c]), batchOf(root, [a, b, c]), batchOf(root, [b, a, c])]
    expect(two).toBe(one)
    expect(joinBatch(two)).toBe(joinBatch(one))
    expect(joinBatch(one)).toEqual(Buffer.concat([a, b, c]))
    expect(joinBatch(turned)).toEqual(Buffer.concat([b, a, c]))
  })

  test('of one frame are that frame itself', () => {
    const [a] = frames('a') as [Buffer]
    expect(joinBatch(append(emptyBatch(), a))).toBe(a)
  })

  test('tell equal frames that were made apart from one another, and one that comes twice', () => {
    const [a, other] = frames('same', 'same') as [Buffer, Buffer]
    const root = emptyBatch()
    expect(append(root, a)).not.toBe(append(root, other))
    expect(joinBatch(batchOf(root, [a, a, other]))).toEqual(Buffer.concat([a, a, other]))
  })

  test('hold whatever each was sent, however they interleave', () => {
    const sends = fc.array(fc.record({ to: fc.nat(4), what: fc.nat(5) }), { maxLength: 60 })
    fc.assert(
      fc.property(sends, (all) => {
        const made = frames('a', 'bb', 'ccc', 'dddd', '🎈', '')
        const root = emptyBatch()
        const batches = new Map<number, Batch>()
        const sent = new Map<number, Buffer[]>()
        for (const { to, what } of all) {
          const frame = made[what] ?? Buffer.alloc(0)
          batches.set(to, append(batches.get(to) ?? root, frame))
          sent.set(to, [...(sent.get(to) ?? []), frame])
        }
        const bySequence = new Map<string, Buffer>()
        for (const [to, batch] of batches) {
          const own = sent.get(to) ?? []
          const joined = joinBatch(batch)
          expect(joined).toEqual(Buffer.concat(own))
          const sequence = own.map((frame) => made.indexOf(frame)).join()
          expect(bySequence.get(sequence) ?? joined).toBe(joined)
          bySequence.set(sequence, joined)
        }
      }),
      { numRuns: 500 },
    )
  })

  test('may be joined before more is added', () => {
    const [a, b] = frames('a', 'b') as [Buffer, Buffer]
    const first = append(emptyBatch(), a)
    expect(joinBatch(first)).toEqual(a)
    expect(joinBatch(append(first, b))).toEqual(Buffer.concat([a, b]))
  })
})

describe('between two ends of ws', () => {
  const closers: (() => void)[] = []
  afterEach(() => closers.splice(0).forEach((close) => close()))

  /** The server's end, and the client's; or, raw, a TCP socket that has upgraded. */
  async function listenForOne() {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false })
    closers.push(() => server.close())
    await once(server, 'listening')
    const arrived = once(server, 'connection').then(([socket]) => socket as WebSocket)
    return { port: (server.address() as AddressInfo).port, arrived }
  }
  async function pair() {
    const { port, arrived } = await listenForOne()
    const client = new WebSocket(`ws://127.0.0.1:${port}/`)
    const closed = once(client, 'close').then(([code, reason]) => [code, String(reason)] as const)
    const [server] = await Promise.all([arrived, once(client, 'open')])
    closers.push(() => [client, server].forEach((socket) => socket.terminate()))
    const wire = wireOf(server)
    if (!wire) throw new Error('no wire')
    return { server, client, closed, wire }
  }
  async function rawPair(): Promise<{ server: WebSocket; client: TcpSocket }> {
    const { port, arrived } = await listenForOne()
    const client = connect(port, '127.0.0.1')
    client.resume()
    closers.push(() => client.destroy())
    const head = ['GET / HTTP/1.1', 'Host: 127.0.0.1', 'Upgrade: websocket', 'Connection: Upgrade']
    const key = ['Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==']
    client.write(`${[...head, ...key].join('\r\n')}\r\n\r\n`)
    return { server: await arrived, client }
  }

  test('10,000 frames of all sizes, among pings, pongs and messages of ws itself, come whole and in order', async () => {
    const { server, client, closed, wire } = await pair()
    const dice = createDice(7)
    const sizes = [0, 1, 124, 125, 126, 127, 65_535, 65_536, 70_000]
    const sent: string[] = []
    const received: string[] = []
    const pings: string[] = []
    const pongs: string[] = []
    client.on('message', (data: Buffer, isBinary) => received.push(isBinary ? 'binary' : data.toString()))
    client.on('ping', (data) => pings.push(String(data)))
    server.on('pong', (data) => pongs.push(String(data)))
    let pinged = 0
    for (let n = 0; n < 10_000;) {
      const root = emptyBatch()
      let batch = root
      for (let left = 1 + dice(8); left > 0 && n < 10_000; left -= 1, n += 1) {
        const size = dice(40) === 0 ? (sizes[dice(sizes.length)] ?? 0) : dice(300)
        const text = `${n}:${'ä'.repeat(size / 2)}`
        sent.push(text)
        if (dice(20) === 0) {
          // What was gathered goes first, as it does before a close.
          writeFrames(server, wire, joinBatch(batch))
          batch = root
          server.send(text)
        } else batch = append(batch, textFrame(text))
      }
      if (dice(3) === 0) server.ping(`ping ${(pinged += 1)}`)
      if (dice(5) === 0) client.ping('from there')
      if (batch !== root) writeFrames(server, wire, joinBatch(batch))
      if (dice(10) === 0) await new Promise((done) => setImmediate(done))
    }
    server.close(4_000, 'done')
    expect(await closed).toEqual([4_000, 'done'])
    expect(received.length).toBe(sent.length)
    expect(received.findIndex((text, n) => text !== sent[n])).toBe(-1)
    expect(pings).toEqual(Array.from({ length: pinged }, (_, n) => `ping ${n + 1}`))
    expect(pongs.length).toBeGreaterThan(0)
  })

  test('nothing is written after a close has begun, by either side, or after the end', async () => {
    const { server, client, closed, wire } = await pair()
    const received: string[] = []
    client.on('message', (data: Buffer) => received.push(data.toString()))
    writeFrames(server, wire, textFrame('before'))
    server.close(1_000)
    writeFrames(server, wire, textFrame('after'))
    expect((await closed)[0]).toBe(1_000)
    writeFrames(server, wire, textFrame('long after'))
    expect(received).toEqual(['before'])

    const other = await pair()
    other.client.close(1_001)
    await once(other.server, 'close')
    expect(() => writeFrames(other.server, other.wire, textFrame('x'))).not.toThrow()

    const torn = await pair()
    torn.client.terminate()
    for (let n = 0; n < 50; n += 1) {
      writeFrames(torn.server, torn.wire, textFrame('x'.repeat(1_000)))
      await new Promise((done) => setImmediate(done))
    }
    expect((await torn.closed)[0]).toBe(1_006)
  })

  test('what a reader does not take is counted to the byte, and comes when it reads again', async () => {
    const { server, client, wire } = await pair()
    expect(wire.writableLength).toBe(0)
    client.pause()
    const frame = textFrame('x'.repeat(100_000))
    let written = 0
    // The system takes some; from there on everything stays with us.
    for (; wire.writableLength === 0 && written < 1_000; written += 1) {
      writeFrames(server, wire, frame)
      await new Promise((done) => setTimeout(done, 1))
    }
    const before = wire.writableLength
    for (let n = 0; n < 10; n += 1) writeFrames(server, wire, frame)
    expect(wire.writableLength - before).toBe(10 * frame.length)
    server.ping()
    expect(wire.writableLength - before).toBe(10 * frame.length + 2)
    const count = written + 10
    let got = 0
    const all = new Promise<void>((done) =>
      client.on('message', (data: Buffer) => {
        expect(data.length).toBe(100_000)
        if ((got += 1) === count) done()
      }),
    )
    client.resume()
    await all
    expect(wire.writableLength).toBe(0)
  })

  // A client's frames, masked with zeros.
  const masked = (head: string, payload = '') =>
    Buffer.concat([Buffer.from(head, 'hex'), Buffer.alloc(4), Buffer.from(payload)])
  test.each<[string, Buffer, boolean]>([
    ['nothing', Buffer.alloc(0), false],
    ['a whole frame', masked('8185', 'hello'), false],
    ['a whole ping', masked('8980'), false],
    ['the first byte of one', Buffer.from([0x81]), true],
    ['a head', Buffer.from('8185', 'hex'), true],
    ['a head and a mask', masked('8185'), true],
    ['half a frame', masked('8185', 'he'), true],
    ['half a long frame', masked('81fe0200', 'he'), true],
    ['the first fragment of a message', masked('0185', 'hello'), true],
    ['both fragments of a message', Buffer.concat([masked('0182', 'he'), masked('8083', 'llo')]), false],
    ['a fragment and a ping', Buffer.concat([masked('0182', 'he'), masked('8980')]), true],
    ['a whole frame and half of another', Buffer.concat([masked('8185', 'hello'), masked('8185', 'h')]), true],
  ])('after %s one is in the middle: %#', async (_what, bytes, expected) => {
    const { server, client } = await rawPair()
    server.on('message', () => undefined)
    client.write(bytes)
    for (let n = 0; n < 100 && isMidFrame(server) !== expected; n += 1) {
      await new Promise((done) => setTimeout(done, 5))
    }
    await new Promise((done) => setTimeout(done, 20))
    expect(isMidFrame(server)).toBe(expected)
  })
})
