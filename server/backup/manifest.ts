import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { DATABASE_FILE } from '../storage/database.ts'
import { RestoreFailed } from './errors.ts'

/** Written last: a folder without it is no backup. */
export const MANIFEST_FILE = 'manifest.json'
export const SETTINGS_FILE = 'settings.json'
export const SECRETS_FOLDER = 'secrets'
export const BLOBS_FOLDER = 'blobs'
const FORMAT = 1

/** A file's place, in a backup as in a room's folder. */
export const blobPath = (id: string): string => `${BLOBS_FOLDER}/${id.slice(0, 2)}/${id}`
const BLOB_PATH = /^blobs\/(?<shard>[\da-f]{2})\/\k<shard>[\da-f]{6}-(?:[\da-f]{4}-){3}[\da-f]{12}$/
/** No dot in front: no way up, and nothing hidden. */
const SECRET_PATH = /^secrets\/[\w-][\w.-]*$/
export const isSecret = (path: string): boolean => SECRET_PATH.test(path)
export const isBlob = (path: string): boolean => BLOB_PATH.test(path)
/** A restore writes to these places only, whatever a manifest says. */
const isPlace = (path: string): boolean =>
  path === DATABASE_FILE || path === SETTINGS_FILE || isSecret(path) || isBlob(path)

const count = z.number().int().nonnegative()
export const Content = z.object({
  path: z.string().refine(isPlace, 'is no place in a room'),
  size: count,
  sha256: z.string().regex(/^[\da-f]{64}$/),
})
export type Content = z.infer<typeof Content>

/** What a backup says of itself. */
export const Manifest = z.object({
  format: z.literal(FORMAT),
  /** Of the Stuffchat that made it. */
  version: z.string(),
  /** `PRAGMA user_version` of its database. */
  schema_version: count.min(1),
  made_at: z.iso.datetime(),
  /** Messages that are not deleted. */
  messages: count,
  /** Files in `blobs/`. */
  files: count,
  /** Of everything but this file. */
  bytes: count,
  contents: z.array(Content),
  /** Files whose bytes the room had lost when the backup was made. */
  lost: z.array(z.object({ id: z.string(), name: z.string(), reason: z.enum(['missing', 'damaged', 'unreadable']) })),
})
export type Manifest = z.infer<typeof Manifest>
export type LostFile = Manifest['lost'][number]

export const toManifest = (facts: Omit<Manifest, 'format'>): Manifest => ({ format: FORMAT, ...facts })

/** Reads a backup's manifest, or throws `RestoreFailed`. */
export function readManifest(source: string): Manifest {
  let text: string
  try {
    text = readFileSync(join(source, MANIFEST_FILE), 'utf8')
  } catch (error) {
    throw new RestoreFailed(
      `The folder ${source} is not a backup: it has no readable ${MANIFEST_FILE}. A backup that was broken off has none.`,
      { cause: error },
    )
  }
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new RestoreFailed(`The backup in ${source} is damaged: its ${MANIFEST_FILE} cannot be read.`, {
      cause: error,
    })
  }
  const format = z.object({ format: z.number(), version: z.string() }).safeParse(json).data
  if (format && format.format > FORMAT) throw tooNew(source, format.version)
  const manifest = Manifest.safeParse(json)
  if (!manifest.success) {
    throw new RestoreFailed(
      `The backup in ${source} is damaged: its ${MANIFEST_FILE} is wrong: ${z.prettifyError(manifest.error)}`,
    )
  }
  return manifest.data
}

export const tooNew = (source: string, version: string): RestoreFailed =>
  new RestoreFailed(
    `The backup in ${source} was made by a newer version of Stuffchat (${version}). Please update this one first.`,
  )
