import { STATUS_CODES, type Server, createServer } from 'node:http'
import { type AddressInfo, type Server as NetServer, type Socket, createServer as createNetServer } from 'node:net'
import type { Duplex } from 'node:stream'
import type { SecureContextOptions } from 'node:tls'
import type Koa from 'koa'
import type { Limits } from '../options.ts'
import { speakTls } from './one-port.ts'

const KEEP_ALIVE_MS = 30_000
const ANY = new Set(['::', '0.0.0.0'])

/** `destroyAll` ends what is left, upgraded connections included, which Node does not count as its own. */
export type HttpServer = {
  server: Server
  destroyAll(): void
  /** Those that have not said a byte yet. */
  destroySilent(): void
  /** Another certificate from now on; connections keep theirs. */
  renew(context: SecureContextOptions): void
}

/**
 * A server of HTTP, plain and by TLS, whose requests must keep arriving: slow headers are cut here, slow bodies where
 * they are read.
 */
export function createHttpServer(app: Koa, limits: Limits, context: SecureContextOptions): HttpServer {
  const answer = app.callback()
  const server = createServer(
    {
      headersTimeout: limits.header_timeout_ms,
      requestTimeout: 0,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: Math.max(100, Math.min(2_000, limits.header_timeout_ms / 4)),
      noDelay: true,
      // The app answers a missing Host itself, in the form of all refusals.
      requireHostHeader: false,
      // Whoever asks for another protocol gets what they asked for in this one (RFC 9110, section 7.8).
      shouldUpgradeCallback: (request) => request.headers.upgrade?.toLowerCase() === 'websocket',
    },
    (request, response) => {
      // Refused before its body was read: the rest of it may not come for ever.
      response.once('finish', () => {
        if (!request.complete)
          setTimeout(() => request.complete || request.socket.destroy(), limits.header_timeout_ms).unref()
      })
      // Node hands over pipelined requests all at once. One whose turn has not come has no socket, and would never hear
      // that its client has gone.
      if (response.socket) void answer(request, response)
      else response.once('socket', () => void answer(request, response))
    },
  )
  const { renew, destroySilent } = speakTls(server, {
    context,
    timeoutMs: limits.header_timeout_ms,
    onSilent: (socket) => refuse(socket, 'ERR_HTTP_REQUEST_TIMEOUT'),
  })
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.on('checkExpectation', (_request, response) => {
    const body = JSON.stringify({ error: 'This room cannot meet that expectation.', code: 'expectation_failed' })
    response.writeHead(417, {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': Buffer.byteLength(body),
    })
    response.end(body)
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    // Nothing can be said over TLS that is broken.
    const isLost = error.code === 'ECONNRESET' || error.code?.startsWith('ERR_SSL_') === true
    if (!socket.writable || isLost) socket.destroy()
    else refuse(socket, error.code)
  })
  return { server, renew, destroySilent, destroyAll: () => sockets.forEach((socket) => socket.destroy()) }
}

function refuse(socket: Duplex, reason: string | undefined): void {
  const [status, code, sentence] = failureOf(reason)
  const body = JSON.stringify({ error: sentence, code })
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Error'}\r\nConnection: close\r\nContent-Type: application/json; charset=utf-8`
  socket.end(`${head}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`, () => socket.destroy())
}

function failureOf(code: string | undefined): [number, string, string] {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return [408, 'timed_out', 'The request did not arrive in time.']
  if (code === 'HPE_HEADER_OVERFLOW') return [431, 'headers_too_large', 'The headers of the request are too large.']
  return [400, 'invalid', 'This is no valid HTTP request.']
}

/** Listens; says under which address this machine itself finds the room. */
export async function listen(server: NetServer, host: string, port: number): Promise<{ url: string; port: number }> {
  try {
    await bind(server, host, port)
  } catch (error) {
    if (host !== '::' || !hasCode(error, 'EAFNOSUPPORT', 'EADDRNOTAVAIL')) throw explained(error, host, port)
    await bind(server, '0.0.0.0', port).catch((second: unknown) => Promise.reject(explained(second, host, port)))
  }
  const { port: bound } = server.address() as AddressInfo
  const name = ANY.has(host) ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host
  return { url: `http://${name}:${bound}`, port: bound }
}

/** Where a server that listens does so: `::` and `0.0.0.0` are all interfaces. */
export function boundOf(server: NetServer): { address: string; port: number } {
  const bound = server.address()
  if (bound === null || typeof bound === 'string') throw new Error('The room does not listen on a port.')
  return { address: bound.address, port: bound.port }
}

const hasCode = (error: unknown, ...codes: string[]): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && codes.includes(error.code)

function explained(error: unknown, host: string, port: number): unknown {
  if (hasCode(error, 'EADDRINUSE'))
    return new Error(`Port ${port} is taken. Choose another with --port, or 0 for any.`, { cause: error })
  if (hasCode(error, 'EACCES'))
    return new Error(`Port ${port} may not be used by you. Choose one above 1023 with --port.`, { cause: error })
  if (hasCode(error, 'EADDRNOTAVAIL', 'ENOTFOUND'))
    return new Error(`This machine has no address ${host}. Choose another with --host.`, { cause: error })
  return error
}

/** Tries address and port and lets go of it, before anything else is touched. */
export async function demandFreePort(host: string, port: number): Promise<void> {
  const probe = createNetServer()
  await listen(probe, host, port)
  await new Promise((closed) => probe.close(closed))
}

function bind(server: NetServer, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port, backlog: 1_024 }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/** Lets the requests under way finish, for a while. */
export function shut({ server, destroyAll, destroySilent }: HttpServer, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => destroyAll(), graceMs)
    server.close(() => {
      clearTimeout(timer)
      resolve()
    })
    server.closeIdleConnections()
    destroySilent()
  })
}
