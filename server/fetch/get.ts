import type { IncomingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import { BAD_PORTS } from './bad-ports.ts'
import { AddressRefused, DialTimeout } from './dial.ts'
import type { GuardedAgent } from './guarded-agent.ts'

/**
 * Why nothing was got: no http(s) address, or one with a password in it; a port of other servers; an address out of bounds; too many redirects;
 * one from https to http; nobody there, or not as they should be; no answer in time.
 */
export type NotGotReason = 'link' | 'port' | 'address' | 'redirects' | 'downgrade' | 'unreachable' | 'slow'
export class NotGot extends Error {
  override name = 'NotGot'
  readonly reason: NotGotReason
  constructor(reason: NotGotReason, options?: ErrorOptions) {
    super(`Nothing was got: ${reason}.`, options)
    this.reason = reason
  }
}

/** An answer, whatever its status. Whoever does not read `body` to its end destroys it. */
export type Got = { url: URL; status: number; headers: IncomingHttpHeaders; body: Readable }
/** Rejects with `NotGot`, or with the signal's reason. */
export type Get = (url: string, signal: AbortSignal) => Promise<Got>

const MAX_REDIRECTS = 5
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])
/** No version, no system: nobody's business. Bodies come as they are, so that no byte of them becomes a thousand. */
const HEADERS = { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'Stuffchat' }

/** GET by the guarded agent, redirects included: each goes through the same checks. */
export function createGet(agent: Pick<GuardedAgent, 'get'>): Get {
  const ask = async (url: URL, signal: AbortSignal) => {
    const dispatcher = await agent.get()
    try {
      const path = `${url.pathname}${url.search}`
      return await dispatcher.request({ origin: url.origin, path, method: 'GET', headers: HEADERS, signal })
    } catch (error) {
      signal.throwIfAborted()
      const reason = reasonOf(error)
      throw reason === null ? error : new NotGot(reason, { cause: error })
    }
  }

  return async (text, signal) => {
    let url = readUrl(text)
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      const { statusCode: status, headers, body } = await ask(url, signal)
      const { location } = headers
      if (!REDIRECTS.has(status) || typeof location !== 'string') return { url, status, headers, body }
      body.on('error', () => undefined).destroy()
      const next = readUrl(location, url)
      if (url.protocol === 'https:' && next.protocol === 'http:') throw new NotGot('downgrade')
      url = next
    }
    throw new NotGot('redirects')
  }
}

function readUrl(text: string, base?: URL): URL {
  const url = URL.parse(text, base?.href)
  const isFit = url && /^https?:$/.test(url.protocol) && url.username === '' && url.password === ''
  if (!isFit) throw new NotGot('link')
  if (url.port !== '' && BAD_PORTS.has(Number(url.port))) throw new NotGot('port')
  return url
}

/** Null for what is no error of a network, but one of ours. */
function reasonOf(error: unknown): NotGotReason | null {
  if (error instanceof AddressRefused) return 'address'
  if (error instanceof DialTimeout) return 'slow'
  if (!(error instanceof Error && 'code' in error)) return null
  return error.code === 'UND_ERR_HEADERS_TIMEOUT' || error.code === 'UND_ERR_CONNECT_TIMEOUT' ? 'slow' : 'unreachable'
}
