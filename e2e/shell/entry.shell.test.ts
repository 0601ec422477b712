import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'

const root = resolve(import.meta.dirname, '../..')
const cleanups: (() => void)[] = []
afterEach(() => cleanups.splice(0).forEach((clean) => clean()))

/** The built entry, as the packaged app runs it, without a display; Node plays Electron's part of loading it. */
function entry(...args: string[]) {
  const dataDir = mkdtempSync(join(tmpdir(), 'stuffchat-entry-'))
  const hook = join(import.meta.dirname, 'entry-hook.ts')
  const child = spawn(
    process.execPath,
    ['--import', hook, join(root, 'dist/main/main.js'), '--server-only', '--no-sandbox', ...args],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: dataDir,
        STUFFCHAT_DATA_DIR: dataDir,
        STUFFCHAT_NO_ANNOUNCE: 'true',
      },
    },
  )
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
  const ended = new Promise<number | null>((done) => child.once('close', (code) => done(code)))
  cleanups.push(() => {
    child.kill('SIGKILL')
    rmSync(dataDir, { recursive: true, force: true })
  })
  return { child, ended, said: () => ({ out, err }) }
}

const QUIET = 'disableHardwareAcceleration\nappendSwitch ozone-platform=headless\n'

test.each(['SIGTERM', 'SIGUSR2'] as const)(
  '[SE1] --server-only of the built app: a room, no lock, no window, no waiting to be ready; closed by %s',
  async (signal) => {
    const { child, ended, said } = entry('--host', '127.0.0.1', '--port', '0', '--json', '--log-level', 'warn')
    await expect.poll(() => said().out, { timeout: 15_000 }).toContain('"listening"')
    const { url } = z.object({ url: z.string() }).parse(JSON.parse(said().out.split('\n', 1)[0] ?? ''))
    expect((await fetch(`${url}/api/health`)).status).toBe(200)
    expect(said().err).toBe(QUIET)
    child.kill(signal)
    expect(await ended).toBe(0)
    expect(said().out).toContain('"closed"')
    expect(said().err).toBe(signal === 'SIGTERM' ? QUIET : `${QUIET}prevented\n`)
  },
)

test('[SE2] what the room’s command line does at once, it does, and ends', async () => {
  const { ended, said } = entry('--version')
  expect(await ended).toBe(0)
  expect(said().out).toMatch(/^\d+\.\d+\.\d+\n$/)
})

test('[SE3] a wrong option is a sentence, and an end with 1', async () => {
  const { ended, said } = entry('--port', 'x')
  expect(await ended).toBe(1)
  expect(said().err).toMatch(/stuffchat: [^\n]*port[^\n]*\n$/)
})
