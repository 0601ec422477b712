import type { Agent } from 'undici'
import type { Dial } from './dial.ts'

export type GuardedAgentDeps = {
  dial: Dial
  /** For TLS, after the connection. */
  connectMs: number
  headersMs: number
  /** Between two parts of a body. */
  idleMs: number
}

export type GuardedAgent = {
  /** The same one each time; made, and undici loaded, when it is first asked for. Rejects once it is closed. */
  get(): Promise<Agent>
  /** Breaks off all requests. */
  close(): Promise<void>
}

const MAX_HEADER_BYTES = 16 * 1024

/**
 * An agent of undici whose every connection is made by `dial`, checked before TLS says its first word. It knows no
 * proxies, keeps no cookies and follows no redirects.
 */
export function createGuardedAgent({ dial, connectMs, headersMs, idleMs }: GuardedAgentDeps): GuardedAgent {
  let made: Promise<Agent> | undefined
  let isClosed = false

  const make = async (): Promise<Agent> => {
    const undici = await import('undici')
    const secure = undici.buildConnector({ allowH2: false, timeout: connectMs, maxCachedSessions: 0 })
    return new undici.Agent({
      headersTimeout: headersMs,
      bodyTimeout: idleMs,
      maxHeaderSize: MAX_HEADER_BYTES,
      connect(options, callback) {
        const isSecure = options.protocol === 'https:'
        dial({ host: options.hostname, port: Number(options.port || (isSecure ? 443 : 80)) }).then(
          (socket) => (isSecure ? secure({ ...options, httpSocket: socket }, callback) : callback(null, socket)),
          (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), null),
        )
      },
    })
  }

  return {
    async get() {
      if (isClosed) throw new Error('The room is closing.')
      return (made ??= make())
    },
    async close() {
      isClosed = true
      await (await made)?.destroy()
    },
  }
}
