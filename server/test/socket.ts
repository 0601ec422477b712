import { WebSocket } from 'ws'
import { z } from 'zod'
import { show } from './shapes.ts'

/** A flat JSON object with a type; unknown types are kept like any other. */
export const Event = z.looseObject({ type: z.string() })
export type Event = z.infer<typeof Event>
export type Closed = { code: number; reason: string }
type Match = (event: Event) => boolean

/** How long to wait for what must come: long, the machine may be slow; nothing waits for it in vain. */
const PATIENCE_MS = 15_000

export type Socket = {
  /** The connection's `session_id`. */
  readonly id: string
  readonly metadata: Event
  /** Every event received, consumed or not, `connection_metadata` first. */
  readonly events: readonly Event[]
  readonly closed: Promise<Closed>
  readonly ws: WebSocket
  /** An object goes out as JSON, text and bytes as they are (bytes as a binary frame). */
  send(frame: object | string): void
  /** The first event of that type that was not consumed yet, among those received or to come; consumes it. */
  next(type: string, match?: Match, timeoutMs?: number): Promise<Event>
  /** Throws when an unconsumed one is there after a barrier (and `ms` more). */
  none(type: string, ms?: number, match?: Match): Promise<void>
  /** The unconsumed ones of that type, without consuming them. */
  waiting(type: string, match?: Match): Event[]
  /** Resolves when everything sent before has taken effect: frames of one connection take effect in order. */
  settled(): Promise<void>
  close(code?: number): Promise<Closed>
  /** Breaks the connection without a close frame. */
  terminate(): Promise<Closed>
  [Symbol.asyncDispose](): Promise<void>
}

export type ConnectOptions = {
  headers?: Record<string, string>
  origin?: string
  /** false: the server's pings get no answer. */
  autoPong?: boolean
  /** false: over TLS whatever key the room shows is believed. */
  rejectUnauthorized?: boolean
}

/** The upgrade was answered with something other than 101. */
export class Refused extends Error {
  readonly status: number
  readonly body: string
  constructor(status: number, body: string) {
    super(`upgrade refused: ${status} ${body}`)
    this.status = status
    this.body = body
  }
}

/** Opens `/ws` and waits for `connection_metadata`. Throws `Refused` for an answer other than 101. */
export async function openSocket(
  url: string,
  query: Record<string, string>,
  options?: ConnectOptions,
): Promise<Socket> {
  const address = `${url.replace(/^http/, 'ws')}/ws?${new URLSearchParams(query).toString()}`
  const ws = new WebSocket(address, { perMessageDeflate: true, ...options })
  const socket = watch(ws)
  await new Promise<void>((resolve, reject) => {
    ws.once('unexpected-response', (_request, response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      const refuse = () => reject(new Refused(response.statusCode ?? 0, Buffer.concat(chunks).toString()))
      response.on('end', refuse)
      response.on('error', refuse)
    })
    ws.once('open', resolve)
    ws.on('error', reject)
  })
  await socket.begin()
  return socket
}

type Waiter = { type: string; match: Match; resolve: (event: Event) => void; reject: (error: Error) => void }

/** Collects what a WebSocket hears, and checks of every frame that it is what the contract calls an event. */
function watch(ws: WebSocket): Socket & { begin(): Promise<void> } {
  const events: Event[] = []
  const unconsumed: Event[] = []
  const waiters = new Set<Waiter>()
  let broken: Error | null = null
  let end: Closed | null = null
  let pings = 0

  const fail = (error: Error) => {
    broken ??= error
    for (const waiter of waiters) waiter.reject(error)
    waiters.clear()
  }
  const closed = new Promise<Closed>((resolve) => {
    ws.on('close', (code, reason) => {
      end = { code, reason: reason.toString() }
      for (const waiter of waiters) {
        waiter.reject(new Error(`closed with ${code} ${end.reason} while waiting for ${waiter.type}`))
      }
      waiters.clear()
      resolve(end)
    })
  })
  ws.on('message', (data: Buffer, isBinary: boolean) => {
    const text = data.toString()
    const event = isBinary ? null : flatEvent(text)
    if (event === null) return fail(new Error(`not a flat JSON object with a type: ${show(text)}`))
    if (events.length === 0 && event.type !== 'connection_metadata') {
      return fail(new Error(`the first event is ${show(event)}`))
    }
    events.push(event)
    const waiter = [...waiters].find((one) => one.type === event.type && one.match(event))
    if (waiter === undefined) return void unconsumed.push(event)
    waiters.delete(waiter)
    waiter.resolve(event)
  })

  const next = (type: string, match: Match = () => true, timeoutMs = PATIENCE_MS): Promise<Event> => {
    if (broken !== null) return Promise.reject(broken)
    const at = unconsumed.findIndex((event) => event.type === type && match(event))
    const [found] = at < 0 ? [] : unconsumed.splice(at, 1)
    if (found !== undefined) return Promise.resolve(found)
    if (end !== null) return Promise.reject(new Error(`closed with ${end.code} before ${type}`))
    const { promise, resolve, reject } = Promise.withResolvers<Event>()
    const timer = setTimeout(() => {
      waiters.delete(waiter)
      const seen = events.map((event) => event.type).join()
      reject(new Error(`no ${type} within ${timeoutMs} ms; seen: ${seen}; unconsumed: ${show(unconsumed.slice(-5))}`))
    }, timeoutMs)
    const waiter: Waiter = { type, match, resolve, reject }
    waiters.add(waiter)
    return promise.finally(() => clearTimeout(timer))
  }
  const send = (frame: object | string) => {
    ws.send(typeof frame === 'string' || frame instanceof Uint8Array ? frame : JSON.stringify(frame))
  }
  const waiting = (type: string, match: Match = () => true) =>
    unconsumed.filter((event) => event.type === type && match(event))
  const settled = async () => {
    const t0 = 1_000_000 + (pings += 1)
    send({ type: 'ping', t0 })
    await next('pong', (event) => event.t0 === t0)
  }
  const close = (code = 1000) => {
    ws.close(code)
    return closed
  }
  let metadata: Event | null = null
  const known = () => {
    if (metadata === null) throw new Error('not connected yet')
    return metadata
  }
  return {
    get id() {
      return textOf(known(), 'session_id')
    },
    get metadata() {
      return known()
    },
    events,
    closed,
    ws,
    send,
    next,
    waiting,
    settled,
    async none(type, ms = 0, match = () => true) {
      await settled()
      if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms))
      const [unwanted] = waiting(type, match)
      if (unwanted !== undefined) throw new Error(`unwanted: ${show(unwanted)}`)
    },
    close,
    terminate() {
      ws.terminate()
      return closed
    },
    async begin() {
      metadata = await next('connection_metadata')
    },
    async [Symbol.asyncDispose]() {
      if (end === null) await close()
    },
  }
}

/** Flat: the fields stand beside `type`, in snake_case, not in an envelope. */
function flatEvent(text: string): Event | null {
  const parsed = Event.safeParse(parseJson(text))
  if (!parsed.success) return null
  const names = Object.keys(parsed.data)
  const isFlat = names.every((name) => /^[a-z][a-z0-9_]*$/.test(name) && name !== 'payload' && name !== 'event')
  return isFlat ? parsed.data : null
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** A field that must be text. */
export function textOf(event: Event, field: string): string {
  const value = event[field]
  if (typeof value !== 'string') throw new Error(`no text in ${field} of ${show(event)}`)
  return value
}

/** A field that must be a number. */
export function numberOf(event: Event, field: string): number {
  const value = event[field]
  if (typeof value !== 'number') throw new Error(`no number in ${field} of ${show(event)}`)
  return value
}
