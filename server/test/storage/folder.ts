import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { onTestFinished } from 'vitest'

/** A fresh folder that goes with the test. */
export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'stuffchat-storage-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/**
 * What a folder holds: the hash of every file, by its place. Without locks, and without SQLite's index of a log, which
 * holds nothing. Of a stopped room only: reading a database's file drops the locks that this process has on it.
 */
export function contentsOf(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const hashed = files
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/(?:lock\.db(?:-journal)?|lock\.json|\.db-shm)$/.test(path))
    .map((path) => [relative(folder, path), readFileSync(path)] as const)
    .filter(([place, bytes]) => !(place.endsWith('.db-wal') && bytes.length === 0))
  return Object.fromEntries(
    hashed
      .map(([place, bytes]) => [place, createHash('sha256').update(bytes).digest('hex')] as const)
      .toSorted(([one], [other]) => (one < other ? -1 : 1)),
  )
}
