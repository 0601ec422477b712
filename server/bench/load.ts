import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import type { Socket } from 'node:net'

import { clientFrame, FrameReader } from './frames.ts'

/** One WebSocket of the load generator: sends prepared frames, counts what comes. */
export type LoadSocket = {
  frames: FrameReader
  /** Called with the number of counted frames of each read; the scenario puts its own here. */
  onMessages: (count: number) => void
  send(frame: Buffer): void
  close(): void
}

// All sockets read into one buffer: libuv fills it and hands it over within one call.
const READ_BYTES = 256 * 1024

/** Opens `count` sockets, 32 at a time, `path(i)` being where the i-th one asks to be upgraded. */
export async function openSockets(
  count: number,
  { port, path, from = 0 }: { port: number; path: (i: number) => string; from?: number },
): Promise<LoadSocket[]> {
  const buffer = Buffer.alloc(READ_BYTES)
  const sockets: LoadSocket[] = []
  for (let i = 0; i < count; i += 32) {
    const batch = Array.from({ length: Math.min(32, count - i) }, (_, k) => open(port, path(from + i + k), buffer))
    sockets.push(...(await Promise.all(batch)))
  }
  return sockets
}

function open(port: number, path: string, buffer: Buffer): Promise<LoadSocket> {
  const { promise, resolve, reject } = Promise.withResolvers<LoadSocket>()
  let head: string | null = ''
  let closing = false
  const die = (why: string) => {
    const error = new Error(`a socket of the load generator: ${why}`)
    if (head !== null) reject(error)
    else if (!closing) throw error
  }
  const receive = (length: number, chunk: Uint8Array): boolean => {
    let at = 0
    if (head !== null) {
      const before = head.length
      head += Buffer.from(chunk.buffer, chunk.byteOffset, length).toString('latin1')
      const end = head.indexOf('\r\n\r\n')
      if (end < 0) return true
      if (!head.startsWith('HTTP/1.1 101')) return (die(head), false)
      at = end + 4 - before
      head = null
      resolve(load)
    }
    const count = load.frames.read(chunk, at, length)
    if (count > 0) load.onMessages(count)
    return true
  }
  const socket: Socket = connect({ host: '127.0.0.1', port, noDelay: true, onread: { buffer, callback: receive } })
  const load: LoadSocket = {
    frames: new FrameReader({
      onPing: (payload) => socket.write(clientFrame(payload, 10)),
      onClose: (code) => die(`closed by the server with ${code}`),
    }),
    onMessages: () => undefined,
    send: (frame) => socket.write(frame),
    close: () => {
      closing = true
      socket.destroy()
    },
  }
  socket.once('error', (error) => die(String(error)))
  socket.once('close', () => die('the connection ended'))
  const key = randomBytes(16).toString('base64')
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      `Sec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
  )
  return promise
}
