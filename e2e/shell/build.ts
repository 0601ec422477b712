import { execFileSync } from 'node:child_process'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')

/** The preload script and the entry are tested as they are built. */
export function setup(): void {
  for (const config of ['server/vite.config.ts', 'main/vite.config.ts']) {
    execFileSync(
      process.execPath,
      [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--config', join(root, config)],
      {
        cwd: root,
        stdio: 'inherit',
      },
    )
  }
}
