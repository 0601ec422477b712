import { join, sep } from 'node:path'
import { DATABASE_FILE } from '../storage/database.ts'
import { SourceUnreadable, forEach, hashFile } from './copy.ts'
import { RestoreFailed, readableNames } from './errors.ts'
import { type Manifest, blobPath, isBlob, tooNew } from './manifest.ts'
import { type Progress, type RestoreStep, createProgress } from './progress.ts'
import { inspectCopy } from './snapshot.ts'

/**
 * Reads a whole backup and compares it with its manifest: every file's hash, the database's soundness and version, and
 * that each file of the database is there. Rejects with `RestoreFailed`; changes nothing.
 */
export async function verifyBackup(
  source: string,
  manifest: Manifest,
  schemaVersion: number,
  onProgress: (progress: Progress<RestoreStep>) => void,
): Promise<void> {
  if (manifest.schema_version > schemaVersion) throw tooNew(source, manifest.version)
  const damaged = (what: string) =>
    new RestoreFailed(`The backup in ${source} is damaged: ${what} Nothing was changed.`)
  const { contents } = manifest
  const byPath = new Map(contents.map((content) => [content.path, content]))
  if (byPath.size !== contents.length || !byPath.has(DATABASE_FILE)) throw damaged('its manifest is wrong.')

  const progress = createProgress(onProgress, 'verify', { totalBytes: manifest.bytes, totalFiles: contents.length })
  const missing: string[] = []
  const changed: string[] = []
  await forEach(contents, async ({ path, size, sha256 }) => {
    try {
      const digest = await hashFile(join(source, ...path.split('/')), progress.addBytes)
      if (digest.size !== size || digest.sha256 !== sha256) changed.push(path)
    } catch (error) {
      if (!(error instanceof SourceUnreadable)) throw error
      missing.push(path)
    }
    progress.addFile()
  })
  const problems = [
    ...(missing.length > 0 ? [`missing or unreadable: ${readableNames(missing)}`] : []),
    ...(changed.length > 0 ? [`not what it was: ${readableNames(changed)}`] : []),
  ]
  if (problems.length > 0) throw damaged(`${problems.join('; ')}.`)

  const found = inspect(join(source, DATABASE_FILE), damaged)
  if (found.problem !== null) throw damaged(`its database is not sound: ${found.problem}.`)
  if (found.schemaVersion !== manifest.schema_version) throw damaged('its database is of another version.')
  const lost = new Set(manifest.lost.map(({ id }) => id))
  const absent = found.files.filter(({ id, sha256 }) => !lost.has(id) && byPath.get(blobPath(id))?.sha256 !== sha256)
  if (absent.length > 0) throw damaged(`it lacks ${readableNames(absent.map(({ name }) => name))}.`)
  const named = new Set(found.files.map(({ id }) => blobPath(id)))
  const strange = contents.filter(({ path }) => isBlob(path) && !named.has(path))
  if (strange.length > 0) throw damaged(`nothing names ${readableNames(strange.map(({ path }) => path))}.`)
}

function inspect(path: string, damaged: (what: string) => RestoreFailed) {
  try {
    return inspectCopy(path)
  } catch (error) {
    throw damaged(`${path.split(sep).at(-1)}: ${error instanceof Error ? error.message : String(error)}.`)
  }
}
