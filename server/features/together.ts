import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { IncomingMessage } from 'node:http'
import type { Caller, Operation } from '../http/operation.ts'
import { createOutside } from '../fetch/outside.ts'
import { createTokenBuckets } from '../http/rates.ts'
import type { RoomOptions } from '../options.ts'
import type { Peer } from '../realtime/audience.ts'
import type { Hub } from '../realtime/hub.ts'
import type { Blobs } from '../storage/blobs.ts'
import { refusalFor } from './channels/policy.ts'
import type { RightsInMemory } from './channels/rights.ts'
import { createShrink } from './files/shrink.ts'
import type { FileStore } from './files/store.ts'
import { sniff } from './files/types.ts'
import { type FileUrls, SIGNED_MS, channelScope } from './files/urls.ts'
import { createDescribeSong } from './shareplay/describe-song.ts'
import { createDirectSource } from './shareplay/direct.ts'
import { createFetching } from './shareplay/fetching.ts'
import { shareplayRoutes } from './shareplay/routes.ts'
import { createShareplay } from './shareplay/service.ts'
import { createShelf } from './shareplay/shelf.ts'
import { createUploadedSource } from './shareplay/uploaded.ts'
import { createYoutubeSources } from './shareplay/youtube-sources.ts'
import { createCalls } from './voice/calls.ts'
import { voiceRoutes } from './voice/routes.ts'

/** So much before URLs of songs end, everybody gets new ones. */
const RENEW_EARLY_MS = 3600 * 1000
/** A song does not wait longer for its cover, once that has its turn. */
const COVER_SECS = 5

export type TogetherDeps = {
  options: RoomOptions
  blobs: Blobs
  rights: RightsInMemory
  hub: Hub
  fileStore: FileStore
  urls: FileUrls
  callerOfMedia(http: IncomingMessage): Caller | null
  /** The PATH of the room's process. */
  searchPath(): string
  /** Monotonic milliseconds. */
  now(): number
  newId(): string
  onBug(what: string, error: unknown): void
}

