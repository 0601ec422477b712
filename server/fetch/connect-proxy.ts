import { createHash, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { type IncomingMessage, type Server, createServer } from 'node:http'
import { type AddressInfo, type Socket, isIP } from 'node:net'
import type { Duplex } from 'node:stream'
import { AddressRefused, type Dial, DialTimeout, type Target } from './dial.ts'
import { joinTunnel } from './tunnel.ts'

export type ConnectProxyDeps = {
  dial: Dial
  /** So many random bytes. */
  random(bytes: number): Buffer
  /** A tunnel in which nothing moves for this long is cut. */
  idleMs: number
  /** Ports of other machines that a tunnel may lead to; 443 and 80 unless given. */
  ports?: ReadonlySet<number>
}

export type ProxyJob = {
  /** Through all tunnels, both ways together; then they are cut and no further one is made. */
  maxBytes: number
  /** Ends the job as `close` does. */
  signal?: AbortSignal
  /** Told how many bytes have gone through until now. */
  onBytes?(total: number): void
}
export type ProxyPass = {
  /** `http://user:password@127.0.0.1:port`, for one child process. */
  url: string
  /** The password is worth nothing any more, and all its tunnels are cut. */
  close(): void
}
export type ConnectProxy = {
  /** Listens from the first one on. */
  issue(job: ProxyJob): Promise<ProxyPass>
  close(): Promise<void>
}

/** What runs under one password. */
type Pass = {
  readonly job: ProxyJob
  readonly digest: Buffer
  readonly ended: AbortController
  tunnels: number
  bytes: number
}

const HOST = '127.0.0.1'
const PORTS: ReadonlySet<number> = new Set([80, 443])
const MAX_TUNNELS = 16
const MAX_CONNECTIONS = 128
const MAX_HEADER_BYTES = 8 * 1024
const HEADERS_MS = 10_000
/** How long somebody may take to read why not. */
const REFUSED_MS = 1_000

/**
 * The network of a child process that is not trusted with ours: an HTTP proxy on loopback that knows CONNECT alone,
 * looks names up itself and makes connections by `dial`. Each job has a password of its own, which ends with it.
 */
export function createConnectProxy(deps: ConnectProxyDeps): ConnectProxy {
  const ports = deps.ports ?? PORTS
  const passes = new Set<Pass>()
  const sockets = new Set<Socket>()
  let listening: Promise<Server> | undefined
  let isClosed = false

  /** Every one is compared, each in constant time. */
  const passOf = (request: IncomingMessage): Pass | null => {
    const digest = digestOf(request.headers['proxy-authorization'] ?? '')
    return [...passes].reduce<Pass | null>((found, pass) => (timingSafeEqual(pass.digest, digest) ? pass : found), null)
  }

  const connectFor = async (pass: Pass, target: Target, client: Duplex, head: Buffer): Promise<void> => {
    pass.tunnels++
    // A client that does not wait for its connection must not keep us trying.
    const gone = new AbortController()
    const leave = () => gone.abort()
    client.once('close', leave)
    try {
      const signal = AbortSignal.any([pass.ended.signal, gone.signal])
      const server = await deps.dial(target, signal)
      client.off('close', leave)
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      await joinTunnel({
        client,
        server,
        head,
        signal: pass.ended.signal,
        idleMs: deps.idleMs,
        count: (bytes) => {
          pass.bytes += bytes
          pass.job.onBytes?.(pass.bytes)
          if (pass.bytes > pass.job.maxBytes) end(pass)
        },
      })
    } catch (error) {
      // Which of the two it was is known to the host alone, who started the child.
      const status = error instanceof AddressRefused ? 403 : error instanceof DialTimeout ? 504 : 502
      refuse(client, status)
    } finally {
      pass.tunnels--
    }
  }

  const onConnect = (request: IncomingMessage, client: Duplex, head: Buffer): void => {
    client.on('error', () => client.destroy())
    const pass = passOf(request)
    const target = readTarget(request.url ?? '')
    if (pass === null) refuse(client, 407)
    else if (target === null) refuse(client, 400)
    else if (!ports.has(target.port)) refuse(client, 403)
    else if (pass.tunnels >= MAX_TUNNELS) refuse(client, 429)
    else void connectFor(pass, target, client, head)
  }

  const listen = async (): Promise<Server> => {
    const server = createServer({
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: HEADERS_MS,
      connectionsCheckingInterval: HEADERS_MS,
    })
    server.maxConnections = MAX_CONNECTIONS
    server.on('connection', (socket) => {
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
    })
    // Requests that a proxy would make itself: nothing that we start needs them, and they would be read by us.
    server.on('request', (request, response) => {
      const status = passOf(request) === null ? 407 : 405
      response.writeHead(status, { ...headersOf(status), connection: 'close' }).end()
    })
    server.on('connect', onConnect)
    server.listen(0, HOST)
    await once(server, 'listening')
    return server
  }

  /** Whoever comes next tries again. */
  const again = (error: unknown): never => {
    listening = undefined
    throw error
  }

  function end(pass: Pass): void {
    passes.delete(pass)
    pass.ended.abort()
  }

  return {
    async issue(job) {
      if (isClosed) throw new Error('The room is closing.')
      job.signal?.throwIfAborted()
      const { port } = addressOf(await (listening ??= listen().catch(again)))
      if (isClosed) throw new Error('The room is closing.')
      job.signal?.throwIfAborted()
      const [user, password] = [deps.random(9).toString('base64url'), deps.random(24).toString('base64url')]
      const basic = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
      const pass: Pass = { job, digest: digestOf(basic), ended: new AbortController(), tunnels: 0, bytes: 0 }
      passes.add(pass)
      const close = () => {
        job.signal?.removeEventListener('abort', close)
        end(pass)
      }
      job.signal?.addEventListener('abort', close)
      return { url: `http://${user}:${password}@${HOST}:${port}`, close }
    },
    async close() {
      isClosed = true
      for (const pass of passes) end(pass)
      const server = await listening?.catch(() => undefined)
      if (!server?.listening) return
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest()

/** `host:port` as CONNECT has it (RFC 9110, section 9.3.6), the host in the form that all spellings of it share. */
function readTarget(authority: string): Target | null {
  const port = Number(/^[^\s/?#@\\]+:(\d{1,5})$/.exec(authority)?.[1] ?? NaN)
  const url = Number.isNaN(port) ? null : URL.parse(`http://${authority}/`)
  if (!url || port === 0 || port > 65_535) return null
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  return host.startsWith('[') || (host.includes(':') && isIP(host) === 0) ? null : { host, port }
}

const TEXTS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  403: 'Forbidden',
  407: 'Proxy Authentication Required',
  429: 'Too Many Requests',
  502: 'Bad Gateway',
  504: 'Gateway Timeout',
}
const headersOf = (status: number): Record<string, string> =>
  status === 407 ? { 'proxy-authenticate': 'Basic realm="Stuffchat"' } : {}

function refuse(client: Duplex, status: number): void {
  if (client.destroyed) return
  const headers = Object.entries({ ...headersOf(status), 'content-length': '0', connection: 'close' })
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  client.resume().end(`HTTP/1.1 ${status} ${TEXTS[status] ?? 'Error'}\r\n${lines}\r\n`)
  setTimeout(() => client.destroy(), REFUSED_MS).unref()
}

function addressOf(server: Server): AddressInfo {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The proxy does not listen.')
  return address
}
