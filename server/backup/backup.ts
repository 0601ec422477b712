import { existsSync } from 'node:fs'
import { mkdir, readdir, rm, rmdir } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative, resolve } from 'node:path'
import { DATABASE_FILE } from '../storage/database.ts'
import { fsyncFolder, writeDurably } from '../storage/durable.ts'
import { DataDirTooNew } from '../storage/migrate.ts'
import { migrations } from '../storage/migrations/list.ts'
import { waitForBlobLock } from '../storage/pause.ts'
import { VERSION } from '../version.ts'
import { SPARE_BYTES, SourceUnreadable, copyHashed, forEach, freeBytesAt, hashFile } from './copy.ts'
import { BackupFailed, BackupIncomplete, readableBytes, readableNames } from './errors.ts'
import {
  BLOBS_FOLDER,
  MANIFEST_FILE,
  SECRETS_FOLDER,
  SETTINGS_FILE,
  blobPath,
  isSecret,
  toManifest,
} from './manifest.ts'
import type { Content, LostFile, Manifest } from './manifest.ts'
import { type BackupStep, type Progress, createProgress } from './progress.ts'
import { type FileRow, openSnapshot, settleCopy } from './snapshot.ts'
import { isRestoreUnfinished } from './swap.ts'

export type BackupOptions = {
  dataDir: string
  /** A folder outside the room's that is missing or empty. */
  target: string
  onProgress?: (progress: Progress<BackupStep>) => void
}
export type BackupResult = { messages: number; files: number; bytes: number }

/** For effects that a test replaces. */
export type BackupDeps = { wallClock(): number; freeBytesAt(path: string): Promise<number>; lockWaitMs: number }
const DEPS: BackupDeps = { wallClock: Date.now, freeBytesAt, lockWaitMs: 10_000 }

/**
 * Copies a room, running or not, from this or another process: one moment of its database, every file that this moment
 * names, settings and secrets, and last the manifest that makes it a backup. Blobs are not deleted meanwhile, and
 * checked while they are copied. Checking the copied database blocks: better a process of its own than the room's.
 *
 * Rejects with `BackupFailed`, leaving nothing behind; or, when the room itself has lost files, with
 * `BackupIncomplete`, leaving a backup of all the rest.
 */
export async function backupRoom(options: BackupOptions, deps: Partial<BackupDeps> = {}): Promise<BackupResult> {
  const { wallClock, freeBytesAt, lockWaitMs } = { ...DEPS, ...deps }
  const { onProgress = () => undefined } = options
  const dataDir = resolve(options.dataDir)
  const target = resolve(options.target)
  checkPlaces(dataDir, target)
  const pause = await waitForBlobLock(dataDir, lockWaitMs)
  if (!pause) throw new BackupFailed(`Another backup of ${dataDir} is being made. Please try again when it is done.`)
  let folder: { made: string | undefined } | null = null
  try {
    const snapshot = openSnapshot(dataDir)
    try {
      if (snapshot.schemaVersion > migrations.length) throw new DataDirTooNew(dataDir)
      await checkSpace(target, snapshot.bytes + snapshot.fileBytes + SPARE_BYTES, freeBytesAt)
      folder = { made: await prepareTarget(target) }
      const progress = createProgress(onProgress, 'database', { totalBytes: snapshot.bytes, totalFiles: 1 })
      await snapshot.copyTo(join(target, DATABASE_FILE), progress.addBytes)
      progress.addFile()
    } finally {
      // At once: as long as it is open, the room's log can only grow.
      snapshot.close()
    }
    const manifest = await fill(dataDir, target, onProgress, wallClock)
    await writeDurably(join(target, MANIFEST_FILE), `${JSON.stringify(manifest, null, 1)}\n`)
    if (manifest.lost.length > 0) throw incomplete(target, manifest)
    return { messages: manifest.messages, files: manifest.files, bytes: manifest.bytes }
  } catch (error) {
    if (error instanceof BackupIncomplete) throw error
    if (folder) await takeAway(target, folder.made)
    throw isOurs(error)
      ? error
      : new BackupFailed(`The backup to ${target} failed: ${messageOf(error)}`, { cause: error })
  } finally {
    pause.release()
  }
}

function checkPlaces(dataDir: string, target: string): void {
  if (isRestoreUnfinished(dataDir)) {
    throw new BackupFailed(
      `A restore into ${dataDir} was broken off. Start the room once, which finishes it, and try again.`,
    )
  }
  if (!existsSync(join(dataDir, DATABASE_FILE))) throw new BackupFailed(`There is no room in ${dataDir}.`)
  const way = relative(dataDir, target)
  if (!way.startsWith('..') && !isAbsolute(way)) {
    throw new BackupFailed(`The backup must not lie inside the room's own folder ${dataDir}. Please name another one.`)
  }
}

async function checkSpace(target: string, needed: number, freeBytes: BackupDeps['freeBytesAt']): Promise<void> {
  const free = await freeBytes(target)
  if (free >= needed) return
  throw new BackupFailed(
    `There is not enough room for the backup in ${target}: it takes ${readableBytes(needed)}, and ${readableBytes(free)} are free.`,
  )
}

