import { execFile } from 'node:child_process'
import { cp, link, mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { z } from 'zod'

export const project = resolve(import.meta.dirname, '../..')
const run = promisify(execFile)

const FILES = ['package.json', 'package-lock.json', 'electron-builder.yml', 'tsconfig.json', 'LICENSE']
const PARTS = ['server', 'main', 'renderer', 'assets', ...FILES]
const NOT_NEEDED = new Set(['test', 'bench', 'node_modules'])
const Lock = z.object({
  packages: z.record(z.string(), z.object({ dev: z.boolean().optional(), devOptional: z.boolean().optional() })),
})

/**
 * A copy of the project as a fresh clone has it, so that nothing of earlier builds is packed and no running room loses
 * its files. It lies inside the project's dist/: there the build tools are found, one folder after the other upwards.
 */
export async function freshCheckout(): Promise<AsyncDisposable & { readonly folder: string }> {
  await mkdir(join(project, 'dist/packaging'), { recursive: true })
  const folder = await mkdtemp(join(project, 'dist/packaging/checkout-'))
  for (const part of PARTS) {
    await cp(join(project, part), join(folder, part), {
      recursive: true,
      filter: (from) => !NOT_NEEDED.has(basename(from)) && !from.endsWith('.test.ts'),
    })
  }
  await linkPackages(folder)
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) }
}

/** The three builds, one after the other. */
export async function build(folder: string): Promise<void> {
  const vite = join(project, 'node_modules/vite/bin/vite.js')
  for (const part of ['server', 'main', 'renderer'])
    await run(process.execPath, [vite, 'build', '--config', join(folder, part, 'vite.config.ts')], { cwd: folder })
}

/** What `npm ci --omit=dev` would install, without a network: hard links to the packages of this project. */
async function linkPackages(folder: string): Promise<void> {
  const lock = Lock.parse(JSON.parse(await readFile(join(project, 'package-lock.json'), 'utf8')))
  for (const [place, { dev, devOptional }] of Object.entries(lock.packages)) {
    if (place === '' || dev === true || devOptional === true) continue
    await linkTree(join(project, place), join(folder, place))
  }
}

/** A package without the packages inside it: those have lines of their own in the lock file. */
async function linkTree(from: string, to: string): Promise<void> {
  const entries = await readdir(from, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    // Optional, and for another system.
    if (error.code === 'ENOENT') return []
    throw error
  })
  if (entries.length > 0) await mkdir(to, { recursive: true })
  await Promise.all(
    entries.map(async (entry) => {
      if (entry.name === 'node_modules') return
      const [source, target] = [join(from, entry.name), join(to, entry.name)]
      if (entry.isDirectory()) return await linkTree(source, target)
      return await link(source, target)
    }),
  )
}
