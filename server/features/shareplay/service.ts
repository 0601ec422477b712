import { conflict, unauthorized, unknown } from '#protocol/errors.ts'
import type { CommandOf } from '#protocol/commands.ts'
import type { ShareplayState } from '#protocol/shareplay.ts'
import type { Caller } from '../../http/operation.ts'
import type { Peer } from '../../realtime/audience.ts'
import { type QueueAction, readAction } from './action.ts'
import { type SongMediaDeps, createSongMedia } from './media.ts'
import { createPace } from './pace.ts'
import { leadFor } from './lead.ts'
import { type ListenerDeps, type Listeners, createListeners } from './listeners.ts'
import { type Loading, type LoadingDeps, createLoading } from './loading.ts'
import { EMPTY_QUEUE, type Queue, type QueueItem, currentOf, wakeAt } from './position.ts'
import { presentQueue } from './present.ts'
import { type Doing, type QueueChange, reduce } from './queue.ts'

export type ShareplayDeps = ListenerDeps &
  LoadingDeps & {
    /** Throws for whoever may not read the channel. */
    demandRead(channelId: string, userId: string): void
    /** URLs of songs, as those of files. */
    urls: SongMediaDeps['urls'] & { signed(path: string, id: string, channelId: string): string }
    privateFiles: boolean
    /** After so many milliseconds without any update the URLs are sent anew; null when they last. */
    renewMs: number | null
    /** How long a queue waits for somebody to come back when there was no call. */
    idleMs: number
    /** Monotonic milliseconds, and the wall clock's when that read 0. */
    now(): number
    epochMs(): number
    random(): number
  }

type Session = {
  queue: Queue
  readonly loading: Loading
  readonly listeners: Listeners
  readonly pace: ReturnType<typeof createPace>
  wake: NodeJS.Timeout | undefined
  idle: NodeJS.Timeout | undefined
  renewal: NodeJS.Timeout | undefined
}

/** Code points of what was typed that stand in for a title until there is one. */
const TITLE_CHARS = 200
/** The longest time that a timer of Node can wait. */
const LONGEST_MS = 2 ** 31 - 1

