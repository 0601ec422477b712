import { existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { DATABASE_FILE } from '../storage/database.ts'
import { fsyncFolderSync, writeDurablySync } from '../storage/durable.ts'
import { giveToOwner } from '../storage/owner.ts'
import { RestoreFailed } from './errors.ts'
import { BLOBS_FOLDER, SECRETS_FOLDER, SETTINGS_FILE } from './manifest.ts'

/**
 * Exchanges a whole room for another by renames, so that a crash at any moment leaves the old one or the new one:
 *
 * 1. The new room lies complete in `restoring/`. Without a journal the next start takes it away.
 * 2. `restoring.json`, the journal, is written durably: from here on the new room counts.
 * 3. Each entry of the old room goes to `before-restore-…/`, each of the new one to its place. Every rename can be
 *    found done or not, so that the next start, or restore, goes on where this ended.
 * 4. Folders are fsynced, then the journal goes.
 */
export const STAGING_FOLDER = 'restoring'
const JOURNAL_FILE = 'restoring.json'

const Name = z.string().regex(/^[\w][\w.-]*$/)
const Journal = z.object({
  /** Where the old room goes; null when there is none. */
  aside: z
    .string()
    .regex(/^before-restore-[\w-]+$/)
    .nullable(),
  old: z.array(Name),
  new: z.array(Name),
})
type Journal = z.infer<typeof Journal>

/** The database comes with logs, and with copies from before migrations, which belong to it. */
const isRoomEntry = (name: string): boolean =>
  name.startsWith(DATABASE_FILE) || [SETTINGS_FILE, SECRETS_FOLDER, BLOBS_FOLDER].includes(name)

export const isRestoreUnfinished = (dataDir: string): boolean => existsSync(join(dataDir, JOURNAL_FILE))

/** Puts the room in `restoring/` in place of the one that is there; says where that went. Needs the folder's lock. */
export function exchangeRooms(
  dataDir: string,
  wallClock: () => number,
  beforeStep: (step: string) => void,
): string | null {
  const old = readdirSync(dataDir).filter(isRoomEntry)
  for (const name of old) {
    if (lstatSync(join(dataDir, name)).dev === lstatSync(dataDir).dev) continue
    throw new RestoreFailed(
      `${join(dataDir, name)} is a disk of its own and cannot be moved aside. Please restore into a new folder.`,
    )
  }
  const stamp = new Date(wallClock()).toISOString().replaceAll(/[:.]/g, '-')
  const aside = old.length === 0 ? null : freeName(dataDir, `before-restore-${stamp}`)
  const journal: Journal = { aside, old, new: readdirSync(join(dataDir, STAGING_FOLDER)) }
  beforeStep('journal')
  writeDurablySync(join(dataDir, JOURNAL_FILE), `${JSON.stringify(journal)}\n`)
  giveToOwner(dataDir, JOURNAL_FILE)
  playOut(dataDir, journal, beforeStep)
  return aside
}

function freeName(dataDir: string, wanted: string): string {
  let name = wanted
  for (let n = 2; existsSync(join(dataDir, name)); n += 1) name = `${wanted}-${n}`
  return name
}

/**
 * Call with the folder's lock, before anything of the room is opened: finishes a restore that was broken off after the
 * new room was complete, and takes away what one left that was broken off before.
 */
export function finishRestore(dataDir: string): 'nothing' | 'finished' | 'discarded' {
  if (isRestoreUnfinished(dataDir)) {
    playOut(dataDir, readJournal(dataDir), () => undefined)
    return 'finished'
  }
  if (!existsSync(join(dataDir, STAGING_FOLDER))) return 'nothing'
  rmSync(join(dataDir, STAGING_FOLDER), { recursive: true, force: true })
  return 'discarded'
}

function readJournal(dataDir: string): Journal {
  const path = join(dataDir, JOURNAL_FILE)
  try {
    return Journal.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (error) {
    throw new RestoreFailed(
      `A restore into ${dataDir} was broken off, and its ${JOURNAL_FILE} cannot be read. Restore into a new folder.`,
      { cause: error },
    )
  }
}

/** May be broken off anywhere and called again. */
function playOut(dataDir: string, journal: Journal, beforeStep: (step: string) => void): void {
  const staging = join(dataDir, STAGING_FOLDER)
  if (journal.aside !== null) {
    mkdirSync(join(dataDir, journal.aside), { recursive: true, mode: 0o700 })
    giveToOwner(dataDir, journal.aside)
    fsyncFolderSync(dataDir)
    for (const name of journal.old) {
      const isPlaced = journal.new.includes(name) && !existsSync(join(staging, name))
      if (isPlaced || !existsSync(join(dataDir, name))) continue
      beforeStep(`aside ${name}`)
      renameSync(join(dataDir, name), join(dataDir, journal.aside, name))
    }
    fsyncFolderSync(join(dataDir, journal.aside))
  }
  for (const name of journal.new) {
    if (!existsSync(join(staging, name))) continue
    beforeStep(`place ${name}`)
    renameSync(join(staging, name), join(dataDir, name))
  }
  beforeStep('clean')
  if (existsSync(staging)) fsyncFolderSync(staging)
  fsyncFolderSync(dataDir)
  rmSync(staging, { recursive: true, force: true })
  beforeStep('end')
  rmSync(join(dataDir, JOURNAL_FILE))
  fsyncFolderSync(dataDir)
}
