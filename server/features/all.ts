import type { KeyObject } from 'node:crypto'
import { hostname, networkInterfaces } from 'node:os'
import { v4 } from 'uuid'
import { runBackup } from '../backup/job.ts'
import type { Contacts } from '../doctor/contacts.ts'
import type { Operation } from '../http/operation.ts'
import type { RoomOptions } from '../options.ts'
import type { CommandHandlers } from '../realtime/dispatch.ts'
import type { Hub } from '../realtime/hub.ts'
import type { Blobs } from '../storage/blobs.ts'
import type { Sql } from '../storage/database.ts'
import type { OwnerCode } from '../storage/secrets.ts'
import type { Settings } from '../storage/settings.ts'
import type { Writer } from '../storage/writer/client.ts'
import { VERSION } from '../version.ts'
import { createBackupService } from './admin/backups.ts'
import { hostRoutes } from './admin/host-routes.ts'
import { createNetwork } from './admin/network.ts'
import { createOverview } from './admin/overview.ts'
import { createRoleStore, adminRoutes } from './admin/routes.ts'
import { createCountStore } from './admin/store.ts'
import { createCallers } from './auth/callers.ts'
import { createTokens } from './auth/tokens.ts'
import { normaliseEmail, normaliseUsername } from './auth/username.ts'
import { refusalFor } from './channels/policy.ts'
import { channelRoutes } from './channels/routes.ts'
import { createChannelService } from './channels/service.ts'
import { createChannelStore } from './channels/store.ts'
import { createCommands } from './commands.ts'
import { createEmojiStore, emojiRoutes } from './emojis/routes.ts'
import { createEntrance } from './entrance.ts'
import { createImageService } from './files/images.ts'
import { createPixelReader } from './files/pixels.ts'
import { fileRoutes } from './files/routes.ts'
import { createFileService } from './files/service.ts'
import { createShrink } from './files/shrink.ts'
import { ROOM_SCOPE, channelScope, createFileUrls } from './files/urls.ts'
import { healthRoutes } from './health/routes.ts'
import { installerRoutes } from './installers/routes.ts'
import { messageRoutes } from './messages/routes.ts'
import { createMessageService } from './messages/service.ts'
import { createMessageStore } from './messages/store.ts'
import { presenceRoutes } from './presence/routes.ts'
import { createPresenceService } from './presence/service.ts'
import { createPresenceStore } from './presence/store.ts'
import { createTogether } from './together.ts'
import { createTyping } from './typing/service.ts'
import { userRoutes } from './users/routes.ts'
import { createUserService } from './users/service.ts'
import type { RightsInMemory } from './channels/rights.ts'
import type { FileStore } from './files/store.ts'
import type { Installers } from './installers/service.ts'
import type { UserStore } from './users/store.ts'

export type FeatureDeps = {
  options: RoomOptions
  backupDir: string
  keys: { roomId: string; tokenKey: KeyObject; mediaKey: KeyObject }
  /** Of the key that the room shows on TLS. */
  identity: string
  sql: Sql
  writer: Writer
  blobs: Blobs
  rights: RightsInMemory
  hub: Hub
  users: UserStore
  fileStore: FileStore
  settings: Settings
  ownerCode: OwnerCode
  installers: Installers
  contacts: Contacts
  /** Where the room listens; asked once it does. */
  bound(): { address: string; port: number }
  /** The PATH of the room's process. */
  searchPath(): string
  /** Monotonic and wall-clock milliseconds. */
  now(): number
  wallClock(): number
  onBug(what: string, error: unknown): void
  onFileDropped(id: string): void
  /** Ends the connections of these login sessions, or of somebody who was banned. */
  onSessionsEnded(ids: readonly string[]): void
  onBanned(userId: string): void
}

