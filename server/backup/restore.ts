import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fsyncFolder } from '../storage/durable.ts'
import { DataDirInUse, type DataDirLock, acquireLock } from '../storage/lock.ts'
import { migrations } from '../storage/migrations/list.ts'
import { giveToOwner } from '../storage/owner.ts'
import { waitForBlobLock } from '../storage/pause.ts'
import { SPARE_BYTES, copyHashed, forEach, freeBytesAt } from './copy.ts'
import { RestoreFailed, readableBytes } from './errors.ts'
import { type Manifest, readManifest } from './manifest.ts'
import { type Progress, type RestoreStep, createProgress } from './progress.ts'
import { STAGING_FOLDER, exchangeRooms, finishRestore, isRestoreUnfinished } from './swap.ts'
import { verifyBackup } from './verify.ts'

export type RestoreOptions = {
  /** The room's folder; made when it is missing. */
  dataDir: string
  /** A folder that `backupRoom` made. */
  source: string
  onProgress?: (progress: Progress<RestoreStep>) => void
}
export type RestoreResult = {
  messages: number
  files: number
  bytes: number
  /** When the backup was made, RFC 3339. */
  madeAt: string
  /** The folder into which the room went that was there before. */
  aside: string | null
  /** Names of files that the room had lost before the backup was made. */
  lost: string[]
}

/** For effects that a test replaces. `beforeStep` is called before each change to the folder. */
export type RestoreDeps = {
  wallClock(): number
  freeBytesAt(path: string): Promise<number>
  beforeStep(step: string): void
  lockWaitMs: number
}
const DEPS: RestoreDeps = { wallClock: Date.now, freeBytesAt, beforeStep: () => undefined, lockWaitMs: 2_000 }

/**
 * Puts a backup in place of the room in `dataDir`, which must not be running; a room that was there goes, whole, to
 * `before-restore-…` beside it. The backup is verified completely before anything is touched. A crash at any moment
 * leaves the old room or the new one; `finishRestore`, at the next start, sees to that.
 *
 * Rejects with `RestoreFailed`, or with `DataDirInUse`.
 */
export async function restoreRoom(options: RestoreOptions, deps: Partial<RestoreDeps> = {}): Promise<RestoreResult> {
  const effects = { ...DEPS, ...deps }
  const { onProgress = () => undefined } = options
  const dataDir = resolve(options.dataDir)
  const source = resolve(options.source)
  const manifest = readManifest(source)
  // Taken first where a room has been, so that who lets it run need not wait for the verification to hear of it.
  let lock: DataDirLock | null = existsSync(join(dataDir, 'lock.db')) ? acquireLock(dataDir) : null
  try {
    await verifyBackup(source, manifest, migrations.length, onProgress)
    if (!lock) {
      mkdirSync(dataDir, { recursive: true, mode: 0o700 })
      lock = acquireLock(dataDir)
      giveToOwner(dataDir, 'lock.db')
    }
    const pause = await waitForBlobLock(dataDir, effects.lockWaitMs)
    if (!pause) {
      throw new RestoreFailed(`A backup of ${dataDir} is being made. Please try again when it is done.`)
    }
    try {
      const aside = await replace(dataDir, source, manifest, onProgress, effects)
      return {
        messages: manifest.messages,
        files: manifest.files,
        bytes: manifest.bytes,
        madeAt: manifest.made_at,
        aside: aside === null ? null : join(dataDir, aside),
        lost: manifest.lost.map(({ name }) => name),
      }
    } finally {
      pause.release()
    }
  } catch (error) {
    if (error instanceof RestoreFailed || error instanceof DataDirInUse) throw error
    const reason = error instanceof Error ? error.message : String(error)
    const state = isRestoreUnfinished(dataDir)
      ? 'The next start of the room, or the next restore, finishes it; nothing is lost.'
      : 'The room is as it was.'
    throw new RestoreFailed(`The restore into ${dataDir} failed: ${reason}. ${state}`, { cause: error })
  } finally {
    lock?.release()
  }
}

async function replace(
  dataDir: string,
  source: string,
  manifest: Manifest,
  onProgress: (progress: Progress<RestoreStep>) => void,
  { wallClock, freeBytesAt, beforeStep }: RestoreDeps,
): Promise<string | null> {
  finishRestore(dataDir)
  const needed = manifest.bytes + SPARE_BYTES
  const free = await freeBytesAt(dataDir)
  if (free < needed) {
    throw new RestoreFailed(
      `There is not enough room in ${dataDir}: the backup takes ${readableBytes(needed)}, and ${readableBytes(free)} ` +
        'are free. The room is as it was.',
    )
  }
  try {
    beforeStep('copy')
    await stage(source, join(dataDir, STAGING_FOLDER), manifest, onProgress)
    giveToOwner(dataDir, STAGING_FOLDER)
    return exchangeRooms(dataDir, wallClock, beforeStep)
  } catch (error) {
    if (!isRestoreUnfinished(dataDir)) rmSync(join(dataDir, STAGING_FOLDER), { recursive: true, force: true })
    throw error
  }
}

/** Copies the room to where it is not one yet; on the disk, folders too, once it resolves. */
async function stage(
  source: string,
  staging: string,
  { contents, bytes }: Manifest,
  onProgress: (progress: Progress<RestoreStep>) => void,
): Promise<void> {
  const progress = createProgress(onProgress, 'copy', { totalBytes: bytes, totalFiles: contents.length })
  const folders = new Set([staging])
  for (const { path } of contents) {
    for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) folders.add(join(staging, folder))
  }
  for (const folder of folders) await mkdir(folder, { recursive: true, mode: 0o700 })
  await forEach(contents, async ({ path, sha256 }) => {
    const way = path.split('/')
    const digest = await copyHashed(join(source, ...way), join(staging, ...way), 0o600, progress.addBytes)
    if (digest.sha256 !== sha256) throw new RestoreFailed(`The backup's ${path} changed while it was being copied.`)
    progress.addFile()
  })
  for (const folder of folders) await fsyncFolder(folder)
  await fsyncFolder(dirname(staging))
}
