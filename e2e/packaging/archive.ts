import { execFile } from 'node:child_process'
import { join } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { project } from './checkout.ts'

const run = promisify(execFile)
const asar = async (...args: string[]) =>
  (
    await run(process.execPath, [join(project, 'node_modules/@electron/asar/bin/asar.js'), ...args], {
      maxBuffer: 1 << 26,
    })
  ).stdout

/** Every file and folder in an .asar, as `dist/main/main.js`. */
export async function list(archive: string): Promise<string[]> {
  const lines = (await asar('list', archive)).split('\n')
  return lines.map((line) => line.trim().slice(1)).filter((line) => line !== '')
}

/** The archive's files, and those beside it, as one folder. */
export async function extract(archive: string, to: string): Promise<void> {
  await asar('extract', archive, to)
}

/** Unpacks a .tar.gz as a person would. */
export async function untar(archive: string, to: string): Promise<void> {
  await run('tar', ['-xzf', archive, '-C', to])
}
