import { invalid } from '#protocol/errors.ts'
import { toTimeOrNull } from '#protocol/ids.ts'
import type { Presence, Status } from '#protocol/presence.ts'
import type { Publish } from '../../realtime/audience.ts'
import type { Writer } from '../../storage/writer/client.ts'
import type { PresenceStore } from './store.ts'

type State = {
  chosen: Status
  /** Wall-clock milliseconds. */
  lastHeartbeat: number | null
  /** What others were last told, so that they hear of changes only. */
  shown: Status
  saved: boolean
}
export type PresenceDeps = {
  writer: Writer
  store: PresenceStore
  publish: Publish
  hasOpen(userId: string): boolean
  /** Whoever shares a channel with this user, themself included. */
  acquainted(userId: string): Set<string>
  exists(userId: string): boolean
  wallClock(): number
  offlineMs: number
}

const MAX_IDS = 200
const SAVE_MS = 60_000
const GATHER_MS = 50
/** `invisible` is shown to others as `offline`, everywhere. */
const isVisible = (status: Status): boolean => status !== 'invisible' && status !== 'offline'
const toOthers = (status: Status): Status => (status === 'invisible' ? 'offline' : status)

/** Who is here. */
export function createPresenceService(deps: PresenceDeps) {
  const { store, publish, wallClock } = deps
  const states = new Map<string, State>()
  for (const row of store.all()) {
    states.set(row.userId, { chosen: row.status, lastHeartbeat: row.lastHeartbeat, shown: 'offline', saved: true })
  }

  const actual = (userId: string, state: State): Status => {
    const here =
      deps.hasOpen(userId) || (state.lastHeartbeat !== null && wallClock() - state.lastHeartbeat <= deps.offlineMs)
    return here || state.chosen === 'invisible' ? state.chosen : 'offline'
  }
  const tell = (userId: string, state: State) => {
    const status = toOthers(actual(userId, state))
    if (status === state.shown) return
    state.shown = status
    const others = deps.acquainted(userId)
    others.delete(userId)
    publish({ kind: 'users', userIds: others }, { type: 'presence_changed', user_id: userId, status })
  }
  // When everybody comes back at once (a restart), everybody hears of everybody: together, not one by one.
  const changed = new Set<string>()
  let gathering: NodeJS.Timeout | undefined
  const tellSoon = (userId: string) => {
    changed.add(userId)
    gathering ??= setTimeout(() => {
      gathering = undefined
      for (const id of changed) tell(id, known(id))
      changed.clear()
    }, GATHER_MS).unref()
  }
  const beat = (state: State) => {
    // Frozen while invisible: it would tell that somebody is there.
    if (state.chosen !== 'invisible') state.lastHeartbeat = wallClock()
    state.saved = false
  }
  const known = (userId: string): State => {
    const state = states.get(userId) ?? { chosen: 'offline', lastHeartbeat: null, shown: 'offline', saved: true }
    states.set(userId, state)
    return state
  }
  const save = async (entries: [string, State][]) => {
    if (entries.length === 0) return
    for (const [, state] of entries) state.saved = true
    const seen = entries.map(([userId, state]) => ({
      userId,
      status: state.chosen,
      lastHeartbeat: state.lastHeartbeat,
    }))
    try {
      await deps.writer.run('presence.save', { seen })
    } catch (error) {
      for (const [, state] of entries) state.saved = false
      throw error
    }
  }
  const unsaved = () => [...states].filter(([, state]) => !state.saved)

  const ticks = setInterval(
    () => {
      for (const [userId, state] of states) if (state.shown !== 'offline') tell(userId, state)
    },
    Math.min(1_000, Math.max(50, deps.offlineMs / 4)),
  )
  ticks.unref()
  const saves = setInterval(() => void save(unsaved()).catch(() => undefined), SAVE_MS)
  saves.unref()

  const present = (userId: string, askedBy: string): Presence => {
    const state = states.get(userId)
    const status = state ? actual(userId, state) : 'offline'
    const isHere = state !== undefined && isVisible(state.chosen) && deps.hasOpen(userId)
    return {
      user_id: userId,
      status: userId === askedBy ? status : toOthers(status),
      // An open connection counts as a heartbeat, now.
      last_heartbeat: toTimeOrNull(isHere ? wallClock() : (state?.lastHeartbeat ?? null)),
    }
  }

  return {
    async heartbeat(userId: string, status: Status): Promise<void> {
      const state = known(userId)
      const changed = state.chosen !== status
      // Frozen at the switch: to everybody else, going into hiding looks like going.
      if (state.chosen !== 'invisible' || status !== 'invisible') state.lastHeartbeat = wallClock()
      state.chosen = status
      state.saved = false
      if (changed) {
        await save([[userId, state]])
        publish({ kind: 'users', userIds: [userId] }, { type: 'presence_changed', user_id: userId, status })
      }
      tellSoon(userId)
    },
    /** A connection opened or closed: it counts as a heartbeat. */
    onSocket(userId: string, open: boolean): void {
      const state = known(userId)
      // Opening one must not show somebody who wants to be away or unseen.
      if (open && state.chosen === 'offline') state.chosen = 'online'
      beat(state)
      tellSoon(userId)
    },
    list(ids: string | undefined, askedBy: string): Presence[] {
      if (ids === undefined) return [present(askedBy, askedBy)]
      const asked = ids
        .split(',')
        .map((id) => id.trim())
        .filter((id) => id !== '')
      if (asked.length > MAX_IDS) throw invalid(`Please ask for at most ${MAX_IDS} people at once.`, 'too_many_ids')
      return [...new Set(asked)].filter((id) => deps.exists(id)).map((id) => present(id, askedBy))
    },
    async close(): Promise<void> {
      clearTimeout(gathering)
      clearInterval(ticks)
      clearInterval(saves)
      await save(unsaved()).catch(() => undefined)
    },
  }
}
export type PresenceService = ReturnType<typeof createPresenceService>