/** What channels play together: one queue each, in memory, moved on by the room's own clock. */
export function createShareplay(deps: ShareplayDeps) {
  const sessions = new Map<string, Session>()
  /** The channel of each item. */
  const channelOf = new Map<string, string>()

  const present = (channelId: string, { queue }: Session): ShareplayState =>
    presentQueue(queue, { epochMs: deps.epochMs(), sign: (path, id) => deps.urls.signed(path, id, channelId) })

  /** Gives the size of what each of them was told. */
  const update = (channelId: string, session: Session): number => {
    const event = { type: 'shareplay_update', channel_id: channelId, state: present(channelId, session) } as const
    session.listeners.tell(event)
    clearTimeout(session.renewal)
    if (deps.renewMs !== null) session.renewal = setTimeout(session.pace.note, deps.renewMs).unref()
    return Buffer.byteLength(JSON.stringify(event))
  }

  const open = (channelId: string): Session => {
    const there = sessions.get(channelId)
    if (there) return there
    const session: Session = {
      queue: EMPTY_QUEUE,
      loading: createLoading(channelId, deps, {
        queue: () => session.queue,
        apply: (change) => apply(channelId, session, change),
        expect: (items) => items.forEach(({ id }) => channelOf.set(id, channelId)),
      }),
      listeners: createListeners(channelId, deps),
      pace: createPace({
        now: deps.now,
        send: () => update(channelId, session),
      }),
      wake: undefined,
      idle: undefined,
      renewal: undefined,
    }
    sessions.set(channelId, session)
    return session
  }

  const discard = (session: Session, itemId: string): void => {
    channelOf.delete(itemId)
    session.loading.discard(itemId)
  }

  const end = (channelId: string): void => {
    const session = sessions.get(channelId)
    if (!session) return
    stopTimers(session)
    for (const { id } of session.queue.items) discard(session, id)
    session.listeners.tell({ type: 'shareplay_cleared', channel_id: channelId })
    sessions.delete(channelId)
  }

  /** Without anybody there, the queue has its time; with somebody, it stays. */
  const reconsider = (channelId: string, session: Session): void => {
    if (!session.listeners.reconsider()) {
      session.idle ??= setTimeout(() => end(channelId), deps.idleMs)
      session.idle.unref()
    } else {
      clearTimeout(session.idle)
      session.idle = undefined
    }
  }

  const setAlarm = (channelId: string, session: Session): void => {
    clearTimeout(session.wake)
    const due = wakeAt(session.queue, leadFor(deps.audienceOf(channelId)))
    if (due === null) return
    // A timer may come a moment early; then nothing is due yet, and it is set again.
    const wait = Math.min(LONGEST_MS, Math.max(1, Math.ceil(due - deps.now())))
    session.wake = setTimeout(() => apply(channelId, session, { type: 'tick' }), wait)
    session.wake.unref()
  }

  const apply = (channelId: string, session: Session, doing: Doing | QueueChange): void => {
    const before = session.queue
    const leadMs = leadFor(deps.audienceOf(channelId))
    session.queue = reduce(before, doing, { now: deps.now(), leadMs, random: deps.random })
    setAlarm(channelId, session)
    if (session.queue === before) return
    const stay = new Set(session.queue.items.map(({ id }) => id))
    for (const { id } of before.items) if (!stay.has(id)) discard(session, id)
    if (doing.type === 'tick') session.pace.hurry()
    else session.pace.note()
  }

  const add = (channelId: string, session: Session, text: string, peer: Peer): void => {
    if (session.queue.items.length >= deps.maxItems) {
      throw conflict('queue_full', `The queue is full: it has at most ${deps.maxItems} items.`)
    }
    const item: QueueItem = {
      id: deps.newId(),
      url: text,
      title: [...text].slice(0, TITLE_CHARS).join(''),
      artist: null,
      duration: 0,
      status: 'grabbing',
      progress: null,
      error: null,
      hasCover: false,
      addedBy: peer.userId,
    }
    channelOf.set(item.id, channelId)
    apply(channelId, session, { type: 'append', item })
    session.loading.load(item, peer)
  }

  const act = (channelId: string, session: Session, action: QueueAction, peer: Peer): void => {
    if (action.type === 'add') {
      add(channelId, session, action.text, peer)
      return
    }
    const failed = new Set(session.queue.items.flatMap(({ id, status }) => (status === 'error' ? [id] : [])))
    apply(channelId, session, action)
    if (action.type !== 'retry') return
    const again = session.queue.items.find(({ id, status }) => failed.has(id) && status === 'grabbing')
    if (again) session.loading.load(again, peer)
  }

  const media = createSongMedia({
    ...deps,
    find(itemId) {
      const channelId = channelOf.get(itemId)
      const session = channelId === undefined ? undefined : sessions.get(channelId)
      const song = session?.loading.songOf(itemId)
      const item = session?.queue.items.find(({ id }) => id === itemId)
      return channelId === undefined ? null : { channelId, ...(song && item ? { song, title: item.title } : {}) }
    },
  })

  return {
    /** Tells a connection what plays, after `room_state`; nothing when nothing does. */
    tellState(peer: Peer, channelId: string): void {
      const session = sessions.get(channelId)
      if (!session) return
      reconsider(channelId, session)
      const event = { type: 'shareplay_state', channel_id: channelId, state: present(channelId, session) } as const
      deps.publish({ kind: 'connection', sessionId: peer.sessionId }, event)
    },

    act(peer: Peer, frame: CommandOf<'shareplay_action'>): void {
      const channelId = frame.channel_id
      deps.demandRead(channelId, peer.userId)
      const action = readAction(frame)
      const isNew = !sessions.has(channelId)
      const session = open(channelId)
      session.listeners.acted(peer)
      try {
        act(channelId, session, action, peer)
      } finally {
        // Nothing begins with what changes nothing.
        if (isNew && session.queue === EMPTY_QUEUE) {
          session.pace.close()
          sessions.delete(channelId)
        } else reconsider(channelId, session)
      }
    },

    /** How somebody's sound is. Without a queue it is too late to tell, which is no error. */
    report(peer: Peer, frame: CommandOf<'shareplay_report'>): void {
      deps.demandRead(frame.channel_id, peer.userId)
      sessions.get(frame.channel_id)?.listeners.report(peer, frame)
    },

    /** The last participant has left the call, or the channel is gone: nothing is left, and all are told. */
    end,
    /** A connection left a channel, or lost the right to be there. */
    left(channelId: string, peer: Peer): void {
      const session = sessions.get(channelId)
      if (!session) return
      session.listeners.left(peer)
      reconsider(channelId, session)
    },
    /** Somebody may not read the channel any more, whether they had joined or only acted. */
    accessLost(channelId: string): void {
      const session = sessions.get(channelId)
      if (!session) return
      reconsider(channelId, session)
      if (!deps.privateFiles) return
      // The songs' URLs have died with it. Whoever else loses access at the same time is gone by then.
      queueMicrotask(() => {
        if (sessions.get(channelId) === session) session.pace.note()
      })
    },
    /** A connection is gone for good. */
    gone(peer: Peer, channels: readonly string[]): void {
      for (const [channelId, session] of sessions) {
        const wasHere = session.listeners.left(peer) || channels.includes(channelId)
        if (wasHere) reconsider(channelId, session)
      }
    },

    currentSong(channelId: string, caller: Caller | null): { song_id: string } {
      if (caller === null) throw unauthorized()
      deps.demandRead(channelId, caller.userId)
      const session = sessions.get(channelId)
      const item = session ? currentOf(session.queue) : null
      if (item === null) throw unknown('song')
      return { song_id: item.id }
    },
    ...media,

    async close(): Promise<void> {
      for (const session of sessions.values()) stopTimers(session)
      sessions.clear()
      channelOf.clear()
      await deps.fetching.close()
    },
  }
}
export type Shareplay = ReturnType<typeof createShareplay>

function stopTimers({ wake, idle, renewal, pace }: Session): void {
  for (const timer of [wake, idle, renewal]) clearTimeout(timer)
  pace.close()
}
