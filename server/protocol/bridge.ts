import { z } from 'zod'
import { NearbyRoom } from './discovery.ts'
import { Id, Time } from './ids.ts'
import { Address, Identity, Invitation } from './invitation.ts'

/**
 * What the desktop app's main process does for our pages: the type of `window.desktop` and the data that crosses. The
 * main process parses every argument (main/core/ipc.ts); in a browser `window.desktop` is not there.
 */
const Count = z.number().int().min(0)
const Port = z.number().int().min(1).max(65_535)
/** Bounded, so that no call can carry a flood through the bridge. */
const Line = z.string().max(200)
const Text = z.string().max(2_000)
/** What our own parts are named by: rooms in this app, notifications, screens. */
const Key = z.string().min(1).max(200)
const RoomName = z.string().trim().min(1).max(100)

/** `port` absent: the usual one. */
export const HostingRequest = z.strictObject({
  name: RoomName,
  invite_only: z.boolean().optional(),
  port: Port.optional(),
})
export type HostingRequest = z.infer<typeof HostingRequest>

export const HostingState = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('off') }),
  z.strictObject({ kind: z.literal('starting'), name: RoomName }),
  z.strictObject({
    kind: z.literal('on'),
    name: RoomName,
    /** As this machine itself reaches it. */
    url: z.string(),
    port: Port,
    identity: Identity.nullable(),
    since: Time,
    /** Makes its user the owner; until there is one. */
    owner_code: z.string().nullable(),
  }),
  z.strictObject({ kind: z.literal('stopping'), name: RoomName }),
  /** `reason` is a sentence for people: the port is taken, the folder cannot be written to. */
  z.strictObject({ kind: z.literal('failed'), name: RoomName, reason: z.string() }),
])
export type HostingState = z.infer<typeof HostingState>

/** A room that this person has used, as it stands on the disk. `key` is ours and local: rooms do not know it. */
export const SavedRoom = z.strictObject({
  key: Key,
  name: RoomName,
  /** What worked last comes first. */
  addresses: z.array(Address).min(1).max(32),
  identity: Identity.nullable(),
  room_id: Id.nullable(),
  username: Line.nullable(),
  last_used_at: Time.nullable(),
})
export type SavedRoom = z.infer<typeof SavedRoom>

/**
 * Asks for a way to a room. `identity` null: nobody has told it yet, and the first that answers is believed; what it
 * showed is to be saved with the room before anything secret goes there.
 */
export const ReachRequest = z.strictObject({
  addresses: z.array(Address).min(1).max(32),
  identity: Identity.nullable(),
})
export type ReachRequest = z.infer<typeof ReachRequest>

export const Reached = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('open'),
    /**
     * `http://127.0.0.1:54321`: what the page sends there goes through TLS to whoever proves `identity`, and to nobody
     * else, wherever the room moves to meanwhile. The same identity has the same one until the app ends.
     */
    base_url: z.string(),
    identity: Identity,
    /** Those that proved it, the quickest first. */
    addresses: z.array(Address).min(1),
  }),
  /** Nobody answers. */
  z.strictObject({ kind: z.literal('closed') }),
  /** Somebody answers, but with another key than asked for: not the room, or not any more. Nothing was sent. */
  z.strictObject({ kind: z.literal('changed'), address: Address, identity: Identity }),
  /** Somebody answers that does not speak TLS: not a room of ours. Nothing was sent. */
  z.strictObject({ kind: z.literal('no_tls'), address: Address }),
])
export type Reached = z.infer<typeof Reached>

/** What must survive a restart to stay signed in. Access tokens live minutes, and stay in memory. */
export const StoredTokens = z.strictObject({
  user_id: Id,
  refresh_token_id: Id,
  refresh_token: z.string().min(1).max(4_096),
})
export type StoredTokens = z.infer<typeof StoredTokens>

/** How tokens are kept: by the system's key store; in a file that whoever reads it can use; or only in memory. */
export const TokenStorage = z.strictObject({
  kind: z.enum(['encrypted', 'plain', 'memory']),
  /** For people, where there is something to know. */
  sentence: z.string().nullable(),
})
export type TokenStorage = z.infer<typeof TokenStorage>

/** All of it is shown as text. A click comes back as the event `notification_opened`. */
export const NotificationRequest = z.strictObject({
  key: Key,
  title: Line,
  body: Text,
  silent: z.boolean(),
})
export type NotificationRequest = z.infer<typeof NotificationRequest>

export const ScreenSource = z.strictObject({
  id: Key,
  name: z.string(),
  kind: z.enum(['screen', 'window']),
  /** A `data:` URL of a PNG, or null when the system gives none. */
  thumbnail: z.string().nullable(),
})
export type ScreenSource = z.infer<typeof ScreenSource>

