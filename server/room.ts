import { hostname } from 'node:os'
import { performance } from 'node:perf_hooks'
import type { Logger } from 'pino'
import { v4 } from 'uuid'
import { createRoleStore, adminRoutes } from './features/admin/routes.ts'
import { createCallers } from './features/auth/callers.ts'
import { createPasswords } from './features/auth/password.ts'
import { authRoutes } from './features/auth/routes.ts'
import { createAuthService } from './features/auth/service.ts'
import { createTokens } from './features/auth/tokens.ts'
import { normaliseEmail, normaliseUsername } from './features/auth/username.ts'
import { refusalFor } from './features/channels/policy.ts'
import { createRightsInMemory } from './features/channels/rights.ts'
import { channelRoutes } from './features/channels/routes.ts'
import { createChannelService } from './features/channels/service.ts'
import { createChannelStore } from './features/channels/store.ts'
import { createCommands } from './features/commands.ts'
import { createEmojiStore, emojiRoutes } from './features/emojis/routes.ts'
import { createImageService } from './features/files/images.ts'
import { fileRoutes } from './features/files/routes.ts'
import { createFileService } from './features/files/service.ts'
import { createFileStore } from './features/files/store.ts'
import { createSweeper } from './features/files/sweeper.ts'
import { ROOM_SCOPE, channelScope, createFileUrls } from './features/files/urls.ts'
import { healthRoutes } from './features/health/routes.ts'
import { inviteRoutes } from './features/invites/routes.ts'
import { createInviteStore } from './features/invites/store.ts'
import { messageRoutes } from './features/messages/routes.ts'
import { createMessageService } from './features/messages/service.ts'
import { createMessageStore } from './features/messages/store.ts'
import { presenceRoutes } from './features/presence/routes.ts'
import { createPresenceService } from './features/presence/service.ts'
import { createPresenceStore } from './features/presence/store.ts'
import { createTyping } from './features/typing/service.ts'
import { userRoutes } from './features/users/routes.ts'
import { createUserService } from './features/users/service.ts'
import { createUserStore } from './features/users/store.ts'
import { createCalls } from './features/voice/calls.ts'
import { createConnectionStore } from './features/voice/store.ts'
import { createClientAddress } from './http/addresses.ts'
import { createApp } from './http/app.ts'
import { createHttpServer, listen, shut } from './http/listen.ts'
import type { Operation } from './http/operation.ts'
import { createHostCheck, createOriginCheck } from './http/origin.ts'
import { createTokenBuckets } from './http/rates.ts'
import { createWeb } from './http/web.ts'
import type { RoomOptions } from './options.ts'
import { CLOSE } from './realtime/connection.ts'
import { createDispatch } from './realtime/dispatch.ts'
import { createHub } from './realtime/hub.ts'
import { createSockets } from './realtime/sockets.ts'
import { acceptUpgrades } from './realtime/upgrade.ts'
import { createBlobs } from './storage/blobs.ts'
import { openDatabase } from './storage/database.ts'
import { takeBlobLock } from './storage/pause.ts'
import type { OwnerCode, Secrets } from './storage/secrets.ts'
import type { Settings } from './storage/settings.ts'
import { startWriter } from './storage/writer/client.ts'
import { PROTOCOL } from '#protocol/health.ts'
import { toTime } from '#protocol/ids.ts'
import { wrongHost, wrongOrigin } from '#protocol/errors.ts'
import { VERSION } from './version.ts'

const CLOSE_GRACE_MS = 1_500
/** Connections of an earlier run that have not come back by then are forgotten. */
const RESUME_AFTER_START_MS = 5 * 60_000

export type RoomDeps = { options: RoomOptions; log: Logger; secrets: Secrets; settings: Settings; ownerCode: OwnerCode }

