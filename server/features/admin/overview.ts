import { stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { LiveConnection, Overview, RoomAddress } from '#protocol/host.ts'
import { toTime } from '#protocol/ids.ts'
import { DATABASE_FILE } from '../../storage/database.ts'
import type { Connection } from '../../realtime/connection.ts'
import type { BackupService } from './backups.ts'
import type { CountStore, Counts } from './store.ts'

export type OverviewDeps = {
  version: string
  dataDir: string
  backupDir: string
  settings: { get(): { name: string } }
  store: CountStore
  backups: BackupService
  connections(): Iterable<Connection>
  /** Where the room listens, once it does. */
  bound(): { address: string; port: number }
  addresses(): RoomAddress[]
  now(): number
  wallClock(): number
}

/** The panel may ask every second and in several windows; the walk over all files then happens this often at most. */
const COUNTS_KEPT_MS = 10_000

export function createOverview(deps: OverviewDeps) {
  const startedAt = deps.wallClock()
  let kept: { at: number; counts: Counts } | null = null

  const counts = async (): Promise<Counts> => {
    if (kept && deps.now() - kept.at < COUNTS_KEPT_MS) return kept.counts
    kept = { at: deps.now(), counts: await deps.store.counts() }
    return kept.counts
  }
  const open = () => [...deps.connections()].filter((connection) => connection.isOpen)

  return {
    async overview(): Promise<Overview> {
      const bound = deps.bound()
      const { users, messages, files, filesBytes } = await counts()
      const { bavail, bsize } = await statfs(deps.dataDir)
      return {
        name: deps.settings.get().name,
        version: deps.version,
        started_at: toTime(startedAt),
        port: bound.port,
        data_dir: deps.dataDir,
        backup_dir: deps.backupDir,
        addresses: deps.addresses(),
        storage: {
          files_bytes: filesBytes,
          database_bytes: await databaseBytes(deps.dataDir),
          free_bytes: bavail * bsize,
        },
        counts: { users, messages, files, connections: open().length },
        backups: await deps.backups.list(),
      }
    },
    async connections(): Promise<LiveConnection[]> {
      return open()
        .toSorted((a, b) => a.since - b.since)
        .map((connection) => ({
          session_id: connection.sessionId,
          user_id: connection.userId,
          since: toTime(connection.since),
          kind: connection.client.kind,
          address: connection.client.address,
          rtt_ms: connection.rttMs === null ? null : Math.round(connection.rttMs * 10) / 10,
          in_call: connection.call,
        }))
    },
  }
}
export type OverviewService = ReturnType<typeof createOverview>

/** The database and its log. Asked by name, never opened: that would drop this process's locks on them. */
async function databaseBytes(dataDir: string): Promise<number> {
  const { size } = await stat(join(dataDir, DATABASE_FILE))
  return size + (await sizeOrNone(join(dataDir, `${DATABASE_FILE}-wal`)))
}

async function sizeOrNone(path: string): Promise<number> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0
    throw error
  }
}