/** Calls, and the music that ends with them. Songs lie below `<dataDir>/shareplay/` while they are in a queue. */
export function createTogether(deps: TogetherDeps) {
  const { options, rights, hub, urls, now, newId, onBug } = deps
  const { limits } = options
  const refusalToRead = (channelId: string, userId: string) =>
    refusalFor(rights.standing(channelId, userId, false), 'read')
  const scopeOf = (channelId: string) => channelScope(channelId, rights.keyVersion(channelId))

  const songs = join(options.dataDir, 'shareplay')
  const mine = newId()
  const makeFolder = async () => {
    const path = join(songs, mine)
    await mkdir(path, { recursive: true, mode: 0o700 })
    return path
  }
  const folder = makeFolder()
  // What a room left that was killed belongs to no queue. On Windows somebody may have it open still: then it stays.
  const swept = folder
    .then(() => readdir(songs))
    .then((names) => Promise.all(names.filter((name) => name !== mine).map((name) => removeAll(join(songs, name)))))
    .catch((error: unknown) => onBug('the folder of songs', error))

  const outside = createOutside({
    allowed: options.allowFetch,
    connectMs: limits.shareplay_connect_ms,
    idleMs: limits.shareplay_fetch_idle_ms,
  })
  const { demandSpace } = deps.blobs
  // A line of their own: an emoji waits for no song.
  const shrink = createShrink({ maxPixels: limits.image_pixels, takesBroken: true, patienceSecs: COVER_SECS })
  const describe = createDescribeSong({ sniff, shrink, demandSpace, onBug })
  const uploaded = createUploadedSource({
    files: deps.fileStore,
    canRead: rights.canRead,
    pathOf: deps.blobs.path,
    describe,
    demandSpace,
    maxSecs: limits.shareplay_upload_secs,
  })
  const direct = createDirectSource({
    get: outside.get,
    describe,
    sniff,
    demandSpace,
    now,
    maxBytes: limits.shareplay_fetch_bytes,
    maxSecs: limits.shareplay_fetch_secs,
    maxMs: limits.shareplay_fetch_ms,
    idleMs: limits.shareplay_fetch_idle_ms,
    slowBytes: limits.shareplay_fetch_slow_bytes,
  })
  const { youtube, search } = createYoutubeSources({
    issueProxy: outside.issueProxy,
    get: outside.get,
    describe,
    sniff,
    demandSpace,
    // Without a PATH there is no program.
    searchPath: limits.shareplay_ytdlp === 'on' ? deps.searchPath : () => '',
    now,
    maxBytes: limits.shareplay_fetch_bytes,
    maxSecs: limits.shareplay_fetch_secs,
    maxMs: limits.shareplay_fetch_ms,
    maxEntries: limits.shareplay_items,
  })
  const fetching = createFetching({
    // The first that takes what was typed has it.
    sources: [uploaded, youtube, direct, search],
    shelf: createShelf({
      folder: () => folder,
      newId,
      maxBytes: limits.shareplay_disk_bytes,
      maxSongBytes: limits.shareplay_fetch_bytes,
    }),
    folder: () => folder,
    newId,
    maxSecs: limits.shareplay_fetch_secs,
    maxAtOnce: limits.shareplay_fetches,
    onBug,
  })
  const shareplay = createShareplay({
    publish: hub.publish,
    demandRead(channelId, userId) {
      const refusal = refusalToRead(channelId, userId)
      if (refusal) throw refusal
    },
    canRead: rights.canRead,
    audienceOf: (channelId) =>
      hub.joinedBy(channelId).map(({ sessionId }) => ({ sessionId, rttMs: hub.get(sessionId)?.rttMs ?? null })),
    isConnected: (sessionId) => hub.get(sessionId) !== undefined,
    reportPace: createTokenBuckets({
      burst: limits.rates === 'on' ? limits.shareplay_reports_per_second : Infinity,
      perSecond: limits.shareplay_reports_per_second,
      now,
    }),
    fetching,
    urls: {
      signed: (path, id, channelId) => urls.signed(path, id, scopeOf(channelId)),
      isValid: (id, channelId, signature) => urls.isValid(id, scopeOf(channelId), signature),
    },
    privateFiles: options.privateFiles,
    renewMs: options.privateFiles ? SIGNED_MS - RENEW_EARLY_MS : null,
    maxItems: limits.shareplay_items,
    idleMs: limits.shareplay_idle_ms,
    now,
    epochMs: epochOf(now),
    random: Math.random,
    newId,
    onBug,
  })
  const calls = createCalls({
    publish: hub.publish,
    refusalToRead,
    canRead: rights.canRead,
    connectionsOf: hub.connectionsOf,
    callOf: hub.callOf,
    setCall: hub.setCall,
    onEnded: shareplay.end,
    maxSignalBytes: limits.signal_bytes,
    signalPace: createTokenBuckets({
      burst: limits.rates === 'on' ? limits.signal_burst_bytes : Infinity,
      perSecond: limits.signal_bytes_per_second,
      now,
    }),
  })
  hub.onGone((peer, { joined, call }) => {
    if (call !== null) calls.gone(peer, call)
    shareplay.gone(peer, call === null ? joined : [...joined, call])
  })
  const operations: Operation[] = [...voiceRoutes(options), ...shareplayRoutes({ ...deps, shareplay })]

  return {
    calls,
    shareplay,
    operations,
    /** This connection may not read the channel any more; its subscription has ended. */
    expelled(channelId: string, peer: Peer): void {
      calls.gone(peer, channelId)
      shareplay.left(channelId, peer)
    },
    async close(): Promise<void> {
      try {
        await shareplay.close()
        await outside.close()
      } finally {
        await swept
        await removeAll(songs).catch((error: unknown) => onBug('the folder of songs', error))
      }
    },
  }
}

/** Windows does not let go at once of what somebody has just read. */
const removeAll = (path: string): Promise<void> => rm(path, { recursive: true, force: true, maxRetries: 5 })

/** A change of the wall clock that is more than its rounding. */
const CLOCK_SET_MS = 50

/**
 * Wall-clock milliseconds at which the monotonic clock read 0, as they are now: the wall clock may be set, and the other
 * one stands still while the machine sleeps. The same number as long as neither happens.
 */
function epochOf(now: () => number): () => number {
  let epoch = Date.now() - now()
  return () => {
    const measured = Date.now() - now()
    if (Math.abs(measured - epoch) > CLOCK_SET_MS) epoch = measured
    return epoch
  }
}
