import { z } from 'zod'
import { Id, Time } from './ids.ts'
import { defineRoute, empty } from './route.ts'

/** What the host panel shows and does, beside what an admin may do anyway (admin.ts); all of it ext. */

export const RoomAddress = z
  .object({
    /** With the port, as one types it: `192.168.1.24:22800`, `[fd00::2]:22800`, `attic-pc.local:22800`. */
    address: z.string(),
    /**
     * Who may find the room there: `name` and `lan` whoever is on the same network, `vpn` who is in it, `public` the
     * internet (if router and firewall let it), `virtual` containers and virtual machines here, `loopback` this machine.
     */
    kind: z.enum(['name', 'lan', 'vpn', 'public', 'virtual', 'loopback']),
    /** The network interface; null for a name, and for the address of a router that lets people in. */
    interface: z.string().nullable(),
  })
  .meta({ id: 'RoomAddress' })
export type RoomAddress = z.infer<typeof RoomAddress>

export const Backup = z
  .object({
    /** When it was begun, as a folder's name: `2026-11-24T16-12-21-123Z`. */
    name: z.string(),
    made_at: Time,
    bytes: z.number().int(),
    messages: z.number().int(),
    files: z.number().int(),
    /** False when it was broken off, or when the room itself had lost files. */
    complete: z.boolean(),
    /** How many those were; it can be restored without them. One that was broken off has 0 of everything. */
    lost_files: z.number().int(),
  })
  .meta({ id: 'Backup' })
export type Backup = z.infer<typeof Backup>

export const BackupJob = z
  .object({
    id: Id,
    /** The backup's, in the list once it is done. */
    name: z.string(),
    state: z.enum(['running', 'done', 'failed']),
    step: z.enum(['database', 'files']),
    /** Bytes of this step. */
    done: z.number().int(),
    total: z.number().int(),
    /** Why it failed, or what is missing in one that is done, in a sentence. */
    problem: z.string().nullable(),
  })
  .meta({ id: 'BackupJob' })
export type BackupJob = z.infer<typeof BackupJob>

export const Overview = z
  .object({
    name: z.string(),
    version: z.string(),
    started_at: Time,
    port: z.number().int(),
    /** Where the room's data lies, and where its backups go. */
    data_dir: z.string(),
    backup_dir: z.string(),
    addresses: z.array(RoomAddress),
    storage: z.object({ files_bytes: z.number(), database_bytes: z.number(), free_bytes: z.number() }),
    counts: z.object({
      users: z.number().int(),
      messages: z.number().int(),
      files: z.number().int(),
      connections: z.number().int(),
    }),
    /** Newest first. */
    backups: z.array(Backup),
  })
  .meta({ id: 'Overview' })
export type Overview = z.infer<typeof Overview>

export const LiveConnection = z
  .object({
    session_id: Id,
    user_id: Id,
    since: Time,
    kind: z.enum(['app', 'browser', 'other']),
    address: z.string(),
    /** There and back, as the last ping took; null before the first one. */
    rtt_ms: z.number().nullable(),
    /** The channel in whose call it is. */
    in_call: Id.nullable(),
  })
  .meta({ id: 'Connection' })
export type LiveConnection = z.infer<typeof LiveConnection>

export const getOverview = defineRoute({
  method: 'GET',
  path: '/api/admin/overview',
  auth: 'admin',
  summary: 'The room at a glance: addresses, storage, backups. File and message counts may be ten seconds old',
  response: Overview,
})
export const listConnections = defineRoute({
  method: 'GET',
  path: '/api/admin/connections',
  auth: 'admin',
  summary: 'Who is connected, from where and how quickly; the oldest first',
  response: z.array(LiveConnection),
})
export const listBackups = defineRoute({
  method: 'GET',
  path: '/api/admin/backups',
  auth: 'admin',
  summary: 'The backups, newest first, and the one under way or, until the next, how the last one ended',
  response: z.object({ backups: z.array(Backup), job: BackupJob.nullable() }),
})
export const startBackup = defineRoute({
  method: 'POST',
  path: '/api/admin/backups',
  auth: 'admin',
  summary: 'Begin a backup; the room goes on meanwhile. One at a time: 409 backup_running',
  body: z.object({}),
  response: BackupJob,
  errors: [409],
})
export const deleteBackup = defineRoute({
  method: 'DELETE',
  path: '/api/admin/backups/{name}',
  auth: 'admin',
  summary: 'Delete a backup; not the one under way: 409 backup_running',
  params: z.object({ name: z.string().max(200) }),
  response: empty,
  errors: [404, 409],
})
