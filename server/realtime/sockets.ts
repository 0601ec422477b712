import type { RawData, WebSocket } from 'ws'
import type { Limits } from '../options.ts'
import { createTokenBuckets } from '../http/rates.ts'
import type { Peer } from './audience.ts'
import type { Client } from './client.ts'
import { CLOSE, Connection } from './connection.ts'
import { textFrame } from './frames.ts'
import type { Hub } from './hub.ts'

/** What a new socket brings with it. */
export type Arrival = {
  userId: string
  loginSessionId: string
  /** Has asked to be held when its connection breaks. */
  resumable: boolean
  sessionId: string
  client: Client
}

/**
 * The life of connections: opened, heard, pinged, held for a while when one breaks, and gone. `now` is monotonic
 * milliseconds.
 */
export function createSockets(deps: {
  hub: Hub
  limits: Limits
  now(): number
  wallClock(): number
  dispatch(peer: Peer, text: string): void
  greeting(peer: Peer): string
  /** Resumable connections that will not come back. */
  onForgotten(sessionIds: string[]): void
}) {
  const { hub, limits, now } = deps
  const holds = new Map<string, NodeJS.Timeout>()
  const rated = limits.rates === 'on'
  const floods = createTokenBuckets({ burst: limits.frame_burst, perSecond: limits.frame_per_second, now })
  let closing = false

  const drop = (connection: Connection) => {
    const timer = holds.get(connection.sessionId)
    if (timer) clearTimeout(timer)
    holds.delete(connection.sessionId)
    hub.remove(connection)
    if (connection.resumable && !closing) deps.onForgotten([connection.sessionId])
  }
  const hold = (connection: Connection) => {
    // Never beyond the moment at which it would have been dropped for its silence.
    const until = Math.min(now() + limits.hold_ms, connection.lastFrameAt + limits.silence_ms)
    holds.set(connection.sessionId, setTimeout(drop, Math.max(0, until - now()), connection))
  }

  const listen = (connection: Connection, socket: WebSocket) => {
    socket.on('message', (data, isBinary) => {
      // Whoever lost access is out of the hub at once; its socket may still talk until it is closed.
      if (!connection.has(socket) || hub.get(connection.sessionId) !== connection) return
      connection.heardMessage(now())
      if (rated && !floods.take(connection.sessionId).ok) {
        connection.close(CLOSE.policy, 'too many frames')
        return
      }
      deps.dispatch(connection, isBinary ? '' : textOf(data))
    })
    socket.on('pong', () => {
      if (connection.has(socket)) connection.heardPong(now())
    })
    socket.on('ping', () => connection.heard(now()))
    // ws closes by itself after a protocol error (1002, 1007, 1009); without a listener it would throw.
    socket.on('error', () => undefined)
    socket.on('close', (code) => {
      if (!connection.has(socket)) return
      connection.detach()
      const mayReturn = connection.resumable && !closing && BROKEN.has(code)
      if (mayReturn) hold(connection)
      else drop(connection)
      hub.noteSocket(connection.userId, false)
    })
  }

  const timer = setInterval(() => {
    for (const connection of hub.all()) {
      // The clock is read for each: a ping's time counts from when it is sent.
      connection.check(now())
      // Whose silence is over before the next look is looked at then: nobody's ghost stays longer than was said.
      const left = connection.lastFrameAt + limits.silence_ms - now()
      // Timers count whole milliseconds, and may be one early.
      if (connection.isOpen && left > 0 && left < LOOK_MS)
        setTimeout(() => connection.check(now()), Math.ceil(left) + 1).unref()
    }
  }, LOOK_MS)
  timer.unref()

  return {
    /** The connection that this session id names, if it belongs to that login session. */
    find(sessionId: string, loginSessionId: string): Connection | undefined {
      const known = hub.get(sessionId)
      return known?.loginSessionId === loginSessionId ? known : undefined
    },
    open(socket: WebSocket, arrival: Arrival): void {
      const known = this.find(arrival.sessionId, arrival.loginSessionId)
      const connection = known ?? new Connection(arrival, limits, now())
      const timerOfHold = holds.get(connection.sessionId)
      if (timerOfHold) clearTimeout(timerOfHold)
      holds.delete(connection.sessionId)
      connection.resumable ||= arrival.resumable
      connection.client = arrival.client
      if (!known) connection.since = deps.wallClock()
      connection.attach(socket, now())
      listen(connection, socket)
      if (!known) hub.add(connection)
      const greeting = textFrame(deps.greeting(connection))
      hub.deliverTo(connection, greeting)
      for (const frame of connection.takeHeld()) hub.deliverTo(connection, frame)
      hub.noteSocket(connection.userId, true)
    },
    /** Ends connections of a login session, an account, or all of them. */
    end(which: (peer: Peer) => boolean, code: number, reason: string): void {
      for (const connection of Array.from(hub.all())) {
        if (!which(connection)) continue
        if (code !== CLOSE.restarting) hub.silence(connection)
        if (connection.isOpen) connection.close(code, reason)
        else drop(connection)
      }
    },
    close(): void {
      closing = true
      clearInterval(timer)
      for (const held of holds.values()) clearTimeout(held)
      holds.clear()
    },
  }
}
export type Sockets = ReturnType<typeof createSockets>

/** How often connections are looked after. */
const LOOK_MS = 1_000
/** How our own client closes a connection on which it no longer hears us, to make another at once. */
const GIVEN_UP = 4000
/** Nobody said goodbye (1006), or somebody means to come back. Every other close is meant. */
const BROKEN: ReadonlySet<number> = new Set([1006, GIVEN_UP, CLOSE.slow])

/** A text frame comes as one buffer: nothing else is asked of `ws`. */
const textOf = (data: RawData): string => (Buffer.isBuffer(data) ? data.toString('utf8') : '')
