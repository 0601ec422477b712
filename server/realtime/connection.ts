import { WebSocket } from 'ws'
import { type Batch, type Wire, append, isMidFrame, joinBatch, wireOf, writeFrames } from './frames.ts'
import type { Importance, Peer } from './audience.ts'
import type { Client } from './client.ts'

export type ConnectionLimits = {
  slow_reader_bytes: number
  slow_reader_close_bytes: number
  ping_interval_ms: number
  silence_ms: number
  header_timeout_ms: number
}

/** Close codes of the contract, section 3. */
export const CLOSE = {
  normal: 1000,
  policy: 1008,
  restarting: 1012,
  slow: 1013,
  sessionEnded: 4401,
  banned: 4403,
} as const
const CLOSE_GRACE_MS = 2_000
/** A slow reader has much to read before it gets to the close, and should learn why. */
const SLOW_GRACE_MS = 20_000
/** Frames kept for a connection that may come back: only signals, which nobody repeats. */
const HELD_BYTES = 512 * 1024

/**
 * One connection as it is named by its session id. Its socket may break and be replaced by another (resume); between the
 * two it is *held*.
 */
export class Connection implements Peer {
  readonly sessionId: string
  readonly userId: string
  readonly loginSessionId: string
  resumable: boolean
  readonly joined = new Set<string>()
  call: string | null = null
  lastFrameAt: number
  /** Wall-clock milliseconds; a resumed connection is as old as its first socket. */
  since = 0
  /** Where its socket comes from; for the host's eyes, never stored. */
  client: Client = { kind: 'other', address: 'unknown' }
  /** How long the newest ping took to come back; null before the first one did. */
  rttMs: number | null = null
  #socket: WebSocket | null = null
  #wire: Wire | null = null
  #batch: Batch | null = null
  /** This turn's signals, until they are written. */
  #unwritten: Buffer[] = []
  #held: Buffer[] = []
  #heldBytes = 0
  #nextPingAt = 0
  #pingedAt: number | null = null
  #midFrameSince: number | null = null
  #lastMessageAt = 0
  #closing = false
  readonly #limits: ConnectionLimits

  constructor(peer: Peer & { resumable: boolean }, limits: ConnectionLimits, now: number) {
    this.sessionId = peer.sessionId
    this.userId = peer.userId
    this.loginSessionId = peer.loginSessionId
    this.resumable = peer.resumable
    this.#limits = limits
    this.lastFrameAt = now
  }

  get isOpen(): boolean {
    return this.#socket !== null
  }
  has(socket: WebSocket): boolean {
    return this.#socket === socket
  }

  /** Takes over a socket; one that it had before is cut off. */
  attach(socket: WebSocket, now: number): void {
    this.#holdUnwritten()
    const former = this.#socket
    this.#socket = socket
    this.#wire = wireOf(socket)
    this.#batch = null
    this.#nextPingAt = now + this.#limits.ping_interval_ms
    this.#midFrameSince = null
    this.#pingedAt = null
    this.rttMs = null
    this.#closing = false
    this.heard(now)
    former?.terminate()
  }
  detach(): void {
    this.#holdUnwritten()
    this.#socket = null
    this.#wire = null
    this.#batch = null
  }
  heard(now: number): void {
    this.lastFrameAt = now
  }
  /** A pong that nobody asked for measures nothing. */
  heardPong(now: number): void {
    if (this.#pingedAt !== null) this.rttMs = now - this.#pingedAt
    this.#pingedAt = null
    this.heard(now)
  }
  /** A whole message, not a ping between the fragments of one. */
  heardMessage(now: number): void {
    this.#lastMessageAt = now
    this.heard(now)
  }

  /** Puts a frame into this turn's batch. True when the connection had nothing yet, so that it must be flushed. */
  queue(frame: Buffer, root: Batch, importance: Importance): boolean {
    const wire = this.#wire
    if (!wire) {
      if (importance === 'signal') this.#hold(frame)
      return false
    }
    if (this.#closing) return false
    if (importance === 'ephemeral' && wire.writableLength > this.#limits.slow_reader_bytes) return false
    if (importance === 'signal' && this.resumable) this.#unwritten.push(frame)
    const before = this.#batch
    this.#batch = append(before ?? root, frame)
    return before === null
  }
  /** Writes this turn's batch, in one write. */
  flush(): void {
    const batch = this.#batch
    this.#batch = null
    if (this.#unwritten.length > 0) this.#unwritten = []
    if (!batch || !this.#socket || !this.#wire) return
    if (this.#wire.writableLength > this.#limits.slow_reader_close_bytes) this.close(CLOSE.slow, 'too slow')
    else writeFrames(this.#socket, this.#wire, joinBatch(batch))
  }
  #hold(frame: Buffer): void {
    if (this.#heldBytes + frame.length > HELD_BYTES) return
    this.#held.push(frame)
    this.#heldBytes += frame.length
  }
  #holdUnwritten(): void {
    for (const frame of this.#unwritten) this.#hold(frame)
    this.#unwritten = []
  }
  /** What came while it was held. */
  takeHeld(): Buffer[] {
    const held = this.#held
    this.#held = []
    this.#heldBytes = 0
    return held
  }

  close(code: number, reason: string): void {
    const socket = this.#socket
    if (!socket || this.#closing) return
    this.#closing = true
    if (this.#batch && this.#wire && code !== CLOSE.slow) {
      writeFrames(socket, this.#wire, joinBatch(this.#batch))
      this.#batch = null
    }
    socket.close(code, reason)
    setTimeout(() => socket.terminate(), code === CLOSE.slow ? SLOW_GRACE_MS : CLOSE_GRACE_MS).unref()
  }

  /** Looks after the socket; call it about once a second. */
  check(now: number): void {
    const socket = this.#socket
    if (!socket) return
    const midFrame = isMidFrame(socket)
    if (!midFrame) this.#midFrameSince = null
    else this.#midFrameSince ??= now
    // One that has ended since then was another one.
    const since = this.#midFrameSince === null ? now : Math.max(this.#midFrameSince, this.#lastMessageAt)
    const stuck = now - since >= this.#limits.header_timeout_ms
    if (stuck || now - this.lastFrameAt >= this.#limits.silence_ms) {
      socket.terminate()
      return
    }
    if (now >= this.#nextPingAt && socket.readyState === WebSocket.OPEN) {
      this.#nextPingAt = now + this.#limits.ping_interval_ms
      this.#pingedAt ??= now
      socket.ping()
    }
  }
}
