import type { Event } from '#protocol/events.ts'
import { type Audience, type Importance, type Peer, importanceOf } from './audience.ts'
import type { Connection } from './connection.ts'
import { emptyBatch, textFrame } from './frames.ts'

export type GoneListener = (peer: Peer, channels: { joined: readonly string[]; call: string | null }) => void

const NOBODY: ReadonlySet<Connection> = new Set()

/** Who hears what. It knows connections and channels, and no feature. */
export function createHub(deps: {
  membersOf(channelId: string): { has(userId: string): boolean; keys(): Iterable<string>; readonly size: number }
}) {
  const connections = new Map<string, Connection>()
  const byUser = new Map<string, Set<Connection>>()
  const joined = new Map<string, Set<Connection>>()
  const goneListeners: GoneListener[] = []
  const openListeners: ((userId: string, open: boolean) => void)[] = []

  let root = emptyBatch()
  const dirty: Connection[] = []
  const flush = () => {
    if (dirty.length === 0) return
    for (const connection of dirty) connection.flush()
    dirty.length = 0
    root = emptyBatch()
  }

  /** Visits everybody whom an event is for. Plain loops: this runs once for each receiver of each message. */
  const forEach = (to: Audience, visit: (connection: Connection) => void): void => {
    switch (to.kind) {
      case 'connection': {
        const one = connections.get(to.sessionId)
        if (one) visit(one)
        return
      }
      case 'joined': {
        const those = joined.get(to.channelId)
        if (those) for (const one of those) visit(one)
        const actor = to.also === undefined ? undefined : connections.get(to.also)
        if (actor && !those?.has(actor)) visit(actor)
        return
      }
      case 'all':
        for (const one of connections.values()) visit(one)
        return
      case 'users':
        for (const userId of to.userIds) {
          for (const one of byUser.get(userId) ?? NOBODY) visit(one)
        }
        return
      case 'members': {
        const members = deps.membersOf(to.channelId)
        // Whichever is shorter: the people here, or the people of the channel.
        if (byUser.size <= members.size) {
          for (const [userId, theirs] of byUser) if (members.has(userId)) for (const one of theirs) visit(one)
        } else for (const userId of members.keys()) for (const one of byUser.get(userId) ?? NOBODY) visit(one)
      }
    }
  }

  const queue = (connection: Connection, frame: Buffer, importance: Importance) => {
    if (!connection.queue(frame, root, importance)) return
    if (dirty.length === 0) setImmediate(flush)
    dirty.push(connection)
  }

  const unsubscribe = (connection: Connection, channelId: string) => {
    if (connection.joined.has(channelId) || connection.call === channelId) return
    const set = joined.get(channelId)
    set?.delete(connection)
    if (set?.size === 0) joined.delete(channelId)
  }
  const subscribe = (connection: Connection, channelId: string) => {
    const set = joined.get(channelId)
    if (set) set.add(connection)
    else joined.set(channelId, new Set([connection]))
  }

  return {
    /** Serialises an event once and queues it for everybody who may hear it, each once. */
    publish(to: Audience, event: Event): void {
      const frame = textFrame(JSON.stringify(event))
      const importance = importanceOf(event)
      forEach(to, (connection) => queue(connection, frame, importance))
    },
    deliverTo(connection: Connection, frame: Buffer): void {
      queue(connection, frame, 'lasting')
    },
    /** Writes what this turn has brought, now: before the replies that tell of it. */
    flush,

    get: (sessionId: string) => connections.get(sessionId),
    connectionsOf: (userId: string): readonly Peer[] => [...(byUser.get(userId) ?? [])],
    hasOpen: (userId: string): boolean => [...(byUser.get(userId) ?? [])].some((one) => one.isOpen),
    countOf: (userId: string): number => byUser.get(userId)?.size ?? 0,
    /** Users with a connection, held ones included. */
    users: (): Iterable<string> => byUser.keys(),
    all: (): Iterable<Connection> => connections.values(),
    get size() {
      return connections.size
    },

    add(connection: Connection): void {
      connections.set(connection.sessionId, connection)
      const theirs = byUser.get(connection.userId)
      if (theirs) theirs.add(connection)
      else byUser.set(connection.userId, new Set([connection]))
    },
    remove(connection: Connection): void {
      if (!connections.delete(connection.sessionId)) return
      const theirs = byUser.get(connection.userId)
      theirs?.delete(connection)
      if (theirs?.size === 0) byUser.delete(connection.userId)
      const channels = { joined: [...connection.joined], call: connection.call }
      connection.joined.clear()
      connection.call = null
      for (const id of channels.joined) unsubscribe(connection, id)
      if (channels.call !== null) unsubscribe(connection, channels.call)
      for (const listener of goneListeners) listener(connection, channels)
    },
    /** Nothing more for this one: whoever it belongs to has lost access. Its leaving is told to the others at once. */
    silence(connection: Connection): void {
      connection.flush()
      this.remove(connection)
    },
    /** Tells the presence of a user that a socket of theirs opened or closed. */
    noteSocket(userId: string, open: boolean): void {
      for (const listener of openListeners) listener(userId, open)
    },
    onGone: (listener: GoneListener) => void goneListeners.push(listener),
    onSocket: (listener: (userId: string, open: boolean) => void) => void openListeners.push(listener),

    join(sessionId: string, channelId: string): void {
      const connection = connections.get(sessionId)
      if (!connection) return
      connection.joined.add(channelId)
      subscribe(connection, channelId)
    },
    leave(sessionId: string, channelId: string): void {
      const connection = connections.get(sessionId)
      if (!connection) return
      connection.joined.delete(channelId)
      unsubscribe(connection, channelId)
    },
    /** Signals kept for connections that are held are dropped: whoever they are for may not hear them any more. */
    dropHeld(userId?: string): void {
      for (const one of userId === undefined ? connections.values() : (byUser.get(userId) ?? NOBODY)) {
        if (!one.isOpen) one.takeHeld()
      }
    },
    callOf: (sessionId: string): string | null => connections.get(sessionId)?.call ?? null,
    /** Sets the one call of a connection; being in it counts as having joined the channel. */
    setCall(sessionId: string, channelId: string | null): void {
      const connection = connections.get(sessionId)
      if (!connection) return
      const before = connection.call
      connection.call = channelId
      if (channelId !== null) subscribe(connection, channelId)
      if (before !== null && before !== channelId) unsubscribe(connection, before)
    },
    /** Connections that joined a channel and are of this user; of anybody without one. */
    joinedBy: (channelId: string, userId?: string): Peer[] =>
      [...(joined.get(channelId) ?? [])].filter((one) => userId === undefined || one.userId === userId),
  }
}
export type Hub = ReturnType<typeof createHub>
