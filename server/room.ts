import { hostname, networkInterfaces } from 'node:os'
import { resolve } from 'node:path'
import { performance } from 'node:perf_hooks'
import process from 'node:process'
import type { Logger } from 'pino'
import { v4 } from 'uuid'
import { PROTOCOL } from '#protocol/health.ts'
import { toTime } from '#protocol/ids.ts'
import { invitationLink } from '#protocol/invitation-link.ts'
import { announceRoom } from './discovery/announce-room.ts'
import { createContacts } from './doctor/contacts.ts'
import { createFeatures } from './features/all.ts'
import { createRightsInMemory } from './features/channels/rights.ts'
import { createFileStore } from './features/files/store.ts'
import { createSweeper } from './features/files/sweeper.ts'
import { createInstallers } from './features/installers/service.ts'
import { createUserStore } from './features/users/store.ts'
import { createConnectionStore } from './features/connections/store.ts'
import { createApp } from './http/app.ts'
import { createGate } from './http/gate.ts'
import { boundOf, createHttpServer, listen, shut } from './http/listen.ts'
import { createUploadSlots } from './http/upload-slots.ts'
import { builtWebDir } from './http/web-bundle.ts'
import { createWeb } from './http/web.ts'
import type { RoomOptions } from './options.ts'
import type { Peer } from './realtime/audience.ts'
import { clientOf } from './realtime/client.ts'
import { CLOSE } from './realtime/connection.ts'
import { createDispatch } from './realtime/dispatch.ts'
import { createHub } from './realtime/hub.ts'
import { createSockets } from './realtime/sockets.ts'
import { acceptUpgrades } from './realtime/upgrade.ts'
import { createBlobs } from './storage/blobs.ts'
import { openDatabase } from './storage/database.ts'
import { unlessPaused } from './storage/pause.ts'
import type { OwnerCode, Secrets } from './storage/secrets.ts'
import type { Settings } from './storage/settings.ts'
import { startWriter } from './storage/writer/client.ts'
import { openCertificate } from './tls/certificate.ts'
import { certificateNames } from './tls/names.ts'
import type { Certificate } from './tls/own-certificate.ts'
import { VERSION } from './version.ts'

const CLOSE_GRACE_MS = 1_500
/** Connections of an earlier run that have not come back by then are forgotten. */
const RESUME_AFTER_START_MS = 5 * 60_000

export type RoomDeps = {
  options: RoomOptions
  log: Logger
  secrets: Secrets
  settings: Settings
  ownerCode: OwnerCode
  /** Instead of one that the room makes. */
  ownCertificate: Certificate | null
}

