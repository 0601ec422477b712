import { DESKTOP_ORIGIN } from '../http/origin.ts'

/** What a connection comes from, as far as its upgrade says. */
export type Client = {
  /** `app`: the desktop app; `browser`: a page; `other`: a program of its own. */
  kind: 'app' | 'browser' | 'other'
  /** The client's IP address, behind trusted proxies too. */
  address: string
}

/** Browsers name the origin of every WebSocket (RFC 6455, section 4.1); it has been judged before. */
export function clientOf(
  headers: { origin?: string | undefined; 'user-agent'?: string | undefined },
  address: string,
): Client {
  const { origin, 'user-agent': agent = '' } = headers
  if (origin?.toLowerCase() === DESKTOP_ORIGIN) return { kind: 'app', address }
  return { kind: origin !== undefined && agent.startsWith('Mozilla/') ? 'browser' : 'other', address }
}
