import type { RemoteInfo, Socket } from 'node:dgram'
import { EventEmitter } from 'node:events'

/** UDP over IPv4; `reuseAddr`, so that several programs of one machine can listen on one port. */
export type CreateSocket = () => Socket

/** Closes a socket that may be closed already; resolves when it is. */
export function closeSocket(socket: Pick<Socket, 'close'>): Promise<void> {
  return new Promise((resolve) => {
    try {
      socket.close(resolve)
    } catch {
      // ERR_SOCKET_DGRAM_NOT_RUNNING: it is closed, which is what was asked for.
      resolve()
    }
  })
}

/**
 * A socket with a doorkeeper, in the part of its shape that multicast-dns uses: what is not admitted is never decoded,
 * and what the socket throws becomes an event or an argument. Decoding is the dear part, and anybody may send.
 */
export class GatedSocket extends EventEmitter {
  readonly #socket: Socket
  #closed: Promise<void> | undefined

  constructor(socket: Socket, admit: (message: Buffer, from: RemoteInfo) => boolean) {
    super()
    this.#socket = socket
    socket.on('message', (message, from) => {
      if (admit(message, from)) this.emit('message', message, from)
    })
    socket.on('error', (error) => this.emit('error', error))
    socket.on('listening', () => this.emit('listening'))
  }

  bind(port: number, address: string, listening: () => void): void {
    this.#attempt(() => this.#socket.bind(port, address, listening))
  }
  send(
    message: Buffer,
    offset: number,
    length: number,
    port: number,
    address: string,
    done: (error: Error | null) => void,
  ): void {
    try {
      this.#socket.send(message, offset, length, port, address, done)
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)))
    }
  }
  address() {
    return this.#socket.address()
  }
  setMulticastTTL(ttl: number): void {
    this.#attempt(() => this.#socket.setMulticastTTL(ttl))
  }
  setMulticastLoopback(on: boolean): void {
    this.#attempt(() => this.#socket.setMulticastLoopback(on))
  }
  setMulticastInterface(address: string): void {
    this.#socket.setMulticastInterface(address)
  }
  addMembership(group: string, address: string): void {
    this.#socket.addMembership(group, address)
  }
  dropMembership(group: string, address: string): void {
    this.#socket.dropMembership(group, address)
  }
  /** Where multicast-dns does not expect an exception, it hears of an event. */
  #attempt(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.emit('error', error)
    }
  }
  close(done?: () => void): void {
    this.#closed ??= closeSocket(this.#socket)
    void this.#closed.then(done)
  }
}