/** The one composition root: builds a room on a data directory that is locked and up to date, and starts it. */
export async function openRoom({ options, log, secrets, settings, ownerCode, ownCertificate }: RoomDeps) {
  const { dataDir, limits } = options
  const now = () => performance.now()
  const wallClock = Date.now
  const onBug = (what: string, error: unknown) => log.error({ event: 'bug', what, err: error })

  // These refuse what they cannot read, so they come before anything that would have to be undone.
  const gate = createGate(options, now)
  const web = createWeb({ settings, folder: options.webDir ?? builtWebDir() })
  const installers = createInstallers(options.installersDir)

  const certificate = await openCertificate({
    dataDir,
    tlsKey: secrets.tlsKey,
    own: ownCertificate,
    roomName: () => settings.get().name,
    names: () => certificateNames({ hostname: hostname(), interfaces: networkInterfaces(), origins: options.origins }),
    wallClock,
    onBug,
  })

  // Storage
  const sql = openDatabase(dataDir, 'reader')
  const rights = createRightsInMemory(sql)
  const hub = createHub({ membersOf: (channelId) => rights.membersOf(channelId) })
  const writer = startWriter({ dataDir, maxQueue: limits.write_queue, afterBatch: hub.flush, onBug })
  const blobs = createBlobs(dataDir, { minFreeBytes: limits.free_disk_bytes })
  const users = createUserStore(sql)
  if (users.hasAdmin()) ownerCode.clear()
  else if (ownerCode.read() === null) ownerCode.create()
  const fileStore = createFileStore(sql)
  const sweeper = createSweeper({
    writer,
    store: fileStore,
    blobs,
    unattachedMs: limits.unattached_ms,
    wallClock,
    onBug,
    unlessPaused: (job) => unlessPaused(dataDir, job),
  })

  // Features
  const contacts = createContacts(wallClock)
  const features = createFeatures({
    options,
    backupDir: options.backupDir === undefined ? `${dataDir}-backups` : resolve(options.backupDir),
    keys: secrets,
    identity: certificate.identity,
    sql,
    writer,
    blobs,
    rights,
    hub,
    users,
    fileStore,
    settings,
    ownerCode,
    installers,
    contacts,
    bound: () => boundOf(http.server),
    searchPath: () => process.env['PATH'] ?? '',
    now,
    wallClock,
    onBug,
    onFileDropped: (id) => sweeper.drop([id]),
    onSessionsEnded(ids) {
      const ended = new Set(ids)
      if (ended.size > 0) end((peer) => ended.has(peer.loginSessionId), CLOSE.sessionEnded, 'login session ended')
    },
    onBanned: (userId) => end((peer) => peer.userId === userId, CLOSE.banned, 'banned'),
  })
  const { operations, commands, callers } = features

  // WebSocket
  const connections = createConnectionStore(sql)
  const forget = (sessionIds: string[]) =>
    void writer
      .run('connections.forget', { sessionIds })
      .catch((error: unknown) => onBug('forgetting a connection', error))
  const greeting = (peer: Peer) =>
    JSON.stringify({
      type: 'connection_metadata',
      session_id: peer.sessionId,
      server_time: toTime(wallClock()),
      protocol: PROTOCOL,
      room_name: settings.get().name,
      user_id: peer.userId,
      server_epoch_ms: performance.timeOrigin,
    })
  const dispatch = createDispatch({
    handlers: commands,
    clock: now,
    reply: (peer, event) => hub.publish({ kind: 'connection', sessionId: peer.sessionId }, event),
    onBug,
  })
  const sockets = createSockets({ hub, limits, now, wallClock, dispatch, greeting, onForgotten: forget })
  const end = sockets.end
  const leftBefore = connections.all()
  const forgetting = setTimeout(() => forget(leftBefore.filter((id) => !hub.get(id))), RESUME_AFTER_START_MS)
  forgetting.unref()

  // HTTP
  const app = createApp(
    {
      log,
      limits,
      gate,
      uploads: createUploadSlots(limits.uploads_per_user),
      authenticate: callers.authenticate,
      web,
    },
    operations,
  )
  const http = createHttpServer(app, limits, certificate.current())
  certificate.onRenewed(http.renew)
  http.server.on('connection', contacts.came)
  const upgrades = acceptUpgrades(http.server, {
    hub,
    sockets,
    limits,
    newId: () => v4(),
    onBug,
    admit(request) {
      gate.admit(request)
      const from = gate.from(request)
      gate.pace(from)
      return clientOf(request.headers, from.address)
    },
    authenticate: callers.byToken,
    wasConnectionOf: connections.wasOf,
    remember: (sessionId, loginSessionId) => writer.run('connections.remember', { sessionId, loginSessionId }),
  })

  const people = async () => {
    const found = await Promise.all([...hub.users()].map(async (id) => ({ id, user: await users.byId(id) })))
    return found.flatMap(({ id, user }) => {
      const inCall = hub.connectionsOf(id).some(({ sessionId }) => hub.callOf(sessionId) !== null)
      return user === undefined ? [] : [{ username: user.username, in_call: inCall }]
    })
  }
  let announcement: { close(): Promise<void> } | undefined
  const close = async () => {
    const left = features.leave()
    certificate.close()
    upgrades.close()
    clearTimeout(forgetting)
    hub.publish({ kind: 'all' }, { type: 'server_closing' })
    sockets.close()
    sockets.end(() => true, CLOSE.restarting, 'server restarting')
    // Its port is shut when it says goodbye: whoever looks whether that is true finds that it is.
    await Promise.all([shut(http, CLOSE_GRACE_MS), announcement?.close()])
    await Promise.all([left, features.close(), sweeper.close()])
    await writer.close()
    sql.close()
  }
  try {
    // Before the first upload can be under way.
    await blobs.sweepTemp()
    const { url, port } = await listen(http.server, options.host, options.port)
    features.begin()
    if (options.announce) {
      const facts = () => {
        const { name, invite_only: locked, guests } = settings.get()
        const told = { name, port, locked, guests, version: VERSION, code: features.hasShortCode() }
        return { ...told, room_id: secrets.roomId, identity: certificate.identity, people: [...hub.users()].length }
      }
      const listensOn = boundOf(http.server).address
      announcement = announceRoom({ listensOn, facts, log: (what, err) => log.info({ event: 'discovery', what, err }) })
    }
    return {
      url,
      port,
      invitation() {
        const { name, invite_only: locked } = settings.get()
        const ours = { name, identity: certificate.identity, room_id: secrets.roomId, addresses: features.addresses() }
        return locked ? null : invitationLink({ ...ours, here: null, code: null })
      },
      identity: certificate.identity,
      close,
      people,
      routes: operations.map((operation) => operation.route),
    }
  } catch (error) {
    await close()
    throw error
  }
}
