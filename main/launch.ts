import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join, resolve, sep } from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * `npm start` and `npm run server`: builds the room where it is older than its sources, then runs it in this same
 * process, so that signals and the process id are the room's own. The room's command line reads `process.argv`.
 */
const root = resolve(import.meta.dirname, '..')
const entry = join(root, 'dist/server/cli.js')

if (isStale()) build()
await import(pathToFileURL(entry).href)

function isStale(): boolean {
  if (!existsSync(entry)) return true
  const built = statSync(entry).mtimeMs
  return [join(root, 'package.json'), join(root, 'package-lock.json'), ...sources()].some(
    (path) => existsSync(path) && statSync(path).mtimeMs > built,
  )
}

/** The room's files, and its folders too: theirs is the only time that changes when a file goes. */
function* sources(): Generator<string> {
  const server = join(root, 'server')
  yield server
  for (const found of readdirSync(server, { recursive: true, withFileTypes: true })) {
    const path = join(found.parentPath, found.name)
    const inside = path.slice(server.length + 1)
    if (!/^(test|bench)$/.test(inside.split(sep)[0] ?? '') && !inside.endsWith('.test.ts')) yield path
  }
}

function build(): void {
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  if (!existsSync(vite)) fail('Stuffchat is not built yet and the tools for it are missing: run "npm ci" first.')
  const { status, signal, error, stdout, stderr } = spawnSync(
    process.execPath,
    [vite, 'build', '--config', join(root, 'server/vite.config.ts')],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' },
  )
  if (status === 0) return
  console.error(`${stdout ?? ''}${stderr ?? ''}`)
  fail(`Stuffchat could not be built (${error?.message ?? signal ?? `vite build ended with ${status}`}).`)
}

function fail(sentence: string): never {
  console.error(sentence)
  process.exit(1)
}