/** Keys that work while another program is in front. The system reports a press only, never the release. */
export const ShortcutAction = z.enum(['toggle_mute', 'toggle_deafen', 'show_window'])
export type ShortcutAction = z.infer<typeof ShortcutAction>
/** In the form of Electron's accelerators: `CommandOrControl+Shift+M`. */
export const Accelerator = z
  .string()
  .max(60)
  .regex(/^(?:(?:CommandOrControl|Command|Control|Alt|Option|AltGr|Shift|Super)\+)*[A-Za-z0-9]{1,20}$/)
export const Shortcut = z.strictObject({ action: ShortcutAction, accelerator: Accelerator })
export type Shortcut = z.infer<typeof Shortcut>
export const ShortcutResult = z.strictObject({ action: ShortcutAction, registered: z.boolean() })

/** A key that is held to talk while another program is in front, as `KeyboardEvent.code`; null: none is looked at. */
export const TalkKeyWish = z.strictObject({ code: z.string().min(1).max(40).nullable() })
/** `missing`: this build has no part that could look. `refused`: it has, but the system or the key is against it. */
export const TalkKeyState = z.discriminatedUnion('state', [
  z.strictObject({ state: z.enum(['on', 'off']), reason: z.null() }),
  /** `reason` is a sentence for people. */
  z.strictObject({ state: z.enum(['missing', 'refused']), reason: z.string() }),
])
export type TalkKeyState = z.infer<typeof TalkKeyState>

export const Autostart = z.strictObject({ supported: z.boolean(), enabled: z.boolean() })
export type Autostart = z.infer<typeof Autostart>

/** An invitation that was followed, for the page to show and to ask about; nothing has been contacted yet. */
export const DeepLink = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('join'),
    invitation: Invitation,
    /** For the question "join this room?": whom the link claims to lead to, as text. */
    shown: z.strictObject({
      name: z.string().nullable(),
      addresses: z.array(Address),
      /** Short enough to compare by voice. */
      identity: z.string().nullable(),
      with_code: z.boolean(),
    }),
    /** The saved room that it belongs to, by its key. */
    known_as: Key.nullable(),
    /**
     * `known`: the identity of a saved room. `changed`: seems to be a saved room but has another identity, to be shown
     * as what it is. `unverified`: names no identity, so anybody at that address would do.
     */
    trust: z.enum(['known', 'new', 'changed', 'unverified']),
  }),
  z.strictObject({ kind: z.literal('refused'), reason: z.string() }),
])
export type DeepLink = z.infer<typeof DeepLink>

export const About = z.strictObject({
  version: z.string(),
  electron: z.string(),
  platform: z.string(),
  packaged: z.boolean(),
})
export type About = z.infer<typeof About>

export const UpdateState = z.discriminatedUnion('kind', [
  /** The default: nothing is asked of any server. */
  z.strictObject({ kind: z.literal('off') }),
  z.strictObject({ kind: z.literal('idle') }),
  z.strictObject({ kind: z.literal('checking') }),
  z.strictObject({ kind: z.literal('downloading'), version: z.string(), percent: z.number().min(0).max(100) }),
  z.strictObject({ kind: z.literal('ready'), version: z.string() }),
  z.strictObject({ kind: z.literal('failed'), reason: z.string() }),
])
export type UpdateState = z.infer<typeof UpdateState>

/** What the app itself remembers about its user's wishes. Those about a room's channels live in the page. */
export const Preferences = z.strictObject({
  theme: z.enum(['system', 'dark', 'light']),
  /** Closing the window leaves the app in the tray. */
  close_to_tray: z.boolean(),
  notifications: z.boolean(),
  /** Asks for updates; off, because a LAN has no internet and a person may want none of it. */
  updates: z.boolean(),
  shortcuts: z
    .array(Shortcut)
    .max(ShortcutAction.options.length)
    .refine((all) => new Set(all.map(({ action }) => action)).size === all.length, 'Two shortcuts for one action.'),
  hosting: HostingRequest.nullable(),
})
export type Preferences = z.infer<typeof Preferences>
export const PreferencesPatch = Preferences.partial()
export type PreferencesPatch = z.infer<typeof PreferencesPatch>

export const NearbyWish = z.strictObject({ wanted: z.boolean() })
export const RoomKey = z.strictObject({ room: Key })
export const TokensOfRoom = z.strictObject({ room: Key, tokens: StoredTokens })
export const NotificationKey = z.strictObject({ key: Key })
export const Badge = z.strictObject({ count: Count.max(1_000_000) })
export const AutostartChange = z.strictObject({ enabled: z.boolean() })
/** Answers the event `screen_requested`; `id` null: nothing is shared. */
export const ScreenChoice = z.strictObject({ request: Key, id: Key.nullable(), audio: z.boolean() })
/** Parsed further by externalUrl in the main process, which alone decides. */
export const ExternalLink = z.strictObject({ url: z.string().max(8_192) })