/** The one composition root: builds a room on a data directory that is locked and up to date, and starts it. */
export async function openRoom({ options, log, secrets, settings, ownerCode }: RoomDeps) {
  const { dataDir, limits, privateFiles } = options
  const now = () => performance.now()
  const epochMs = performance.timeOrigin
  const wallClock = Date.now
  const onBug = (what: string, error: unknown) => log.error({ event: 'bug', what, err: error })
  const newId = () => v4()

  // Storage
  const sql = openDatabase(dataDir, 'reader')
  const rights = createRightsInMemory(sql)
  const hub = createHub({ membersOf: (channelId) => rights.membersOf(channelId) })
  const { publish } = hub
  const writer = startWriter({ dataDir, maxQueue: limits.write_queue, afterBatch: hub.flush, onBug })
  const blobs = createBlobs(dataDir, { minFreeBytes: limits.free_disk_bytes })
  const users = createUserStore(sql)
  if (users.hasAdmin()) ownerCode.clear()
  else if (ownerCode.read() === null) ownerCode.create()
  const invites = createInviteStore(sql)
  const fileStore = createFileStore(sql)
  const sweeper = createSweeper({
    writer,
    store: fileStore,
    blobs,
    unattachedMs: limits.unattached_ms,
    wallClock,
    onBug,
    async unlessPaused(job) {
      const lock = takeBlobLock(dataDir)
      if (!lock) return false
      try {
        await job()
        return true
      } finally {
        lock.release()
      }
    },
  })
  const onFileDropped = (id: string) => void sweeper.remove([id]).catch((error: unknown) => onBug('sweeper', error))

  // Who is who
  const tokens = createTokens({ ...secrets, accessMs: limits.access_token_ms, mediaMs: limits.refresh_token_ms, newId })
  const callers = createCallers({ sql, tokens, roomId: secrets.roomId, mediaMs: limits.refresh_token_ms })
  const endSessions = (ids: readonly string[]) => {
    const ended = new Set(ids)
    if (ended.size > 0) sockets.end((peer) => ended.has(peer.loginSessionId), CLOSE.sessionEnded, 'login session ended')
  }

  // Features
  const urls = createFileUrls({ privateFiles, mediaKey: secrets.mediaKey, wallClock })
  const typing = createTyping({ publish, timeoutMs: limits.typing_ms })
  const refusalToRead = (channelId: string, userId: string) =>
    refusalFor(rights.standing(channelId, userId, false), 'read')
  const calls = createCalls({
    publish,
    refusalToRead,
    canRead: rights.canRead,
    connectionsOf: hub.connectionsOf,
    callOf: hub.callOf,
    setCall: hub.setCall,
    maxSignalBytes: limits.signal_bytes,
  })
  const auth = createAuthService({
    writer,
    users,
    invites,
    tokens,
    passwords: createPasswords({ cost: options.passwordCost, maxQueue: limits.password_queue }),
    limits,
    settings,
    ownerCode,
    now,
    wallClock,
    onSessionsEnded: endSessions,
    onRegistered({ userId, channels }) {
      for (const channelId of channels) {
        rights.enter(channelId, userId, { canWrite: true, canManage: false })
        publish({ kind: 'members', channelId }, { type: 'member_added', channel_id: channelId, user_id: userId })
      }
      publish({ kind: 'all' }, { type: 'user_updated', user_id: userId })
    },
  })
  const channels = createChannelService({
    writer,
    store: createChannelStore(sql),
    rights,
    publish,
    maxChannels: limits.channels,
    onAccessLost(channelId, userId) {
      for (const peer of hub.joinedBy(channelId, userId)) {
        hub.leave(peer.sessionId, channelId)
        if (hub.callOf(peer.sessionId) === channelId) hub.setCall(peer.sessionId, null)
        typing.left(peer.sessionId, channelId)
        calls.gone(peer, channelId)
      }
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
  const files = createFileService({ writer, store: fileStore, blobs, urls, limits, privateFiles, rights, newId })
  const images = createImageService({ blobs, limits, newId })
  const userService = createUserService({
    writer,
    store: users,
    publish,
    avatarUrl: (file) => urls.file(file, ROOM_SCOPE),
    onFileDropped,
    normaliseUsername,
    normaliseEmail,
  })
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
  const operations: Operation[] = [
    ...messageRoutes(messages),
    ...channelRoutes(channels),
    ...authRoutes({ auth, mediaCookie: callers.mediaCookie }),
    ...userRoutes({ users: userService, auth, images }),
    ...presenceRoutes(presence),
    ...fileRoutes({ files, callerOfMedia: callers.ofMedia }),
    ...inviteRoutes({ writer, store: invites, maxOpen: limits.invites_per_user }),
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
      onSessionsEnded: endSessions,
      onBanned(userId, theirs) {
        for (const channelId of theirs) rights.renewKey(channelId)
        sockets.end((peer) => peer.userId === userId, CLOSE.banned, 'banned')
      },
    }),
    ...healthRoutes({
      version: VERSION,
      settings,
      async describe() {
        const { describeApi } = await import('./http/openapi.ts')
        return describeApi(
          operations.map((operation) => operation.route),
          VERSION,
        )
      },
    }),
  ]

  // WebSocket
  const dispatch = createDispatch({
    handlers: createCommands({
      messages,
      typing,
      calls,
      publish,
      demand(channelId, peer, action) {
        const refusal = refusalFor(rights.standing(channelId, peer.userId, false), action)
        if (refusal) throw refusal
      },
      subscribe: hub.join,
      unsubscribe: hub.leave,
      clock: now,
    }),
    clock: now,
    reply: (peer, event) => publish({ kind: 'connection', sessionId: peer.sessionId }, event),
    onBug,
  })
  const connections = createConnectionStore(sql)
  const forget = (sessionIds: string[]) =>
    void writer
      .run('connections.forget', { sessionIds })
      .catch((error: unknown) => onBug('forgetting a connection', error))
  const sockets = createSockets({
    hub,
    limits,
    now,
    dispatch,
    onForgotten: forget,
    greeting: (peer) =>
      JSON.stringify({
        type: 'connection_metadata',
        session_id: peer.sessionId,
        server_time: toTime(wallClock()),
        protocol: PROTOCOL,
        room_name: settings.get().name,
        user_id: peer.userId,
        server_epoch_ms: epochMs,
      }),
  })
  hub.onSocket(presence.onSocket)
  hub.onGone((peer, { call }) => {
    typing.left(peer.sessionId)
    if (call !== null) calls.gone(peer, call)
  })
  const leftBefore = connections.all()
  const forgetting = setTimeout(() => forget(leftBefore.filter((id) => !hub.get(id))), RESUME_AFTER_START_MS)
  forgetting.unref()

  // HTTP
  const names = options.origins
  const isOurHost = createHostCheck({ names, ownNames: [hostname()] })
  const judgeOrigin = createOriginCheck({ origins: options.origins })
  const originOf = (origin: string | undefined, host: string | undefined) => judgeOrigin(origin, host, false)
  const addressOf = createClientAddress(options.trustedProxies)
  const rated = limits.rates === 'on'
  const requests = createTokenBuckets({
    burst: rated ? limits.request_burst : Infinity,
    perSecond: limits.request_per_second,
    now,
  })
  const app = createApp(
    {
      log,
      limits,
      authenticate: callers.authenticate,
      from: (context) => addressOf(context.req.socket.remoteAddress, context.req.headers),
      take: (rateKey) => requests.take(rateKey),
      isOurHost,
      originOf,
      web: createWeb({ settings }),
    },
    operations,
  )
  const server = createHttpServer(app, limits)
  const upgrades = acceptUpgrades(server, {
    hub,
    sockets,
    limits,
    newId,
    onBug,
    admit(request) {
      const { host, origin } = request.headers
      if (!isOurHost(host)) throw wrongHost(host ?? '(none)')
      if (originOf(origin, host) === 'refused') throw wrongOrigin(origin ?? '(none)')
    },
    authenticate: callers.byToken,
    wasConnectionOf: connections.wasOf,
    remember: (sessionId, loginSessionId) => writer.run('connections.remember', { sessionId, loginSessionId }),
  })

  const close = async () => {
    upgrades.close()
    clearTimeout(forgetting)
    publish({ kind: 'all' }, { type: 'server_closing' })
    sockets.close()
    sockets.end(() => true, CLOSE.restarting, 'server restarting')
    await shut(server, CLOSE_GRACE_MS)
    typing.close()
    await Promise.all([presence.close(), sweeper.close()])
    await writer.close()
    sql.close()
  }
  try {
    const { url, port } = await listen(server, options.host, options.port)
    return { url, port, close, routes: operations.map((operation) => operation.route) }
  } catch (error) {
    await close()
    throw error
  }
}
