import { createPrivateKey } from 'node:crypto'
import { once } from 'node:events'
import { createServer as createPlainServer } from 'node:net'
import { createServer } from 'node:tls'
import { identityOf, makeKey } from '../../server/tls/identity.ts'
import { makeCertificate } from '../../server/tls/make-certificate.ts'

/** Somebody who speaks TLS with a key, says of themselves what they like, and writes down what they are told. */
export type Recorder = {
  port: number
  address: string
  identity: string
  /** All that came inside TLS. */
  heard(): string
  /** How often somebody came, whether or not they stayed. */
  visits(): number
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

const DAY_MS = 24 * 3600 * 1000

/** `agedDays`: how long ago the certificate was made; it lives for 397 days. */
export async function startRecorder(
  options: { port?: number; key?: string; agedDays?: number; answer?: string } = {},
): Promise<Recorder> {
  const pem = options.key ?? makeKey()
  const key = createPrivateKey(pem)
  const cert = await makeCertificate({
    key,
    name: 'Attic',
    names: { dns: ['localhost'], ips: ['127.0.0.1'] },
    now: Date.now() - (options.agedDays ?? 0) * DAY_MS,
  })
  let heard = ''
  let visits = 0
  const server = createServer({ key: pem, cert }, (socket) => {
    socket.on('error', () => undefined)
    socket.on('data', (chunk: Buffer) => {
      heard += chunk.toString('latin1')
      if (options.answer === undefined) return
      const length = Buffer.byteLength(options.answer)
      socket.end(
        `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: ${length}\r\n\r\n${options.answer}`,
      )
    })
  })
  server.on('connection', () => (visits += 1))
  // Whoever looks at the key and goes is no error of ours.
  server.on('tlsClientError', () => undefined)
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  const port = portOf(server.address())
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()))
  return {
    port,
    address: `127.0.0.1:${port}`,
    identity: identityOf(key),
    heard: () => heard,
    visits: () => visits,
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** Somebody who does not speak TLS, and answers everything. */
export async function startPlain() {
  let heard = ''
  const server = createPlainServer((socket) => {
    socket.on('error', () => undefined)
    socket.on('data', (chunk: Buffer) => {
      heard += chunk.toString('latin1')
      socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    address: `127.0.0.1:${portOf(server.address())}`,
    heard: () => heard,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

function portOf(address: ReturnType<ReturnType<typeof createServer>['address']>): number {
  if (address === null || typeof address === 'string') throw new Error('It listens nowhere.')
  return address.port
}
