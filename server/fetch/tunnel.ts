import type { Socket } from 'node:net'
import { type Duplex, type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'

export type Tunnel = {
  client: Duplex
  server: Socket
  /** What the client had said already. */
  head: Buffer
  /** Cuts it. */
  signal: AbortSignal
  /** When nothing moves for this long, it is cut. */
  idleMs: number
  /** Told of all bytes of both ways, before they go on. */
  count(bytes: number): void
}

/** Lets bytes through both ways until both sides have ended, or one breaks. Never rejects; both are closed then. */
export async function joinTunnel({ client, server, head, signal, idleMs, count }: Tunnel): Promise<void> {
  const ended = new AbortController()
  const cut = () => ended.abort()
  const idle = setTimeout(cut, idleMs)
  signal.addEventListener('abort', cut)
  if (signal.aborted) cut()
  const counted = (from: Readable) => {
    const meter = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        idle.refresh()
        try {
          count(chunk.length)
        } catch {
          // Whoever counts may fail; that is the end of this tunnel, and of nothing else.
          cut()
        }
        // What came after the last that it may have goes nowhere.
        if (ended.signal.aborted) done()
        else done(null, chunk)
      },
    })
    return [from, meter] as const
  }
  // Late words of a connection that is being closed.
  server.on('error', () => undefined)
  if (head.length > 0) client.unshift(head)
  await Promise.allSettled([
    pipeline(...counted(client), server, { signal: ended.signal }).catch(cut),
    pipeline(...counted(server), client, { signal: ended.signal }).catch(cut),
  ])
  clearTimeout(idle)
  signal.removeEventListener('abort', cut)
  client.destroy()
  server.destroy()
}
