import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import process from 'node:process'

const root = resolve(import.meta.dirname, '../..')

/** Electron's binary as its package would start it, or null; to ask the package itself would begin a download. */
export function electronBinary(): string | null {
  const folder = join(root, 'node_modules/electron')
  const pathFile = join(folder, 'path.txt')
  if (!existsSync(pathFile)) return null
  const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(folder, 'dist')
  const binary = join(dist, readFileSync(pathFile, 'utf8'))
  return existsSync(binary) ? binary : null
}

export type Verdict = { kind: 'run'; binary: string } | { kind: 'not_run'; reason: string }

/** Whether these tests can run here. With `REQUIRE_ELECTRON=1` a no is an error. */
export function verdict(env: NodeJS.ProcessEnv, binary: string | null): Verdict {
  const hasDisplay = process.platform !== 'linux' || Boolean(env['DISPLAY']) || Boolean(env['WAYLAND_DISPLAY'])
  const reason =
    binary === null ? "Electron's binary is not here" : hasDisplay ? null : 'there is no display (xvfb-run would do)'
  if (binary !== null && reason === null) return { kind: 'run', binary }
  if (env['REQUIRE_ELECTRON'] === '1') throw new Error(`REQUIRE_ELECTRON=1, but ${reason}.`)
  return { kind: 'not_run', reason: reason ?? '' }
}
