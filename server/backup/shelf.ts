import { lstat, readFile, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { fsyncFolder } from '../storage/durable.ts'
import { MANIFEST_FILE, Manifest } from './manifest.ts'

export type ShelvedBackup = {
  name: string
  /** Milliseconds since 1970. */
  madeAt: number
  bytes: number
  messages: number
  files: number
  lost: number
  /** Without a readable manifest it was broken off, or is damaged; its numbers are 0. */
  isWhole: boolean
}

/** The list of contents may be long, and is not looked at here. */
const Summary = Manifest.pick({ made_at: true, bytes: true, messages: true, files: true }).extend({
  lost: z.array(z.unknown()),
})
const NAME = /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)-(\d{3})Z$/

/** `2026-11-24T16-12-21-123Z`: sorts by time, and is a file's name everywhere. */
export const backupName = (ms: number): string => new Date(ms).toISOString().replaceAll(/[:.]/g, '-')
const timeOf = (name: string): number => Date.parse(name.replace(NAME, '$1T$2:$3:$4.$5Z'))
const isBackupName = (name: string): boolean => NAME.test(name) && !Number.isNaN(timeOf(name))

/** The folder of a room's backups. What is not named like one is left alone. */
export function createShelf(folder: string) {
  // A manifest may be large, and once written never changes.
  const read = new Map<string, ShelvedBackup & { mtimeMs: number }>()

  const look = async (name: string): Promise<ShelvedBackup> => {
    const path = join(folder, name, MANIFEST_FILE)
    const found = await ifThere(lstat(path))
    const known = read.get(name)
    if (known && known.mtimeMs === found?.mtimeMs) return known
    const text = found?.isFile() ? await ifThere(readFile(path, 'utf8')) : null
    const summary = text === null ? null : Summary.safeParse(parsed(text)).data
    if (!found || !summary) {
      return { name, madeAt: timeOf(name), bytes: 0, messages: 0, files: 0, lost: 0, isWhole: false }
    }
    const { made_at: madeAt, bytes, messages, files, lost } = summary
    const counts = { bytes, messages, files, lost: lost.length }
    const backup = { name, madeAt: Date.parse(madeAt), ...counts, isWhole: true, mtimeMs: found.mtimeMs }
    read.set(name, backup)
    return backup
  }
  const names = async (): Promise<string[]> => {
    const entries = (await ifThere(readdir(folder, { withFileTypes: true }))) ?? []
    return entries.filter((entry) => entry.isDirectory() && isBackupName(entry.name)).map((entry) => entry.name)
  }

  return {
    pathOf: (name: string): string => join(folder, name),
    /** Newest first. */
    async list(): Promise<ShelvedBackup[]> {
      const newestFirst = (await names()).toSorted().toReversed()
      const backups: ShelvedBackup[] = []
      for (const name of newestFirst) backups.push(await look(name))
      return backups
    },
    /** Deletes one for good; false when there is none of that name. */
    async remove(name: string): Promise<boolean> {
      if (!isBackupName(name) || !(await names()).includes(name)) return false
      const path = join(folder, name)
      // First, so that one that is half deleted never passes for whole.
      await rm(join(path, MANIFEST_FILE), { force: true })
      await fsyncFolder(path)
      await rm(path, { recursive: true, force: true })
      read.delete(name)
      return true
    },
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Damaged: shown as not whole.
    return null
  }
}

/** Null when it is not there. */
async function ifThere<T>(found: Promise<T>): Promise<T | null> {
  try {
    return await found
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return null
    throw error
  }
}
