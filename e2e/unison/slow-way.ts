import { type NetConnectOpts, type Server, type Socket, connect, createServer } from 'node:net'
import { once } from 'node:events'

export type SlowWayOptions = {
  /** Where the room listens on this machine: at a port, or at a file. */
  to: NetConnectOpts
  /** How long the next piece is on its way, in milliseconds, in either direction. */
  delayMs(): number
}

/**
 * A way to the room on which everything takes a while, each piece another one; in order, as TCP is. What is late makes
 * all behind it late.
 */
export class SlowWay implements AsyncDisposable {
  readonly port: number
  readonly #server: Server
  readonly #sockets: Set<Socket>

  private constructor(port: number, server: Server, sockets: Set<Socket>) {
    this.port = port
    this.#server = server
    this.#sockets = sockets
  }
  static async open({ to, delayMs }: SlowWayOptions): Promise<SlowWay> {
    const sockets = new Set<Socket>()
    const server = createServer({ noDelay: true }, (near) => {
      const far = connect(to)
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        sockets.add(one)
        carry(one, other, delayMs)
        one.on('close', () => {
          sockets.delete(one)
          other.destroySoon()
        })
      }
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    return new SlowWay(address.port, server, sockets)
  }
  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    if (!this.#server.listening) return
    this.#server.close()
    await once(this.#server, 'close')
  }
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}

function carry(from: Socket, to: Socket, delayMs: () => number): void {
  let last = 0
  const waiting: (() => void)[] = []
  const later = (what: () => void) => {
    waiting.push(what)
    last = Math.max(last, performance.now() + delayMs())
    // Timers are rounded and may change places; whichever comes takes what has waited longest.
    setTimeout(() => waiting.shift()?.(), last - performance.now())
  }
  from.on('data', (bytes: Buffer) => later(() => void to.write(bytes)))
  from.on('end', () => later(() => void to.end()))
  // One end that breaks off ends the other one, too.
  from.on('error', () => to.destroy())
}