type RoomKey = z.infer<typeof RoomKey>

/** Every method takes one object, or nothing, and rejects with a sentence for people. */
export type DesktopBridge = {
  hosting: {
    start(request: HostingRequest): Promise<HostingState>
    stop(): Promise<HostingState>
    state(): Promise<HostingState>
    /**
     * Asks for a backup's folder, stops the room if it runs, puts the backup in its place and starts it again when it
     * ran before. Null when the person chose none. Rejects when it failed: the room is as it was.
     */
    restore(): Promise<HostingState | null>
    /** Shows the room's folder in the system's file manager. */
    reveal(): Promise<void>
  }
  rooms: {
    list(): Promise<SavedRoom[]>
    /** The identity of a saved room stays what it is; only forgetting the room changes that. */
    save(room: SavedRoom): Promise<SavedRoom[]>
    /** Tries all addresses at once. */
    reach(request: ReachRequest): Promise<Reached>
    /** Its tokens go with it. */
    forget(room: RoomKey): Promise<SavedRoom[]>
  }
  nearby: {
    /** Looks around while this is wanted, and tells by `nearby_changed`; gives what is known already. */
    watch(wish: z.infer<typeof NearbyWish>): Promise<NearbyRoom[]>
  }
  tokens: {
    read(room: RoomKey): Promise<StoredTokens | null>
    write(tokens: z.infer<typeof TokensOfRoom>): Promise<void>
    clear(room: RoomKey): Promise<void>
    storage(): Promise<TokenStorage>
  }
  notifications: {
    /** False where the system shows none. The same key again replaces. */
    show(request: NotificationRequest): Promise<boolean>
    close(notification: z.infer<typeof NotificationKey>): Promise<void>
  }
  badge: { set(badge: z.infer<typeof Badge>): Promise<void> }
  autostart: {
    get(): Promise<Autostart>
    set(change: z.infer<typeof AutostartChange>): Promise<Autostart>
  }
  screens: {
    list(): Promise<ScreenSource[]>
    choose(choice: z.infer<typeof ScreenChoice>): Promise<void>
  }
  shortcuts: {
    /** All of them, instead of those before; another program may have taken some. */
    set(shortcuts: Shortcut[]): Promise<z.infer<typeof ShortcutResult>[]>
  }
  talkKey: {
    /**
     * Looks at this one key until another wish comes, the page goes or the system refuses. Tells by `talk_key`; wish
     * for it only while somebody is in a call that wants it.
     */
    set(wish: z.infer<typeof TalkKeyWish>): Promise<TalkKeyState>
  }
  links: {
    /** False when this is nothing to be opened. */
    openExternal(link: z.infer<typeof ExternalLink>): Promise<boolean>
    /** The link that the app was started with, once. */
    take(): Promise<DeepLink | null>
  }
  preferences: {
    get(): Promise<Preferences>
    set(patch: PreferencesPatch): Promise<Preferences>
  }
  app: {
    about(): Promise<About>
    /** Answers `app_closing`: the page has left its calls, so that the app need not wait any longer. */
    left(): Promise<void>
  }
  updates: {
    state(): Promise<UpdateState>
    check(): Promise<UpdateState>
    /** Restarts into the update that is ready; asks first while hosting. */
    install(): Promise<void>
  }
}

/** What the main process tells the page, unasked. */
export const DesktopEvents = {
  hosting_changed: HostingState,
  /** All of them, each time. */
  nearby_changed: z.array(NearbyRoom),
  deep_link: DeepLink,
  notification_opened: NotificationKey,
  shortcut_pressed: z.strictObject({ action: ShortcutAction }),
  /** Held, or let go; also let go by the system's sleep, a locked screen and whatever ends the looking. */
  talk_key: z.strictObject({ down: z.boolean() }),
  /** The looking has ended by itself. */
  talk_key_changed: TalkKeyState,
  /** The computer is about to sleep: calls end now, for others would hear nothing for long. */
  system_suspending: z.strictObject({}),
  system_resumed: z.strictObject({}),
  /** The app ends in a moment: calls end now. The page answers with `app.left`. */
  app_closing: z.strictObject({}),
  /** `audio`: sound was asked for, and can be had without this app's own. */
  screen_requested: z.strictObject({ request: Key, audio: z.boolean() }),
  update_changed: UpdateState,
} as const
export type DesktopEventName = keyof typeof DesktopEvents
export type DesktopEvent<Name extends DesktopEventName> = z.infer<(typeof DesktopEvents)[Name]>

/** `window.desktop`; `on` returns its unsubscribe. */
export type Desktop = DesktopBridge & {
  on<Name extends DesktopEventName>(name: Name, listener: (event: DesktopEvent<Name>) => void): () => void
}
