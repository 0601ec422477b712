import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
// What is decided has no imports of its own: it is there before anything is built.
import * as plan from './core/launch-plan.ts'

/**
 * `npm start` and `npm run server`: builds what is older than its sources, then opens the desktop app; where that cannot
 * be, or is not wanted, runs the room in this same process, so that signals and the process id are the room's own. The
 * room's command line reads `process.argv`.
 */
const root = resolve(import.meta.dirname, '..')
const args = process.argv.slice(2)
const inDist = (path: string) => join(root, 'dist', path)
const refused = inDist('no-electron')
const electronDir = join(root, 'node_modules/electron')

const COMMON = ['package.json', 'package-lock.json']
const ROOM = { config: 'server/vite.config.ts', built: inDist('server/cli.js'), from: [...COMMON, 'server'] }
const PAGE = {
  config: 'renderer/vite.config.ts',
  built: inDist('renderer/index.html'),
  from: [...COMMON, 'renderer', 'server/protocol', 'assets'],
}
const APP = {
  config: 'main/vite.config.ts',
  built: inDist('main/main.js'),
  from: [...COMMON, 'main', 'server/protocol', 'assets'],
}

const version = electronVersion()
const first = plan.planLaunch({
  args,
  electron: electronPath() === null ? 'missing' : 'there',
  version,
  failedBefore: existsSync(refused) && readFileSync(refused, 'utf8').trim() === version,
  hasDisplay: plan.hasDisplay(process),
})
build(first.kind === 'serve' || first.kind === 'fall_back' ? [ROOM, PAGE] : [ROOM, PAGE, APP])
await follow(first)

async function follow(next: ReturnType<typeof plan.planLaunch>): Promise<void> {
  switch (next.kind) {
    case 'serve':
      return host(false)
    case 'fall_back':
      console.error(next.sentence)
      return host(true)
    case 'open_app':
      return openApp()
    case 'fetch_electron': {
      if (!fetchElectron()) {
        console.error(plan.notFetched(version))
        return host(true)
      }
      return follow(
        plan.planLaunch({
          args,
          electron: 'there',
          version,
          failedBefore: false,
          hasDisplay: plan.hasDisplay(process),
        }),
      )
    }
  }
}

/** The room in this process. Its command line ends its start when people can come in, and its process at a signal. */
async function host(forPerson: boolean): Promise<void> {
  await import(pathToFileURL(ROOM.built).href)
  const address = plan.browserAddress(args, process.env)
  const around = { platform: process.platform, env: process.env, isTerminal: process.stdout.isTTY }
  if (!forPerson || address === null || !plan.mayOpenBrowser(around)) return
  const [program, ...rest] = plan.browserCommand(process.platform, address)
  const browser = spawn(program, rest, { stdio: 'ignore', detached: true })
  browser.once('error', () => console.error(`Your browser could not be opened: go to ${address} yourself.`))
  browser.unref()
}

async function openApp(): Promise<void> {
  const binary = electronPath()
  if (binary === null) fail('Electron is gone. Please try again.')
  const { ELECTRON_RUN_AS_NODE: _asNode, ...env } = process.env
  const startedAt = performance.now()
  const app = spawn(binary, [root, ...args], { stdio: 'inherit', env })
  // A terminal sends Ctrl+C to both; whoever sends it to this one means the app.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => app.kill(signal))
  const end = await once(app, 'exit').catch((error: unknown) => [error instanceof Error ? error.message : 'error'])
  const [code, signal] = end
  if (code === 0) return
  const soon = performance.now() - startedAt < plan.SOON_MS
  if (!soon || signal === 'SIGINT' || signal === 'SIGTERM') process.exit(typeof code === 'number' ? code : 1)
  console.error(plan.appFailed(String(signal ?? code)))
  process.removeAllListeners('SIGINT').removeAllListeners('SIGTERM')
  await host(true)
}

/** The binary that the electron package would start, or null; asking the package itself would begin a download. */
function electronPath(): string | null {
  const pathFile = join(electronDir, 'path.txt')
  if (!existsSync(pathFile)) return null
  const binary = join(
    process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(electronDir, 'dist'),
    readFileSync(pathFile, 'utf8'),
  )
  return existsSync(binary) ? binary : null
}

function electronVersion(): string {
  const packageFile = join(electronDir, 'package.json')
  if (!existsSync(packageFile)) return '(not installed)'
  const found: unknown = JSON.parse(readFileSync(packageFile, 'utf8'))
  return typeof found === 'object' && found !== null && 'version' in found ? String(found.version) : '(unknown)'
}

/** Electron's own downloader, for as long as a person would wait. A failure is remembered for this version. */
function fetchElectron(): boolean {
  const installer = join(electronDir, 'install.js')
  if (existsSync(installer)) {
    console.error(`Fetching Electron ${version} for the desktop app …`)
    spawnSync(process.execPath, [installer], {
      cwd: root,
      stdio: 'ignore',
      timeout: plan.FETCH_MS,
      killSignal: 'SIGKILL',
    })
  }
  if (electronPath() !== null) {
    rmSync(refused, { force: true })
    return true
  }
  mkdirSync(inDist('.'), { recursive: true })
  writeFileSync(refused, `${version}\n`)
  return false
}

type Part = { config: string; built: string; from: readonly string[] }

function build(parts: readonly Part[]): void {
  const stale = parts.filter((part) => existsSync(join(root, part.config)) && isStale(part))
  if (stale.length === 0) return
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  if (!existsSync(vite)) fail('Stuffchat is not built yet and the tools for it are missing: run "npm ci" first.')
  for (const { config } of stale) {
    const { status, signal, error, stdout, stderr } = spawnSync(
      process.execPath,
      [vite, 'build', '--config', join(root, config)],
      { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' },
    )
    if (status === 0) continue
    console.error(`${stdout ?? ''}${stderr ?? ''}`)
    fail(`Stuffchat could not be built (${error?.message ?? signal ?? `vite build ended with ${status}`}).`)
  }
}

function isStale({ built, from }: Part): boolean {
  if (!existsSync(built)) return true
  const builtAt = statSync(built).mtimeMs
  return from.some((source) => [...sources(join(root, source))].some((path) => statSync(path).mtimeMs > builtAt))
}

/** A part's files, and its folders too: theirs is the only time that changes when a file goes. Tests are none of it. */
function* sources(of: string): Generator<string> {
  if (!existsSync(of)) return
  yield of
  if (!statSync(of).isDirectory()) return
  for (const found of readdirSync(of, { recursive: true, withFileTypes: true })) {
    const path = join(found.parentPath, found.name)
    const inside = path.slice(of.length + 1)
    if (!/^(test|bench)$/.test(inside.split(sep)[0] ?? '') && !inside.endsWith('.test.ts')) yield path
  }
}

function fail(sentence: string): never {
  console.error(sentence)
  process.exit(1)
}
