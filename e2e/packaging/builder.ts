import { execFile } from 'node:child_process'
import { delimiter, join } from 'node:path'
import process from 'node:process'
import { project } from './checkout.ts'

/** A port of this machine on which nothing listens: whoever tries to download something fails at once. */
const NOWHERE = 'http://127.0.0.1:9'

/** Runs electron-builder in a checkout, without a network. Settings are `path.of.setting=value`. */
export function electronBuilder(deps: {
  folder: string
  targets: readonly string[]
  settings: readonly string[]
  /** Stand-ins for programs that it would download. */
  toolsDir: string
  cacheDir: string
}): Promise<{ code: number; said: string }> {
  const args = [
    join(project, 'node_modules/electron-builder/cli.js'),
    '--linux',
    ...deps.targets,
    `--${process.arch}`,
    '--publish',
    'never',
    ...deps.settings.map((setting) => `-c.${setting}`),
  ]
  const env = {
    ...process.env,
    HTTP_PROXY: NOWHERE,
    HTTPS_PROXY: NOWHERE,
    PATH: `${deps.toolsDir}${delimiter}${process.env['PATH'] ?? ''}`,
    ELECTRON_BUILDER_7ZIP_PATH: join(deps.toolsDir, '7za'),
    USE_SYSTEM_FPM: 'true',
    ELECTRON_BUILDER_CACHE: deps.cacheDir,
    ELECTRON_CACHE: deps.cacheDir,
    npm_config_offline: 'true',
  }
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: deps.folder, env, maxBuffer: 1 << 26 }, (error, out, err) =>
      resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, said: out + err }),
    )
  })
}
