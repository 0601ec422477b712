import { createServer } from 'node:net'
import type { Server, Socket } from 'node:net'
import { learned } from './core/reach.ts'
import type { Outcome } from './core/reach.ts'
import type { Log } from './failure.ts'
import { joinSockets } from './join-sockets.ts'
import { startRace } from './race.ts'
import type { Dial } from './race.ts'

const LOOPBACK = '127.0.0.1'
/** A page has six to one host, and a WebSocket; more at once is somebody's mistake. Those above are refused. */
const SOCKETS_PER_TUNNEL = 256
const KEEP_ALIVE_MS = 45_000
/** How long the address that worked last is tried alone. */
const ALONE_MS = 1_000

/** The way to one room, whoever asks and wherever the room is. */
export type Tunnel = {
  readonly port: number
  /** Where the room is looked for, best first. */
  candidates(): readonly string[]
  /**
   * What was seen of the room's addresses. What goes by an address where the room is not any more, and has brought
   * nothing since `marks` were taken, is cut: nobody else would tell the page for minutes.
   */
  learn(outcomes: readonly Outcome[], marks?: Marks): void
  /** How much every connection has brought by now. */
  marks(): Marks
  close(): Promise<void>
}
type Marks = ReadonlyMap<Socket, number>

/**
 * Listens on loopback; whatever comes there is carried by TLS to whoever proves `identity`, and to nobody else. What
 * another program of this machine gains by it: nothing, for it could speak to the room's own port as well; who it is
 * the room asks, and no token is added here. Other machines cannot come: loopback is not routed, and what pretends is
 * refused.
 */
export async function openTunnel(deps: { identity: string; dial: Dial; log: Log }): Promise<Tunnel> {
  const { identity } = deps
  const links = new Map<Socket, { address: string; remote: Socket }>()
  const closing = new AbortController()
  const accepted = new Set<Socket>()
  let candidates: string[] = []

  const accept = async (local: Socket): Promise<void> => {
    accepted.add(local)
    const gone = new AbortController()
    local.once('close', () => {
      accepted.delete(local)
      links.delete(local)
      gone.abort()
    })
    // 'close' follows, which says all there is to do.
    local.on('error', () => undefined)
    if (local.remoteAddress !== LOOPBACK) return void local.destroy()
    const found = await connect(AbortSignal.any([gone.signal, closing.signal]))
    if (found === null) return void local.resetAndDestroy()
    if (local.destroyed) return void found.remote.destroy()
    // A machine that goes without a word is missed within a minute, as by Chromium itself.
    found.remote.setKeepAlive(true, KEEP_ALIVE_MS)
    links.set(local, found)
    joinSockets(local, found.remote)
  }

  /** The best address first, then all the others at once; the first that proves it carries the connection. */
  const connect = async (signal: AbortSignal): Promise<{ address: string; remote: Socket } | null> => {
    const decided = new AbortController()
    let found: { address: string; remote: Socket } | null = null
    const race = startRace({
      dial: deps.dial,
      addresses: candidates,
      identity,
      signal: AbortSignal.any([signal, decided.signal]),
      waitMs: (index) => (index === 0 ? 0 : ALONE_MS),
      onOutcome(outcome, socket) {
        candidates = learned(candidates, [outcome], identity)
        if (socket === null) race.hurry()
        else {
          found = { address: outcome.address, remote: socket }
          decided.abort()
        }
      },
    })
    await race.done
    return found
  }

  // What a page sends before the way is open waits in the socket's own buffer.
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (local) => {
    accept(local).catch((error: unknown) => {
      deps.log('A connection to a room could not be carried.', error)
      local.destroy()
    })
  })
  server.maxConnections = SOCKETS_PER_TUNNEL
  const port = await listen(server)
  // As when the process has no file descriptor left to accept one: that connection is lost, and the app goes on.
  server.on('error', (error) => deps.log('A connection to a room was not accepted.', error))
  return {
    port,
    candidates: () => candidates,
    marks: () => new Map([...links.keys()].map((local) => [local, local.bytesWritten])),
    learn(outcomes, marks) {
      candidates = learned(candidates, outcomes, identity)
      if (marks === undefined) return
      const left = new Set(outcomes.filter(({ kind }) => kind !== 'proved').map(({ address }) => address))
      for (const [local, bytes] of marks) {
        const link = links.get(local)
        if (link !== undefined && left.has(link.address) && local.bytesWritten === bytes) link.remote.destroy()
      }
    },
    close() {
      closing.abort()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const { remote } of links.values()) remote.destroy()
      for (const local of accepted) local.destroy()
      return closed
    },
  }
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: LOOPBACK, port: 0 }, () => {
      server.off('error', reject)
      const address = server.address()
      if (typeof address === 'object' && address !== null) resolve(address.port)
      else reject(new Error('A tunnel listens nowhere.'))
    })
  })
}
