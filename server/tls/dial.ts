import { request } from 'node:http'
import { performance } from 'node:perf_hooks'
import { type TLSSocket, connect } from 'node:tls'
import { Health, health as healthRoute } from '#protocol/health.ts'
import { identityOf } from './identity.ts'
import { lookupFew } from './lookup.ts'

/**
 * `closed`: nobody answers in time. `changed`: somebody with another key than asked for, who was sent nothing.
 * `no_tls`: somebody answers, but is no room: does not speak TLS, or (`askRoom` only) says something else.
 */
export type DialFailure = { kind: 'closed' } | { kind: 'changed'; identity: string } | { kind: 'no_tls' }
export type Dialled = { ok: true; socket: TLSSocket; identity: string; tookMs: number } | ({ ok: false } & DialFailure)
export type Asked = { ok: true; identity: string; health: Health; rttMs: number } | ({ ok: false } & DialFailure)
export type DialOptions = {
  /** The only key that will do; null: any. */
  identity: string | null
  /** For connection and handshake; with `askRoom` for the answer too. */
  timeoutMs: number
  signal?: AbortSignal | undefined
}

/** An answer to `GET /api/health` has about 300 bytes. */
const MAX_ANSWER_BYTES = 64 * 1024

/**
 * Connects to `host:port` by TLS and looks at the key that is shown there before a byte is sent to its owner. The
 * certificate around the key is a room's own work, so issuer, names and dates say nothing and are not asked: an expired
 * one with the right key is the room. The handshake proves that the other side has the key (RFC 8446, section 4.4.3).
 * Never rejects. The socket is the caller's, who hears of its end by 'close'.
 */
export function dial(address: string, { identity, timeoutMs, signal }: DialOptions): Promise<Dialled> {
  return new Promise((resolve) => {
    const since = performance.now()
    const { host, port } = partsOf(address)
    const socket = connect({
      host,
      port,
      lookup: lookupFew,
      rejectUnauthorized: false,
      minVersion: 'TLSv1.2',
      ALPNProtocols: ['http/1.1'],
    })
    const done = (result: Dialled) => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
      if (!result.ok) socket.destroy()
      resolve(result)
    }
    const onAbort = () => done({ ok: false, kind: 'closed' })
    const timer = setTimeout(onAbort, timeoutMs)
    if (signal?.aborted) return onAbort()
    signal?.addEventListener('abort', onAbort, { once: true })
    // It stays: an error of a socket whose owner does not listen yet would end the process; 'close' tells of it too.
    socket.on('error', (error: NodeJS.ErrnoException) => {
      done({ ok: false, kind: error.code?.startsWith('ERR_SSL_') ? 'no_tls' : 'closed' })
    })
    socket.once('close', onAbort)
    socket.once('secureConnect', () => {
      socket.off('close', onAbort)
      const key = socket.getPeerX509Certificate()?.publicKey
      if (key === undefined) return done({ ok: false, kind: 'no_tls' })
      const shown = identityOf(key)
      if (identity !== null && shown !== identity) return done({ ok: false, kind: 'changed', identity: shown })
      socket.setNoDelay(true)
      done({ ok: true, socket, identity: shown, tookMs: performance.now() - since })
    })
  })
}

/** Dials, and asks who is there: `GET /api/health`. Never rejects; the connection is closed when it resolves. */
export async function askRoom(address: string, options: DialOptions): Promise<Asked> {
  const until = performance.now() + options.timeoutMs
  const dialled = await dial(address, options)
  if (!dialled.ok) return dialled
  const { socket, identity } = dialled
  const since = performance.now()
  const onAbort = () => socket.destroy()
  const timer = setTimeout(onAbort, Math.max(0, until - since))
  options.signal?.addEventListener('abort', onAbort, { once: true })
  try {
    if (options.signal?.aborted) return { ok: false, kind: 'closed' }
    const { status, body } = await get(socket, healthRoute.path)
    const rttMs = performance.now() - since
    // A room under load may refuse: it is there, and cannot be spoken to now.
    if (status !== 200) return { ok: false, kind: status >= 500 || status === 429 ? 'closed' : 'no_tls' }
    const health = Health.safeParse(parsed(body))
    return health.success ? { ok: true, identity, health: health.data, rttMs } : { ok: false, kind: 'no_tls' }
  } catch {
    // The connection ended, or what came was no HTTP, or more than any room says.
    return { ok: false, kind: 'closed' }
  } finally {
    clearTimeout(timer)
    options.signal?.removeEventListener('abort', onAbort)
    socket.destroy()
  }
}

function get(socket: TLSSocket, path: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    // A room answers to this name wherever it is reached; which room it is has been proved by its key.
    const asking = request({ createConnection: () => socket, path, headers: { Host: 'localhost' } })
    asking.on('error', reject)
    asking.on('response', (response) => {
      const chunks: Buffer[] = []
      let bytes = 0
      response.on('error', reject)
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        if (bytes > MAX_ANSWER_BYTES) response.destroy(new Error('The answer is too long for a room.'))
        else chunks.push(chunk)
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }))
    })
    asking.end()
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON: no health, says the caller.
    return undefined
  }
}

/** `192.168.1.24:22800`, `[fe80::1]:22800`, `pc.local:22800`. */
function partsOf(address: string): { host: string; port: number } {
  const colon = address.lastIndexOf(':')
  const host = address.slice(0, colon)
  return { host: host.startsWith('[') ? host.slice(1, -1) : host, port: Number(address.slice(colon + 1)) }
}
