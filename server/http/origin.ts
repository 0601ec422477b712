import { isIPv4, isIPv6 } from 'node:net'

/** The desktop client's pages; it is the same in every room. */
export const DESKTOP_ORIGIN = 'app://stuffchat'

/**
 * Whether a `Host` header names this room. A web page of a stranger can point a name of its own at our address (DNS
 * rebinding), but not an address, nor a name that only the LAN resolves. Allowed: IP literals, localhost and
 * `*.localhost`, `*.local` (mDNS), the machine's own names, and `names`, which are host names or whole origins, from
 * `--origin` and invitations. Ports are not compared: a router or proxy may map them.
 */
export function createHostCheck(deps: { names: string[]; ownNames: string[] }): (host: string | undefined) => boolean {
  const known = new Set(['localhost'])
  for (const name of deps.names) known.add(configuredName(name))
  for (const name of deps.ownNames.map((own) => withoutDot(own.toLowerCase()))) {
    if (name === '') continue
    known.add(name)
    // `pc.fritz.box` is also called `pc`: only the LAN resolves a name of one label.
    known.add(name.split('.', 1)[0] ?? name)
  }

  return (host) => {
    const name = hostName(host)
    if (name === null) return false
    if (name.startsWith('[')) return isIPv6(name.slice(1, -1))
    return isIPv4(name) || known.has(name) || name.endsWith('.localhost') || name.endsWith('.local')
  }
}

/**
 * `none`: no `Origin`, so no browser page of another site sent it; `own`: this server's web client; `allowed`: the
 * desktop client, or given by `--origin`; `refused`: everything else, `null` included.
 */
export type OriginVerdict = 'none' | 'own' | 'allowed' | 'refused'

/**
 * Judges an `Origin` header beside the `Host` of the same request; the own origin is http, or https when `encrypted`.
 * The `Host` must have been checked before. Throws a sentence for a configured origin that is none.
 */
export function createOriginCheck(deps: {
  origins: string[]
}): (origin: string | undefined, host: string | undefined, encrypted: boolean) => OriginVerdict {
  const allowed = new Set([DESKTOP_ORIGIN, ...deps.origins.map(configuredOrigin)])

  return (origin, host, encrypted) => {
    if (origin === undefined) return 'none'
    const asked = origin.toLowerCase()
    const own = ownOrigin(host, encrypted)
    if (own !== null && asked === own) return 'own'
    return allowed.has(asked) ? 'allowed' : 'refused'
  }
}

const HOST = /^(\[[\da-f:.]+\]|[\w.-]+)(?::(\d{1,5}))?$/

/** The name of a `Host` header, lower case, without port and trailing dot; null when it is none. */
function hostName(host: string | undefined): string | null {
  const name = HOST.exec(host?.toLowerCase() ?? '')?.[1]
  return name === undefined ? null : withoutDot(name)
}

/** As a browser writes the origin of a page from this host: the scheme's own port left out. */
function ownOrigin(host: string | undefined, encrypted: boolean): string | null {
  const [, name, port] = HOST.exec(host?.toLowerCase() ?? '') ?? []
  if (name === undefined) return null
  const scheme = encrypted ? 'https' : 'http'
  const isDefault = port === undefined || Number(port) === (encrypted ? 443 : 80)
  return isDefault ? `${scheme}://${name}` : `${scheme}://${name}:${Number(port)}`
}

function withoutDot(name: string): string {
  return name.endsWith('.') ? name.slice(0, -1) : name
}

/** URL also writes names with other letters in the ASCII form that browsers send. */
function configuredName(text: string): string {
  const url = URL.parse(text.includes('://') ? text : `http://${text}`)
  if (!url || url.hostname === '') throw new Error(`"${text}" is not a host name; write it like chat.example.org.`)
  return withoutDot(url.hostname)
}

function configuredOrigin(text: string): string {
  const url = URL.parse(text)
  if (!url || url.host === '') throw new Error(`"${text}" is not an origin; write it like https://chat.example.org.`)
  // `url.origin` is 'null' for schemes that browsers do not know, such as those of other desktop clients.
  return `${url.protocol}//${url.host}`
}
