import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'
import { type SecureContextOptions, TLSSocket, createServer as createTlsServer } from 'node:tls'

/** The first byte of a TLS connection: the record type `handshake` (RFC 8446, section 5.1). No HTTP begins with it. */
const HANDSHAKE = 0x16

/**
 * Makes an HTTP server speak TLS too, on the port on which it listens: the first byte of a connection tells which. What
 * comes out of TLS goes where plain connections go, so limits, errors and upgrades are the same for both.
 */
export function speakTls(
  server: Server,
  deps: {
    context: SecureContextOptions
    /** For the first byte, and for the handshake. */
    timeoutMs: number
    /** Said to whoever says nothing. */
    onSilent(socket: Socket): void
  },
): { renew(context: SecureContextOptions): void; destroySilent(): void } {
  // Node's own listener, which makes a connection one of HTTP.
  const own = server.listeners('connection')
  server.removeAllListeners('connection')
  const speakHttp = (socket: Socket) => own.forEach((listener) => void Reflect.apply(listener, server, [socket]))

  const secured = createTlsServer(
    { ...deps.context, minVersion: 'TLSv1.2', ALPNProtocols: ['http/1.1'], handshakeTimeout: deps.timeoutMs },
    speakHttp,
  )
  // Whoever breaks off a handshake, or has none, learns it by the alert that TLS itself sends. Node leaves the socket
  // of one that took too long open.
  secured.on('tlsClientError', (_error, socket) => socket.destroy())

  const silent = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    silent.add(socket)
    const timer = setTimeout(() => deps.onSilent(socket), deps.timeoutMs)
    const onEnd = () => socket.end()
    const onError = () => socket.destroy()
    const letGo = () => {
      clearTimeout(timer)
      silent.delete(socket)
      socket.off('end', onEnd)
      socket.off('error', onError)
    }
    socket.once('end', onEnd)
    socket.once('error', onError)
    socket.once('close', letGo)
    socket.once('data', (first: Buffer) => {
      letGo()
      socket.off('close', letGo)
      // Nothing is lost: what was read goes back, and is read again by the one whom it concerns.
      socket.pause()
      socket.unshift(first)
      if (first[0] === HANDSHAKE) {
        socket.on('error', onError)
        // As https servers have it: one whose peer is gone before the handshake ended would stay open otherwise.
        socket.allowHalfOpen = false
        secured.emit('connection', socket)
      } else {
        speakHttp(socket)
        process.nextTick(() => socket.resume())
      }
    })
  })
  return {
    renew: (context) => secured.setSecureContext({ ...context, minVersion: 'TLSv1.2' }),
    destroySilent: () => silent.forEach((socket) => socket.destroy()),
  }
}

/** Whether a request came by TLS. */
export const isEncrypted = (request: IncomingMessage): boolean => request.socket instanceof TLSSocket
