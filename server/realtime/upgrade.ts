import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { STATUS_CODES } from 'node:http'
import { WebSocketServer } from 'ws'
import { Refusal, busy, closing, internal, invalid, slowDown, wrongMethod } from '#protocol/errors.ts'
import { isId } from '#protocol/ids.ts'
import type { Limits } from '../options.ts'
import type { Client } from './client.ts'
import type { Hub } from './hub.ts'
import type { Sockets } from './sockets.ts'

/** Who is behind an access token; refuses by throwing. */
export type Authenticate = (token: string) => { userId: string; sessionId: string }

/** Answers WebSocket upgrades on `/ws`. Every refusal comes before the upgrade, as HTTP. */
export function acceptUpgrades(
  server: Server,
  deps: {
    hub: Hub
    sockets: Sockets
    limits: Limits
    /** Who asks; refuses by throwing. */
    admit(request: IncomingMessage): Client
    authenticate: Authenticate
    newId(): string
    /** Is it this login session's, by what an earlier run of the room wrote down? */
    wasConnectionOf(sessionId: string, loginSessionId: string): boolean
    remember(sessionId: string, loginSessionId: string): Promise<unknown>
    onBug(what: string, error: unknown): void
  },
) {
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: deps.limits.frame_bytes,
  })
  sockets.on('wsClientError', (_error, stream, request) => {
    refuse(stream, request.method === 'GET' ? invalid('This is no valid WebSocket handshake.') : wrongMethod())
  })
  let isClosing = false

  const sessionIdFor = async (wanted: string | null, loginSessionId: string): Promise<string> => {
    if (wanted === null) return deps.newId()
    const known =
      isId(wanted) && (deps.sockets.find(wanted, loginSessionId) ?? deps.wasConnectionOf(wanted, loginSessionId))
    const sessionId = known ? wanted : deps.newId()
    await deps.remember(sessionId, loginSessionId)
    return sessionId
  }

  const demandRoom = (userId: string): void => {
    if (deps.hub.size >= deps.limits.connections) throw busy()
    if (deps.hub.countOf(userId) >= deps.limits.connections_per_user) throw slowDown(5)
  }

  const upgrade = async (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    const client = deps.admit(request)
    const url = URL.parse(request.url ?? '/', 'http://room')
    if (url?.pathname !== '/ws')
      throw new Refusal(404, 'not_found', 'There is no such address. The WebSocket is at /ws.')
    const token = url.searchParams.get('token') ?? ''
    const before = deps.authenticate(token)
    const wanted = url.searchParams.get('resume')
    const isBack = wanted !== null && deps.sockets.find(wanted, before.sessionId) !== undefined
    if (!isBack) demandRoom(before.userId)
    const sessionId = await sessionIdFor(wanted, before.sessionId)
    if (isClosing) throw closing()
    // A moment has passed: the login session may have ended in it.
    const { userId, sessionId: loginSessionId } = wanted === null ? before : deps.authenticate(token)
    // Counted once more: between this and being counted there is no waiting in which others could come.
    if (!deps.sockets.find(sessionId, loginSessionId)) demandRoom(userId)
    sockets.handleUpgrade(request, stream, head, (socket) => {
      deps.sockets.open(socket, { userId, loginSessionId, sessionId, resumable: wanted !== null, client })
    })
  }

  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    const onError = () => stream.destroy()
    stream.on('error', onError)
    upgrade(request, stream, head)
      .then(() => stream.off('error', onError))
      .catch((error: unknown) => {
        if (!(error instanceof Refusal)) deps.onBug('upgrade', error)
        refuse(stream, error instanceof Refusal ? error : internal())
      })
  })
  return { close: () => void (isClosing = true) }
}

const LINGER_MS = 1_000

function refuse(stream: Duplex, refusal: Refusal): void {
  const body = JSON.stringify({ error: refusal.message, code: refusal.code })
  const retry = refusal.retryAfterSecs === undefined ? '' : `Retry-After: ${refusal.retryAfterSecs}\r\n`
  // What the peer says meanwhile is read and dropped: unread, it would keep the socket open for ever.
  stream.resume()
  setTimeout(() => stream.destroy(), LINGER_MS).unref()
  stream.end(
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status] ?? 'Error'}\r\nConnection: close\r\n` +
      `Content-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${retry}\r\n${body}`,
  )
}
