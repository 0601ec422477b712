import ipaddr from 'ipaddr.js'
import type { IceServer } from '#protocol/voice.ts'

/** RFC 7064 and RFC 7065, and before the host of a TURN server who one is there: `turn:user:secret@host:port`. */
const FORM =
  /^(?<scheme>stuns?|turns?):(?:(?<user>[^:@\s]+):(?<secret>[^@\s]+)@)?(?<host>[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::(?<port>[1-9]\d{0,4}))?(?<transport>\?transport=(?:udp|tcp))?$/i

/** Reads the address of a STUN or TURN server; null when it is none. Name and secret may be percent-encoded. */
export function parseIceServer(text: string): IceServer | null {
  const parts = FORM.exec(text)?.groups
  if (parts === undefined) return null
  const { scheme = '', user, secret, host = '', port, transport } = parts
  const isTurn = scheme.toLowerCase().startsWith('turn')
  // TURN serves nobody without a name (RFC 8656, section 5); STUN asks for none and knows no transports (RFC 7064).
  if (isTurn !== (user !== undefined) || (!isTurn && transport !== undefined)) return null
  if (Number(port ?? 1) > 65_535 || (host.startsWith('[') && !ipaddr.IPv6.isValid(host.slice(1, -1)))) return null
  const urls = [`${scheme.toLowerCase()}:${host}${port === undefined ? '' : `:${port}`}${transport ?? ''}`]
  if (user === undefined || secret === undefined) return { urls }
  const [username, credential] = [decoded(user), decoded(secret)]
  return username === null || credential === null ? null : { urls, username, credential }
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    // Percent signs that are no UTF-8: the one thing that decodeURIComponent throws for.
    return null
  }
}
