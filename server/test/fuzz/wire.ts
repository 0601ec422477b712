import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** Made when it is asked for: a wait looks at it with every packet. */
export type Said = { readonly bytes: Buffer; readonly text: string; readonly closed: boolean }
export type Wire = {
  write(data: string | Uint8Array): void
  /** Hears every packet from now on. */
  onData(listener: (chunk: Buffer) => void): void
  /** Everything so far. */
  said(): Said
  /** Until the other side closes, or for that long. */
  untilClosed(ms: number): Promise<Said>
  /** Until what was said fits, or it closes, or for that long. */
  until(done: (said: Said) => boolean, ms: number): Promise<Said>
  /** We have nothing more to say. */
  end(): void
  destroy(): void
  /** Stops and begins reading: what comes fills the buffers on the way. */
  pause(): void
  resume(): void
}

/** A bare TCP connection: what a peer does that keeps to no protocol. `from` is a loopback address to speak from. */
export async function openWire(port: number, from = '127.0.0.1'): Promise<Wire> {
  const socket = connect({ port, host: '127.0.0.1', localAddress: from })
  const chunks: Buffer[] = []
  let closed = false
  let wake = () => {}
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    wake()
  })
  // The other side may cut us off at any moment; `close` follows and is what tells.
  socket.on('error', () => {})
  socket.on('close', () => {
    closed = true
    wake()
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', reject)
  })
  const whole = () => {
    if (chunks.length > 1) chunks.splice(0, chunks.length, Buffer.concat(chunks))
    return chunks[0] ?? Buffer.alloc(0)
  }
  const said = (): Said => ({
    get bytes() {
      return whole()
    },
    get text() {
      return whole().toString('latin1')
    },
    closed,
  })
  const until: Wire['until'] = async (done, ms) => {
    const deadline = performance.now() + ms
    for (let now = said(); ; now = said()) {
      const left = deadline - performance.now()
      if (done(now) || now.closed || left <= 0) return now
      const woken = new Promise<void>((resolve) => (wake = resolve))
      await Promise.race([woken, sleep(left, undefined, { ref: false })])
    }
  }
  return {
    said,
    onData: (listener) => void socket.on('data', listener),
    until,
    untilClosed: (ms) => until(() => false, ms),
    write: (data) => void (socket.destroyed || socket.write(data)),
    end: () => void socket.end(),
    destroy: () => void socket.destroy(),
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
  }
}

/** The answers in a byte stream: status and body of each, by its Content-Length (RFC 9112, section 6.3). */
export function responses(bytes: Buffer): { status: number; headers: string; body: string }[] {
  const found: { status: number; headers: string; body: string }[] = []
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf('\r\n\r\n', at)
    const headers = bytes.subarray(at, end < 0 ? undefined : end).toString('latin1')
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(headers)?.[1])
    if (end < 0 || Number.isNaN(status)) throw new Error(`not an HTTP answer: ${JSON.stringify(headers.slice(0, 300))}`)
    const length = Number(/^content-length: *(\d+)/im.exec(headers)?.[1] ?? 0)
    // Only Node's own empty answers come in chunks: their last one is their first.
    const chunked = /^transfer-encoding: *chunked/im.test(headers) ? '0\r\n\r\n'.length : 0
    found.push({ status, headers, body: bytes.subarray(end + 4, end + 4 + length).toString() })
    at = end + 4 + length + chunked
  }
  return found
}