/** Builds every feature from the storage and the hub, and hands each the others that it needs. */
export function createFeatures(deps: FeatureDeps) {
  const { sql, writer, blobs, rights, hub, users, fileStore, settings, now, wallClock, onFileDropped } = deps
  const { limits, privateFiles } = deps.options
  const { publish } = hub
  const newId = () => v4()

  const tokens = createTokens({
    ...deps.keys,
    accessMs: limits.access_token_ms,
    mediaMs: limits.refresh_token_ms,
    newId,
  })
  const callers = createCallers({ sql, tokens, roomId: deps.keys.roomId, mediaMs: limits.refresh_token_ms })
  const urls = createFileUrls({ privateFiles, mediaKey: deps.keys.mediaKey, wallClock })
  const typing = createTyping({ publish, timeoutMs: limits.typing_ms })
  hub.onGone((peer) => typing.left(peer.sessionId))
  const together = createTogether({ ...deps, urls, callerOfMedia: callers.ofMedia, newId })
  const channels = createChannelService({
    writer,
    store: createChannelStore(sql),
    rights,
    publish,
    maxChannels: limits.channels,
    onAccessLost(channelId, userId) {
      hub.dropHeld(userId)
      for (const peer of hub.joinedBy(channelId, userId)) {
        hub.leave(peer.sessionId, channelId)
        if (hub.callOf(peer.sessionId) === channelId) hub.setCall(peer.sessionId, null)
        together.expelled(channelId, peer)
      }
      if (userId === undefined) together.shareplay.end(channelId)
      else together.shareplay.accessLost(channelId)
      typing.expelled(channelId, userId)
    },
  })
  const messages = createMessageService({
    writer,
    store: createMessageStore(sql),
    rights,
    publish,
    fileUrl: (file, channelId) => urls.file(file, channelScope(channelId, rights.keyVersion(channelId))),
    limits,
    now,
    onPosted: typing.stop,
    onFileDropped,
  })
  const files = createFileService({
    writer,
    store: fileStore,
    blobs,
    urls,
    limits,
    privateFiles,
    pixelsOf: createPixelReader({ onBug: deps.onBug }),
    rights,
    newId,
  })
  const shrink = createShrink({ maxPixels: limits.image_pixels, takesBroken: false, patienceSecs: Infinity })
  const images = createImageService({ blobs, limits, shrink, newId })
  const userService = createUserService({
    writer,
    store: users,
    publish,
    avatarUrl: (file) => urls.file(file, ROOM_SCOPE),
    onFileDropped,
    normaliseUsername,
    normaliseEmail,
  })
  const entrance = createEntrance({
    ...deps,
    users: { store: users, service: userService },
    tokens,
    mediaCookie: callers.mediaCookie,
    onChannelChanged: channels.apply,
  })
  const { auth } = entrance
  const presence = createPresenceService({
    writer,
    store: createPresenceStore(sql),
    publish,
    hasOpen: hub.hasOpen,
    acquainted: (userId) => {
      const theirs = [...rights.channelsOf(userId)]
      return new Set([...hub.users()].filter((other) => theirs.some((channelId) => rights.canRead(channelId, other))))
    },
    exists: users.exists,
    wallClock,
    offlineMs: limits.offline_ms,
  })
  const backups = createBackupService({
    dataDir: deps.options.dataDir,
    folder: deps.backupDir,
    run: runBackup,
    newId,
    wallClock,
  })
  const network = createNetwork({
    ...deps,
    ...deps.options,
    interfaces: networkInterfaces,
    hostname,
    newId,
  })
  const host = createOverview({
    version: VERSION,
    dataDir: deps.options.dataDir,
    backupDir: deps.backupDir,
    settings,
    store: createCountStore(sql),
    backups,
    connections: hub.all,
    bound: deps.bound,
    addresses: network.addresses,
    now,
    wallClock,
  })
  const operations: Operation[] = [
    ...messageRoutes(messages),
    ...channelRoutes(channels),
    ...entrance.operations,
    ...userRoutes({ users: userService, auth, images }),
    ...presenceRoutes(presence),
    ...fileRoutes({ files, callerOfMedia: callers.ofMedia }),
    ...installerRoutes(deps.installers),
    ...emojiRoutes({
      writer,
      store: createEmojiStore(sql),
      images,
      blobs,
      maxEmojis: limits.emojis,
      urlOf: urls.emoji,
      mayLook: privateFiles
        ? (name, signature, http) =>
            urls.isValid(`emoji ${name}`, ROOM_SCOPE, signature) || callers.ofMedia(http) !== null
        : null,
      onFileDropped,
    }),
    ...adminRoutes({
      writer,
      users: userService,
      auth,
      images,
      roles: createRoleStore(sql),
      settings,
      onSessionsEnded: deps.onSessionsEnded,
      onBanned(userId, theirs) {
        for (const channelId of theirs) {
          rights.renewKey(channelId)
          together.shareplay.accessLost(channelId)
        }
        entrance.onBanned(userId)
        deps.onBanned(userId)
      },
    }),
    ...hostRoutes({ host, backups }),
    ...network.operations,
    ...together.operations,
    ...healthRoutes({
      version: VERSION,
      settings,
      hasOwner: users.hasAdmin,
      roomId: deps.keys.roomId,
      identity: deps.identity,
      hasShortCode: entrance.hasShortCode,
      describe: once(async () => {
        const { describeApi } = await import('../http/openapi.ts')
        return describeApi(
          operations.map((operation) => operation.route),
          VERSION,
        )
      }),
    }),
  ]
  const commands: CommandHandlers = createCommands({
    messages,
    typing,
    calls: together.calls,
    shareplay: together.shareplay,
    publish,
    demand(channelId, peer, action) {
      const refusal = refusalFor(rights.standing(channelId, peer.userId, false), action)
      if (refusal) throw refusal
    },
    subscribe: hub.join,
    unsubscribe: hub.leave,
    clock: now,
  })
  hub.onSocket(presence.onSocket)

  return {
    operations,
    commands,
    callers,
    hasShortCode: entrance.hasShortCode,
    /** Where others may find the room. */
    addresses: network.addresses,
    /** The room listens now. */
    begin: network.begin,
    /** Takes back what was asked for outside of the room; may take as long as everything else of closing together. */
    leave: network.close,
    async close(): Promise<void> {
      typing.close()
      await Promise.all([presence.close(), backups.close(), entrance.close(), together.close()])
    },
  }
}

/** Makes a costly thing when it is first asked for, and keeps it. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}
