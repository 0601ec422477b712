import { z } from 'zod'
import {
  About,
  Autostart,
  AutostartChange,
  Badge,
  DeepLink,
  DesktopEvents,
  ExternalLink,
  HostingRequest,
  HostingState,
  NearbyWish,
  NotificationKey,
  NotificationRequest,
  Preferences,
  PreferencesPatch,
  ReachRequest,
  Reached,
  RoomKey,
  SavedRoom,
  ScreenChoice,
  ScreenSource,
  Shortcut,
  ShortcutAction,
  ShortcutResult,
  StoredTokens,
  TalkKeyState,
  TalkKeyWish,
  TokenStorage,
  TokensOfRoom,
  UpdateState,
} from '#protocol/bridge.ts'
import type { DesktopBridge, DesktopEvent, DesktopEventName } from '#protocol/bridge.ts'
import { NearbyRoom } from '#protocol/discovery.ts'
import { callChannel } from './channels.ts'
import { isOwnUrl } from './origin.ts'

type Group = keyof DesktopBridge
type Answer<Call> = Call extends (...args: never[]) => Promise<infer Result> ? Result : never
type Argument<Call> = Call extends () => unknown ? undefined : Call extends (arg: infer Arg) => unknown ? Arg : never
/** One row for each method of the bridge, and no other: a method without its schemas does not compile. */
type Channels = {
  readonly [G in Group]: {
    readonly [M in keyof DesktopBridge[G]]: {
      readonly request: z.ZodType<Argument<DesktopBridge[G][M]>>
      readonly response: z.ZodType<Answer<DesktopBridge[G][M]>>
    }
  }
}

const nothing = z.undefined()
const done = z.void()

/** The bridge as the main process sees it: what each call may carry in, and what it may give back. */
export const CHANNELS = {
  hosting: {
    start: { request: HostingRequest, response: HostingState },
    stop: { request: nothing, response: HostingState },
    state: { request: nothing, response: HostingState },
    restore: { request: nothing, response: HostingState.nullable() },
    reveal: { request: nothing, response: done },
  },
  rooms: {
    list: { request: nothing, response: z.array(SavedRoom) },
    save: { request: SavedRoom, response: z.array(SavedRoom) },
    reach: { request: ReachRequest, response: Reached },
    forget: { request: RoomKey, response: z.array(SavedRoom) },
  },
  nearby: { watch: { request: NearbyWish, response: z.array(NearbyRoom) } },
  tokens: {
    read: { request: RoomKey, response: StoredTokens.nullable() },
    write: { request: TokensOfRoom, response: done },
    clear: { request: RoomKey, response: done },
    storage: { request: nothing, response: TokenStorage },
  },
  notifications: {
    show: { request: NotificationRequest, response: z.boolean() },
    close: { request: NotificationKey, response: done },
  },
  badge: { set: { request: Badge, response: done } },
  autostart: {
    get: { request: nothing, response: Autostart },
    set: { request: AutostartChange, response: Autostart },
  },
  screens: {
    list: { request: nothing, response: z.array(ScreenSource) },
    choose: { request: ScreenChoice, response: done },
  },
  shortcuts: {
    set: { request: z.array(Shortcut).max(ShortcutAction.options.length), response: z.array(ShortcutResult) },
  },
  talkKey: { set: { request: TalkKeyWish, response: TalkKeyState } },
  links: {
    openExternal: { request: ExternalLink, response: z.boolean() },
    take: { request: nothing, response: DeepLink.nullable() },
  },
  preferences: {
    get: { request: nothing, response: Preferences },
    set: { request: PreferencesPatch, response: Preferences },
  },
  app: { about: { request: nothing, response: About }, left: { request: nothing, response: done } },
  updates: {
    state: { request: nothing, response: UpdateState },
    check: { request: nothing, response: UpdateState },
    install: { request: nothing, response: done },
  },
} as const satisfies Channels

/** The channels of all calls. */
export const callChannels = (): string[] =>
  Object.entries(CHANNELS).flatMap(([group, methods]) =>
    Object.keys(methods).map((method) => callChannel(group, method)),
  )

export type ParsedCall<Value> = { ok: true; value: Value } | { ok: false; reason: string }

/**
 * What `ipcMain.handle` was given, parsed: exactly the one argument that the call takes, or none. The reason names
 * where it is wrong, never what was said, for it may be a token.
 */
export function parseArguments<Value>(request: z.ZodType<Value>, args: readonly unknown[]): ParsedCall<Value> {
  if (args.length > 1) return { ok: false, reason: 'This call takes one argument.' }
  const parsed = request.safeParse(args[0])
  if (parsed.success) return { ok: true, value: parsed.data }
  const where = parsed.error.issues[0]?.path.map(String).join('.') ?? ''
  return { ok: false, reason: `This call was given something wrong${where === '' ? '.' : ` as "${where}".`}` }
}

/** Throws when the main process is about to tell the page what the bridge does not say. */
export function eventOf<Name extends DesktopEventName>(name: Name, event: DesktopEvent<Name>): DesktopEvent<Name> {
  DesktopEvents[name].parse(event)
  return event
}

/** The parts of Electron's `WebFrameMain` that matter. It is null when the frame has gone since it spoke. */
export type SenderFrame = { readonly url: string; readonly parent: unknown; readonly detached: boolean }

/** Only the main frame of our own page is listened to. `parent` is null for a main frame, and for nothing else. */
export const isTrustedSender = (frame: SenderFrame | null): boolean =>
  frame !== null && frame.parent === null && !frame.detached && isOwnUrl(frame.url)
