import { QueryClient } from '@tanstack/react-query'
import { postMessage } from '#protocol/messages.ts'
import type { ShareplayState } from '#protocol/shareplay.ts'
import { keys } from '../api/keys.ts'
import type { Session } from '../api/session.ts'
import { Drafts } from '../features/messages/drafts.ts'
import { Uploads } from '../features/files/uploads.ts'
import { SongAdds } from '../features/shareplay/song-adds.ts'
import { Outbox } from '../outbox/outbox.ts'
import { postBodyOf } from '../outbox/post-body.ts'
import { createOutboxStore } from '../outbox/store.ts'
import { browserWake, openWebSocket } from '../realtime/browser.ts'
import { LiveRoom } from '../realtime/live-room.ts'
import { RoomSocket } from '../realtime/socket.ts'
import type { Platform } from './platform.ts'
import { setQueries } from './queries.ts'

export type LiveDeps = {
  platform: Platform
  session: Session
  userId: string
  /** Names the room in storage. */
  roomKey: string
  /** The room's origin, which may change while the room moves. */
  baseUrl(): string
  onTrouble(error: unknown): void
}
export type Live = ReturnType<typeof createLive>

/** All that runs while somebody is signed in to a room: the cache and what keeps it true, and what goes out. */
export function createLive({ platform, session, userId, roomKey, baseUrl, onTrouble }: LiveDeps) {
  const { clock, random, storage, newId } = platform
  const scope = `${roomKey}:${userId}`
  const cache = new QueryClient({
    defaultOptions: {
      // A LAN without internet may look like no network at all, and the room is there all the same.
      queries: { staleTime: Infinity, retry: 2, networkMode: 'always' },
      mutations: { networkMode: 'always' },
    },
  })
  cache.mount()
  setQueries(cache, session.call)
  const socket = new RoomSocket({
    get url() {
      return `${baseUrl().replace(/^http/, 'ws')}/ws`
    },
    token: (options) => session.token(options),
    open: openWebSocket,
    clock,
    random,
    wake: browserWake(platform.window),
    onEnded: (reason) => void session.end(reason).catch(onTrouble),
    onTrouble,
  })
  const outbox = new Outbox({
    store: createOutboxStore(storage, scope),
    post: (entry) => session.call(postMessage, { params: { id: entry.channel_id }, body: postBodyOf(entry) }),
    onSent: (message) => room.history.put(message.channel_id, [message]),
    newId,
    clock,
    random,
    ...(platform.locks ? { locks: platform.locks } : {}),
    key: scope,
    onTrouble,
  })
  const room = new LiveRoom({ userId, session, socket, cache, outbox, clock, random, onTrouble })
  const drafts = new Drafts({ storage: platform.window.localStorage, scope, onTrouble })
  const uploads = new Uploads({
    upload: session.upload,
    send: (draft) => outbox.send(draft),
    newId,
    clock,
    random,
    onTrouble,
  })
  const songAdds = new SongAdds({
    socket,
    userId,
    queueOf: (channelId) => cache.getQueryData<ShareplayState | null>(keys.shareplay(channelId))?.queue ?? [],
  })
  const songUploads = new Uploads({
    upload: session.upload,
    send: (draft) => songAdds.send(draft),
    staysUntilSent: true,
    newId,
    clock,
    random,
    onTrouble,
  })
  let wasOpen = false
  const stopWaking = socket.subscribe(() => {
    const isOpen = socket.getSnapshot().state === 'open'
    if (isOpen && !wasOpen) for (const one of [uploads, songUploads]) one.wake()
    wasOpen = isOpen
  })
  socket.connect()
  outbox.load().catch(onTrouble)

  return {
    userId,
    cache,
    socket,
    outbox,
    room,
    drafts,
    uploads,
    /** Files on their way into a queue of SharePlay. */
    songUploads,
    songAdds,
    call: session.call,
    upload: session.upload,
    close(): void {
      stopWaking()
      uploads.close()
      songUploads.close()
      songAdds.close()
      room.close()
      outbox.close()
      socket.close()
      cache.unmount()
      cache.clear()
    },
  }
}
