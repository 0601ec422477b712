import type { About, DesktopBridge, HostingState, SavedRoom } from '#protocol/bridge.ts'
import type { Question } from './core/quit.ts'
import { stopQuestion } from './core/quit.ts'
import type { ConnectedPerson } from './core/quit.ts'
import type { createAutostart } from './autostart.ts'
import type { Documents } from './documents.ts'
import type { Log } from './failure.ts'
import type { Hosting } from './hosting.ts'
import type { Links } from './links.ts'
import type { Nearby } from './nearby.ts'
import type { Notifications } from './notifications.ts'
import type { createScreens } from './screens.ts'
import type { createShortcuts } from './shortcuts.ts'
import type { TalkKey } from './talk-key.ts'
import type { Tokens } from './tokens.ts'
import type { Tunnels } from './tunnels.ts'
import type { Updater } from './updater.ts'

export type BridgeDeps = {
  documents: Documents
  tunnels: Pick<Tunnels, 'reach'>
  nearby: Pick<Nearby, 'watch'>
  tokens: Tokens
  hosting: Hosting
  others(): Promise<ConnectedPerson[]>
  ask(question: Question): Promise<boolean>
  /** The folder of a backup, or null when the person chose none. */
  chooseBackup(): Promise<string | null>
  revealRoom(): Promise<void>
  notifications: Notifications
  badge: { set(count: number): void }
  autostart: ReturnType<typeof createAutostart>
  screens: ReturnType<typeof createScreens>
  shortcuts: ReturnType<typeof createShortcuts>
  talkKey: Pick<TalkKey, 'set'>
  /** The page has left its calls. */
  pageLeft(): void
  links: Links
  openExternal(url: string): Promise<boolean>
  about(): About
  updater: Updater
  onPreferences(): void
  log: Log
}

/** Which part does what the page asks for: a line each. */
export function createBridge(deps: BridgeDeps): DesktopBridge {
  const { documents, tokens, hosting, notifications, screens, links, updater } = deps
  return {
    hosting: {
      async start(request) {
        const state = await hosting.start(request)
        // Kept, so that the panel proposes it the next time; the room is open all the same when that fails.
        if (state.kind === 'on') {
          await documents
            .setPreferences({ hosting: request })
            .catch((error: unknown) => deps.log('What is hosted was not kept.', error))
        }
        return state
      },
      stop: () => stopHosting(deps),
      state: async () => hosting.state(),
      async restore() {
        const source = await deps.chooseBackup()
        return source === null ? null : hosting.restore(source)
      },
      reveal: deps.revealRoom,
    },
    rooms: {
      list: async () => documents.rooms(),
      save: (room) => saveRoom(deps, room),
      reach: deps.tunnels.reach,
      async forget({ room }) {
        await tokens.clear(room)
        return documents.forgetRoom(room)
      },
    },
    nearby: { watch: ({ wanted }) => deps.nearby.watch(wanted) },
    tokens: {
      read: ({ room }) => tokens.read(room),
      write: ({ room, tokens: written }) => tokens.write(room, written),
      clear: ({ room }) => tokens.clear(room),
      storage: tokens.storage,
    },
    notifications: {
      show: async (request) => notifications.show(request),
      close: async ({ key }) => notifications.close(key),
    },
    badge: { set: async ({ count }) => deps.badge.set(count) },
    autostart: { get: deps.autostart.get, set: ({ enabled }) => deps.autostart.set(enabled) },
    screens: { list: screens.list, choose: screens.choose },
    shortcuts: { set: async (shortcuts) => deps.shortcuts.set(shortcuts) },
    talkKey: { set: ({ code }) => deps.talkKey.set(code) },
    links: { openExternal: ({ url }) => deps.openExternal(url), take: async () => links.take() },
    preferences: {
      get: async () => documents.preferences(),
      async set(patch) {
        const preferences = await documents.setPreferences(patch)
        deps.onPreferences()
        return preferences
      },
    },
    app: { about: async () => deps.about(), left: async () => deps.pageLeft() },
    updates: { state: async () => updater.state(), check: updater.check, install: updater.install },
  }
}

/**
 * A sign-in belongs to its entry, and goes with it: what another entry of that name has left behind was made for another
 * key, and must not be found by this one.
 */
async function saveRoom({ documents, tokens }: BridgeDeps, room: SavedRoom): Promise<SavedRoom[]> {
  const before = documents.rooms()
  if (!before.some(({ key }) => key === room.key)) await tokens.clear(room.key)
  const after = await documents.saveRoom(room)
  for (const { key } of before) if (!after.some((kept) => kept.key === key)) await tokens.clear(key)
  return after
}

/** The same question as at the end of the app: the same people are cut off. */
async function stopHosting({ hosting, others, ask }: BridgeDeps): Promise<HostingState> {
  const state = hosting.state()
  if (state.kind === 'on') {
    const there = await others()
    if (there.length > 0 && !(await ask(stopQuestion(state.name, there, 'stop')))) return hosting.state()
  }
  return hosting.stop()
}
