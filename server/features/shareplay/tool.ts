import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { delimiter, isAbsolute, join } from 'node:path'

export type ToolDeps = {
  /** As it is found without an ending: `yt-dlp`. */
  name: string
  /** The PATH of the room's process. */
  searchPath(): string
  platform: NodeJS.Platform
  /** Monotonic milliseconds. */
  now(): number
}

/** So soon what was installed meanwhile is found, and so seldom the folders are looked through. */
const LOOK_MS = 60_000

/** Finds a program on the PATH, in folders that are named from the root; null when there is none. */
export function createToolFinder(deps: ToolDeps): () => Promise<string | null> {
  const file = deps.platform === 'win32' ? `${deps.name}.exe` : deps.name
  let found: { at: number; path: Promise<string | null> } | null = null

  const look = async (): Promise<string | null> => {
    for (const folder of deps.searchPath().split(delimiter).filter(isAbsolute)) {
      const path = join(folder, file)
      if (await isProgram(path)) return path
    }
    return null
  }
  return () => {
    if (found === null || deps.now() - found.at >= LOOK_MS) found = { at: deps.now(), path: look() }
    return found.path
  }
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK)
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}
