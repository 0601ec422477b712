import { QueryClient, QueryObserver } from '@tanstack/query-core'
import type { Channel, Unread } from '#protocol/channels.ts'
import { postMessage } from '#protocol/messages.ts'
import { createClient } from '../api/client.ts'
import { systemClock } from '../api/clock.ts'
import { keys } from '../api/keys.ts'
import { localLocks } from '../api/ports.ts'
import type { Broadcast, Locks, TextStorage } from '../api/ports.ts'
import { Session } from '../api/session.ts'
import type { UploadRequest } from '../api/upload.ts'
import { Outbox } from '../outbox/outbox.ts'
import { postBodyOf } from '../outbox/post-body.ts'
import { createOutboxStore } from '../outbox/store.ts'
import { openWebSocket } from '../realtime/browser.ts'
import { LiveRoom } from '../realtime/live-room.ts'
import { RoomSocket } from '../realtime/socket.ts'
import { memoryStorage } from './fakes.ts'

export const PASSWORD = 'correct horse battery'

/** What a device keeps over a reload, and its tabs share. */
export type Device = { storage: TextStorage; locks: Locks; broadcast?: () => Broadcast }
export const device = (): Device => ({ storage: memoryStorage(), locks: localLocks() })

/** Counts calls by path, and can be told to break. */
function countingFetch() {
  const calls: string[] = []
  // A connection that is dead and does not know it: nothing of it gets out (mute), or comes in (deaf).
  const state = { calls, isCut: false, loseReplies: false, isMute: false, isDeaf: false }
  const wrapped = async (url: string, init: RequestInit): Promise<Response> => {
    calls.push(`${init.method} ${new URL(url).pathname}`)
    if (state.isCut) throw new TypeError('cut')
    const response = await fetch(url, init)
    if (state.loseReplies) throw new TypeError('the reply was lost')
    return response
  }
  return Object.assign(state, { fetch: wrapped })
}

export function newSession(url: string, { storage, locks, broadcast }: Device, net = countingFetch()) {
  const troubles: unknown[] = []
  const client = createClient({ baseUrl: url, fetch: net.fetch, clock: systemClock() })
  const session = new Session({
    client,
    upload: () => Promise.reject(new Error('no uploads in this test')),
    roomKey: 'room',
    storage,
    locks,
    ...(broadcast ? { broadcast: broadcast() } : {}),
    clock: systemClock(),
    random: () => 0.5,
    onTrouble: (error) => troubles.push(error),
  })
  return { session, net, troubles }
}

/** The whole engine under the views, as the app puts it together. `await using` closes it, like closing the tab. */
export async function startApp(url: string, on: Device, account: { username: string; register?: boolean } | null) {
  const { session, net, troubles } = newSession(url, on)
  const onTrouble = (error: unknown) => void troubles.push(error)
  await session.load()
  if (account?.register) await session.register({ username: account.username, password: PASSWORD })
  else if (account) await session.login({ username_or_email: account.username, password: PASSWORD })
  const state = session.getSnapshot()
  if (state.status !== 'signed_in') throw new Error('not signed in')
  const { userId } = state

  const cache = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: 1, retryDelay: 50 } } })
  cache.mount()
  const socket = new RoomSocket({
    url: `${url.replace('http', 'ws')}/ws`,
    token: (options) => session.token(options),
    // Cut is cut: a socket that came back by itself meanwhile would hear what the test wants it to miss.
    open: (url, events) => {
      if (!net.isCut) {
        const message = (data: unknown) => void (net.isDeaf || events.message(data))
        const link = openWebSocket(url, { ...events, message })
        return { ...link, send: (data) => void (net.isMute || link.send(data)) }
      }
      queueMicrotask(() => events.closed(1006))
      return { send: () => {}, close: () => {} }
    },
    clock: systemClock(),
    random: Math.random,
    wake: () => () => {},
    onEnded: (reason) => void session.end(reason),
    onTrouble,
  })
  const wiring: { room?: LiveRoom } = {}
  const outbox = new Outbox({
    store: createOutboxStore(on.storage, `room:${userId}`),
    post: (entry) => session.call(postMessage, { params: { id: entry.channel_id }, body: postBodyOf(entry) }),
    onSent: (message) => wiring.room?.history.put(message.channel_id, [message]),
    newId: () => crypto.randomUUID(),
    clock: systemClock(),
    random: () => 0,
    locks: on.locks,
    key: `room:${userId}`,
    onTrouble,
  })
  const room = new LiveRoom({
    userId,
    session,
    socket,
    cache,
    outbox,
    clock: systemClock(),
    random: Math.random,
    onTrouble,
  })
  wiring.room = room
  // What a view does: it looks at the lists, so that they are fetched and fetched again.
  const stops = [
    new QueryObserver<Channel[]>(cache, { queryKey: keys.channels }).subscribe(() => {}),
    new QueryObserver<Unread[]>(cache, { queryKey: keys.unread }).subscribe(() => {}),
  ]
  socket.connect()
  await outbox.load()
  const close = () => {
    for (const stop of stops) stop()
    room.close()
    outbox.close()
    socket.close()
    session.close()
    cache.unmount()
    cache.clear()
  }
  return {
    userId,
    session,
    socket,
    cache,
    outbox,
    room,
    net,
    troubles,
    channel: (id: string) => cache.getQueryData<Channel[]>(keys.channels)?.find((channel) => channel.id === id),
    marker: (id: string) => cache.getQueryData<Unread[]>(keys.unread)?.find((marker) => marker.channel_id === id),
    texts: (id: string) => room.history.windowOf(id)?.messages.map((message) => message.content) ?? [],
    close,
    [Symbol.dispose]: close,
  }
}

/** Stands in for XMLHttpRequest, which Node has not: the multipart is real, progress is not told. */
export function fetchRequest(): UploadRequest {
  const listeners = new Map<string, () => void>()
  const headers = new Headers()
  const abort = new AbortController()
  let target = { method: '', url: '' }
  let reply: Response | null = null
  let text = ''
  return {
    open: (method, url) => void (target = { method, url }),
    setRequestHeader: (name, value) => headers.set(name, value),
    send(body) {
      fetch(target.url, { method: target.method, headers, body, signal: abort.signal })
        .then(async (response) => {
          reply = response
          text = await response.text()
          listeners.get('load')?.()
        })
        .catch(() => listeners.get('error')?.())
    },
    abort: () => abort.abort(),
    getResponseHeader: (name) => reply?.headers.get(name) ?? null,
    get status() {
      return reply?.status ?? 0
    },
    get responseText() {
      return text
    },
    addEventListener: (type, listener) => void listeners.set(type, listener),
    upload: { addEventListener: () => {} },
  }
}

/** Waits until something holds, or throws what it last was. */
export async function until<T>(what: () => T, isRight: (value: T) => boolean, ms = 10_000): Promise<T> {
  const end = Date.now() + ms
  for (;;) {
    const value = what()
    if (isRight(value)) return value
    if (Date.now() > end) throw new Error(`still ${JSON.stringify(value)} after ${ms} ms`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
