import type { LookupAddress } from 'node:dns'
import { once } from 'node:events'
import { type Socket, connect, isIP } from 'node:net'
import type { MayReach } from './addresses.ts'

/** All that a name leads to, or the address itself, is out of bounds. Nothing was sent to it. */
export class AddressRefused extends Error {
  override name = 'AddressRefused'
  constructor() {
    super('This address is out of bounds.')
  }
}
/** Nobody was there in time. */
export class DialTimeout extends Error {
  override name = 'DialTimeout'
  constructor() {
    super('There was no answer in time.')
  }
}

/** `host` is a name or an address, without brackets. */
export type Target = { host: string; port: number }
/** A connection to where a fetch may go. Rejects with `AddressRefused`, `DialTimeout` or the system's error. */
export type Dial = (target: Target, signal?: AbortSignal) => Promise<Socket>

export type DialDeps = {
  mayReach: MayReach
  /** All addresses of a name. */
  resolve(host: string): Promise<LookupAddress[]>
  /** For the name and the connection together. */
  timeoutMs: number
}

/** How many addresses of one name are tried. */
const MAX_ADDRESSES = 8
/** How long each gets before the next is tried: Node's 250 ms are too short for a far or a busy network. */
const ATTEMPT_MS = 1_000

/**
 * The one way from a room to servers that somebody names. A name is looked up once, and what is connected to is one of
 * the addresses that were checked: a second answer for the name, or one among good ones, changes nothing.
 */
export function createDial({ mayReach, resolve, timeoutMs }: DialDeps): Dial {
  return async ({ host, port }, signal) => {
    const timeout = AbortSignal.timeout(timeoutMs)
    const limit = signal ? AbortSignal.any([signal, timeout]) : timeout
    const family = isIP(host)
    try {
      const found = family === 0 ? await abandoned(resolve(host), limit) : [{ address: host, family }]
      const allowed = found.filter(({ address }) => mayReach(address)).slice(0, MAX_ADDRESSES)
      const [first] = allowed
      if (first === undefined) throw new AddressRefused()
      const socket = connect({
        host,
        port,
        noDelay: true,
        autoSelectFamily: true,
        autoSelectFamilyAttemptTimeout: ATTEMPT_MS,
        // Not asked for an address: Node takes it as it is.
        lookup: (_host, { all }, tell) => (all ? tell(null, allowed) : tell(null, first.address, first.family)),
      })
      return await checked(socket, mayReach, limit)
    } catch (error) {
      if (timeout.aborted && !signal?.aborted) throw new DialTimeout()
      throw error
    }
  }
}

/** Once it is connected; nothing has been written to it then. */
async function checked(socket: Socket, mayReach: MayReach, signal: AbortSignal): Promise<Socket> {
  try {
    await once(socket, 'connect', { signal })
    if (!mayReach(socket.remoteAddress ?? '')) throw new AddressRefused()
    return socket
  } catch (error) {
    // What else it has to say comes too late for anybody.
    socket.on('error', () => undefined).destroy()
    throw error
  }
}

/** What cannot be broken off is no longer waited for. */
function abandoned<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
