import ipaddr from 'ipaddr.js'
import { z } from 'zod'
import { parseIceServer } from './features/voice/ice.ts'

const count = (value: number) => z.coerce.number().int().min(0).default(value)
/** An address, or a range of them: `192.168.0.0/16`. */
const Range = z
  .string()
  .refine(
    (text) => ipaddr.isValidCIDR(text) || ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text),
    'This is no address range (CIDR)',
  )
const Origin = z
  .url()
  .refine((text) => (URL.parse(text)?.host ?? '') !== '', 'This is no origin; write it as https://chat.example.org')
const IceServer = z
  .string()
  .refine(
    (text) => parseIceServer(text) !== null,
    'This is no ICE server; write it as stun:host:port or turn:user:secret@host:port',
  )
const MiB = 2 ** 20
const GiB = 2 ** 30

/**
 * Every limit of a room: its unit is the last word of its name (`_bytes`, `_ms`, `_per_minute`; without one, a
 * count). `--limit NAME=VALUE` sets any of them.
 */
export const Limits = z.strictObject({
  /** `off` switches every rate limit off, for load tests. */
  rates: z.enum(['on', 'off']).default('on'),
  login_failures_per_minute: count(5).describe('failed logins of one account from one address'),
  login_failures_per_address_per_minute: count(100).describe('failed logins from one address'),
  login_delay_ms: count(2_000).describe('the longest that a login of a much-guessed account is held up'),
  register_burst: count(200),
  register_per_second: z.coerce.number().positive().default(1),
  send_burst: count(600),
  send_per_second: z.coerce.number().positive().default(20),
  request_burst: count(2_000).describe('other HTTP requests of one address'),
  request_per_second: z.coerce.number().positive().default(200),
  frame_burst: count(2_000),
  frame_per_second: z.coerce.number().positive().default(200),
  signal_burst_bytes: count(512 * 1024).describe(
    'the data of signals from one person to another; far below slow_reader',
  ),
  signal_bytes_per_second: z.coerce
    .number()
    .positive()
    .default(64 * 1024),

  body_bytes: count(256 * 1024).describe('a JSON body'),
  frame_bytes: count(128 * 1024),
  signal_bytes: count(64 * 1024).describe('the data of one webrtc_signal'),
  content_chars: count(8_000).describe('the text of a message, in code points'),
  upload_bytes: count(500 * MiB),
  image_bytes: count(20 * MiB).describe('an avatar or emoji as it is uploaded'),
  image_pixels: count(50_000_000).describe('an emoji or a cover once it is decoded'),
  unattached_bytes_per_user: count(2 * GiB),
  unattached_ms: count(24 * 3600 * 1000),
  uploads_per_user: count(16).describe('uploads under way at once'),
  free_disk_bytes: count(1 * GiB).describe('an upload that would leave less is refused'),
  emojis: count(1_000).describe('custom emojis of the room'),
  reactions_per_message: count(50).describe('different emojis on one message'),
  channels: count(1_000).describe('channels of the room'),
  invites_per_user: count(500).describe('invites of one user that are still open'),
  login_sessions_per_user: count(50).describe('the oldest ends when one more begins'),
  connections_per_user: count(32),
  connections: count(20_000),
  short_code_failures: count(10).describe('wrong six-digit codes, in all, after which every one that is good now ends'),
  short_code_failures_per_minute: count(5).describe('wrong six-digit codes of one address'),
  handovers_per_user: count(5).describe('ways over to the encrypted page; one more ends the oldest'),
  password_queue: count(64).describe('passwords waiting to be hashed'),
  write_queue: count(20_000).describe('writes waiting for the disk'),

  header_timeout_ms: count(15_000).describe('headers, bodies and frames that never finish are cut after this'),
  ping_interval_ms: count(20_000),
  silence_ms: count(45_000).describe('a connection that says nothing for this long is dropped'),
  hold_ms: count(30_000).describe('how long a resumable connection is kept after it broke'),
  slow_reader_bytes: count(1 * MiB).describe('buffered for one connection before ephemeral events are dropped'),
  slow_reader_close_bytes: count(2 * MiB).describe('buffered for one connection before it is closed with 1013'),
  typing_ms: count(8_000),
  offline_ms: count(60_000).describe('from the last heartbeat to offline'),

  map_lease_ms: count(3600 * 1000).describe('how long the router is asked to let people in, before it is asked again'),

  shareplay_ytdlp: z.enum(['on', 'off']).default('on').describe('whether yt-dlp is run where it is installed'),
  shareplay_items: count(200).describe('items of one queue'),
  shareplay_fetches: count(2).describe('songs made ready at a time; as many uploaded ones besides'),
  shareplay_fetch_bytes: count(200 * MiB).describe('the largest song from a link'),
  shareplay_fetch_secs: count(30 * 60).describe('the longest song from a link'),
  shareplay_fetch_ms: count(10 * 60 * 1000).describe('how long fetching one may take'),
  shareplay_fetch_idle_ms: count(20_000).describe('how long one that is fetched may say nothing, or hardly anything:'),
  shareplay_fetch_slow_bytes: count(64 * 1024).describe('fewer bytes than this in that time'),
  shareplay_connect_ms: count(10_000).describe('for the connection to the server of a link'),
  shareplay_disk_bytes: count(4 * GiB).describe('songs that are fetched, and covers, of all channels together'),
  shareplay_upload_secs: count(4 * 3600).describe('the longest uploaded song'),
  shareplay_reports_per_second: z.coerce
    .number()
    .positive()
    .default(2)
    .describe('how often one listener tells how far from the room its sound is'),
  shareplay_idle_ms: count(10 * 60 * 1000).describe('how long a queue without a call and anybody there is kept'),

  access_token_ms: count(15 * 60 * 1000),
  refresh_token_ms: count(30 * 24 * 3600 * 1000),
  guest_absence_ms: count(30 * 24 * 3600 * 1000).describe('a guest who has not been here for this long is forgotten'),
  short_code_ms: count(10 * 60 * 1000).describe('how long a six-digit code is good'),
  handover_ms: count(60_000).describe('how long a way over to the encrypted page is open'),
  refresh_grace_ms: count(10_000).describe('a refresh token used twice within this is two tabs, not theft'),
})
export type Limits = z.infer<typeof Limits>