/** Gives the topmost folder that had to be made, undefined when the target was there. */
async function prepareTarget(target: string): Promise<string | undefined> {
  const made = await mkdir(target, { recursive: true, mode: 0o700 })
  const names = await readdir(target)
  if (names.length === 0) return made
  const isBrokenOff = names.includes(DATABASE_FILE) && !names.includes(MANIFEST_FILE)
  throw new BackupFailed(
    `The folder ${target} is not empty${isBrokenOff ? ': it looks like a backup that was broken off' : ''}. ` +
      'Please name an empty or a new one.',
  )
}

async function fill(
  dataDir: string,
  target: string,
  onProgress: (progress: Progress<BackupStep>) => void,
  wallClock: () => number,
): Promise<Manifest> {
  const copied = await settleCopy(join(target, DATABASE_FILE))
  const contents: Content[] = []
  contents.push({ path: DATABASE_FILE, ...(await hashFile(join(target, DATABASE_FILE), () => undefined)) })
  for (const path of await documentsOf(dataDir)) {
    await mkdir(dirname(join(target, path)), { recursive: true, mode: 0o700 })
    contents.push({ path, ...(await copyHashed(join(dataDir, path), join(target, path), 0o600, () => undefined)) })
  }
  const totals = { totalBytes: copied.files.reduce((sum, file) => sum + file.size, 0), totalFiles: copied.files.length }
  const progress = createProgress(onProgress, 'files', totals)
  const lost: LostFile[] = []
  await forEach(copied.files, async (file) => {
    const result = await copyBlob(dataDir, target, file, progress.addBytes)
    if (typeof result === 'string') lost.push({ id: file.id, name: file.name, reason: result })
    else contents.push(result)
    progress.addFile()
  })
  await fsyncTree(target)
  return toManifest({
    version: VERSION,
    schema_version: copied.schemaVersion,
    made_at: new Date(wallClock()).toISOString(),
    messages: copied.messages,
    files: copied.files.length - lost.length,
    bytes: contents.reduce((sum, { size }) => sum + size, 0),
    contents,
    lost,
  })
}

async function copyBlob(
  dataDir: string,
  target: string,
  { id, size, sha256 }: FileRow,
  onBytes: (bytes: number) => void,
): Promise<Content | LostFile['reason']> {
  const path = blobPath(id)
  const to = join(target, path)
  await mkdir(dirname(to), { recursive: true, mode: 0o700 })
  try {
    const digest = await copyHashed(join(dataDir, path), to, 0o600, onBytes)
    if (digest.sha256 === sha256 && digest.size === size) return { path, ...digest }
  } catch (error) {
    if (!(error instanceof SourceUnreadable)) throw error
    await rm(to, { force: true })
    return error.isMissing ? 'missing' : 'unreadable'
  }
  await rm(to)
  return 'damaged'
}

/** Settings and secrets, as far as there are any. */
async function documentsOf(dataDir: string): Promise<string[]> {
  const secrets = await readdir(join(dataDir, SECRETS_FOLDER), { withFileTypes: true }).catch((error: unknown) => {
    if (isMissing(error)) return []
    throw error
  })
  const paths = secrets.filter((entry) => entry.isFile()).map((entry) => `${SECRETS_FOLDER}/${entry.name}`)
  const settings = existsSync(join(dataDir, SETTINGS_FILE)) ? [SETTINGS_FILE] : []
  // A `….tmp` is on its way to be a secret, or left by a crash.
  return [...settings, ...paths.filter((path) => isSecret(path) && !path.endsWith('.tmp'))]
}

/** The names inside the folders, on the disk; and the backup's own name in the folder above. */
async function fsyncTree(target: string): Promise<void> {
  const shards = await readdir(join(target, BLOBS_FOLDER)).catch((error: unknown) => {
    if (isMissing(error)) return null
    throw error
  })
  for (const shard of shards ?? []) await fsyncFolder(join(target, BLOBS_FOLDER, shard))
  if (shards) await fsyncFolder(join(target, BLOBS_FOLDER))
  if (existsSync(join(target, SECRETS_FOLDER))) await fsyncFolder(join(target, SECRETS_FOLDER))
  await fsyncFolder(target)
  await fsyncFolder(dirname(target))
}

/** The target was empty before: what is in it is ours, and so are the folders from `made` down to it. */
async function takeAway(target: string, made: string | undefined): Promise<void> {
  for (const name of await readdir(target)) await rm(join(target, name), { recursive: true, force: true })
  if (made === undefined) return
  for (let folder = target; folder.length >= made.length; folder = dirname(folder)) await rmdir(folder)
}

function incomplete(target: string, { lost, files }: Manifest): BackupIncomplete {
  return new BackupIncomplete(
    `The backup in ${target} is complete but for ${lost.length} of ${files + lost.length} files, which are missing or ` +
      `damaged in the room itself: ${readableNames(lost.map(({ name }) => name))}. It can be restored without them.`,
  )
}

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT'
const isOurs = (error: unknown): boolean => error instanceof BackupFailed || error instanceof DataDirTooNew
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
