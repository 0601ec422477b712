import { z } from 'zod'
import { Signature } from './files.ts'
import { Id, Reference, RoomPath, Time } from './ids.ts'
import { defineRoute } from './route.ts'

/** One entry of a channel's shared queue. Right after `add` its title is what was typed and its duration 0. */
export const ShareplayItem = z
  .object({
    id: Id,
    /** What was typed: an address, words to search for, or `file:<file_id>`. */
    url: z.string(),
    title: z.string(),
    /** 0 until it is known. */
    duration_seconds: z.number().min(0),
    download_status: z.enum(['pending', 'grabbing', 'downloading', 'ready', 'error']),
    /** Where the song is, once it is ready. */
    file_path: RoomPath.nullable(),
    thumbnail_path: RoomPath.nullable(),
    /** A sentence for people. */
    download_error: z.string().nullable(),
    added_by: Id,
    artist: z.string().nullable(),
    /** From 0 to 1 while it is fetched; null when nobody knows. */
    progress: z.number().min(0).max(1).nullable(),
  })
  .meta({ id: 'ShareplayItem' })
export type ShareplayItem = z.infer<typeof ShareplayItem>

export const RepeatMode = z.enum(['Off', 'One', 'All'])
export type RepeatMode = z.infer<typeof RepeatMode>

/**
 * What a channel plays together. The position is `current_position_secs`, and with a `start_time` plus
 * `max(0, server now - start_time)`, capped at the duration; server now is `server_epoch_ms` plus the clock of `pong`.
 */
export const ShareplayState = z
  .object({
    queue: z.array(ShareplayItem),
    current_index: z.number().int().min(0).nullable(),
    status: z.enum(['playing', 'paused']),
    /** Null while the clock stands: paused, or the current item is not ready. May lie slightly ahead. */
    start_time: Time.nullable(),
    current_position_secs: z.number().min(0),
    repeat_mode: RepeatMode,
    /** Counts changes of what plays and of the order. */
    rev: z.number().int().min(0),
    server_epoch_ms: z.number(),
  })
  .meta({ id: 'ShareplayState' })
export type ShareplayState = z.infer<typeof ShareplayState>

/** A day in milliseconds: no song is longer. */
const REPORT_MS = 86_400_000
/** How one listener's sound is, as it says itself; anew every few seconds and whenever the state changes. */
export const ShareplayReport = z.object({
  /** How far it is ahead of the room (+) or behind (-), in milliseconds; null while nothing sounds. */
  error_ms: z.number().min(-REPORT_MS).max(REPORT_MS).nullable(),
  /** `blocked`: the browser waits for a click before it plays. */
  state: z.enum(['playing', 'loading', 'blocked', 'failed', 'idle']),
})
export type ShareplayReport = z.infer<typeof ShareplayReport>

export const SHAREPLAY_ACTIONS = [
  'add',
  'play',
  'pause',
  'seek',
  'next',
  'prev',
  'track',
  'remove',
  'toggle_repeat',
  'move',
  'shuffle',
  'clear',
  'retry',
] as const
export type ShareplayActionType = (typeof SHAREPLAY_ACTIONS)[number]

export const getCurrentSong = defineRoute({
  method: 'GET',
  path: '/api/shareplay/{channel_id}/current',
  auth: 'media',
  summary: "The id of a channel's current song, in any state; 404 when nothing is current",
  params: z.object({ channel_id: Reference }),
  response: z.object({ song_id: Id }),
  errors: [401, 403, 404],
})
export const getSong = defineRoute({
  method: 'GET',
  path: '/api/shareplay/song/{song_id}',
  auth: 'media',
  summary: 'The audio of an item, with ranges; 404 until it is ready',
  params: z.object({ song_id: Reference }),
  query: Signature,
  response: 'bytes',
  errors: [401, 404, 412, 416],
})
export const getThumbnail = defineRoute({
  method: 'GET',
  path: '/api/shareplay/thumbnail/{item_id}',
  auth: 'media',
  summary: 'The cover of an item',
  params: z.object({ item_id: Reference }),
  query: Signature,
  response: 'bytes',
  errors: [401, 404, 412, 416],
})
