import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { INDEX, bundleFile } from '#protocol/web-assets.ts'

/** The codings that the build left beside its files, the better one first, and what their names end in. */
export const CODINGS = [
  { coding: 'br', suffix: '.br' },
  { coding: 'gzip', suffix: '.gz' },
] as const

/** A file's bytes, and a strong validator of them. */
export type WebFile = { bytes: Buffer; etag: string }

/** The interface, as the build left it in a folder. */
export type WebBundle = {
  /** Is there a file of exactly that path? */
  has(path: string): boolean
  /** Reads a file that is there, once; null when it has gone since. */
  read(path: string): Promise<WebFile | null>
}

/** `renderer/` beside the room's own build; for a room that runs from source, where the build puts it. */
export const builtWebDir = (): string =>
  fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '../../dist/renderer' : '../renderer', import.meta.url))

/**
 * Lists a bundle's regular files, now and only now: what is not among them does not exist, and links are never
 * followed because they are never listed. Null when there is no bundle; throws when it cannot be read.
 */
export function openWebBundle(folder: string): WebBundle | null {
  const files = new Set(pathsIn(folder).filter(isServed))
  if (!files.has(INDEX)) return null
  // What was read stays: a bundle has few MiB, and everybody gets the same bytes.
  const kept = new Map<string, Promise<WebFile>>()
  return {
    has: (path) => files.has(path),
    async read(path) {
      const file = kept.get(path) ?? load(join(folder, ...path.split('/')))
      kept.set(path, file)
      try {
        return await file
      } catch (error) {
        kept.delete(path)
        if (hasCode(error, 'ENOENT')) return null
        throw error
      }
    },
  }
}

function isServed(path: string): boolean {
  const coded = CODINGS.find(({ suffix }) => path.endsWith(suffix))
  return bundleFile(`/${coded ? path.slice(0, -coded.suffix.length) : path}`) !== null
}

function pathsIn(folder: string): string[] {
  try {
    return filesBelow(folder, '')
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return []
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`The interface for browsers in ${folder} cannot be read (${reason}).`, { cause: error })
  }
}

/** Step by step: `readdirSync`'s own recursion follows links to folders. */
function filesBelow(folder: string, prefix: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return filesBelow(join(folder, entry.name), `${prefix}${entry.name}/`)
    return entry.isFile() ? [prefix + entry.name] : []
  })
}

async function load(path: string): Promise<WebFile> {
  const bytes = await readFile(path)
  return { bytes, etag: `"${createHash('sha256').update(bytes).digest('base64url')}"` }
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code