/** All that `startServer` can be told. Everything has a default but the data directory. */
export const RoomOptions = z.strictObject({
  /** Where the room's data lies; made when it is missing. */
  dataDir: z.string().min(1),
  /** Where backups go that are made from within the room; absent: `<dataDir>-backups`, beside it. */
  backupDir: z.string().min(1).optional(),
  host: z.string().default('::'),
  /** 0 picks a free port. */
  port: z
    .union([z.number(), z.string().regex(/^\d+$/, 'This is no port number')])
    .transform(Number)
    .pipe(z.number().int().min(0).max(65_535))
    .default(22_800),
  /** The room's name; absent: as stored, at first `Stuffchat`. */
  name: z.string().trim().min(1).max(100).optional(),
  /** Absent: as stored, at first open. */
  inviteOnly: z.boolean().optional(),
  /** Whether a name is enough to come in. Absent: as stored, at first it is not. */
  guests: z.boolean().optional(),
  /** Whether the router is asked to let people in from the internet. Absent: as stored, at first it is not. */
  mapPort: z.boolean().optional(),
  /** STUN and TURN servers for calls: `stun:host:port`, `turn:user:secret@host:port`. None unless somebody names one. */
  iceServers: z.array(IceServer).default([]),
  origins: z.array(Origin).default([]),
  /** PEM files of a certificate of one's own and its key: both or neither; absent: the room makes its own. */
  tlsCert: z.string().min(1).optional(),
  tlsKey: z.string().min(1).optional(),
  /** CIDR ranges whose `X-Forwarded-For` is believed. */
  trustedProxies: z.array(Range).default([]),
  /** CIDR ranges that fetches may reach although they are private. */
  allowFetch: z.array(Range).default([]),
  privateFiles: z.boolean().default(false),
  /** Where the interface lies that browsers get; absent: `renderer/` beside the room's own build. */
  webDir: z.string().min(1).optional(),
  /** A folder of packages of the app that the room gives to browser guests; absent: it has none. */
  installersDir: z.string().min(1).optional(),
  /** log2 of scrypt's N. */
  passwordCost: z.coerce.number().int().min(8).max(20).default(15),
  announce: z.boolean().default(true),
  logLevel: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  limits: Limits.prefault({}),
})
export type RoomOptions = z.infer<typeof RoomOptions>
/** What a caller may write: everything that has a default may be left out. */
export type RoomOptionsInput = z.input<typeof RoomOptions>
