import { spawn } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { afterEach, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const cleanups: (() => void)[] = []
afterEach(() => cleanups.splice(0).forEach((clean) => clean()))

/** A checkout that is built, with an `electron` package whose downloader is this script. */
function checkout(installer: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'stuffchat-launch-'))
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }))
  for (const path of ['main/launch.mjs', 'main/launch.ts', 'main/core/launch-plan.ts', 'dist/server']) {
    cpSync(join(root, path), join(folder, path), { recursive: true })
  }
  for (const path of ['dist/renderer/index.html', 'dist/main/main.js']) {
    mkdirSync(join(folder, path, '..'), { recursive: true })
    writeFileSync(join(folder, path), '')
  }
  const electron = join(folder, 'node_modules/electron')
  mkdirSync(electron, { recursive: true })
  symlinkSync(join(root, 'node_modules/sharp'), join(folder, 'node_modules/sharp'))
  writeFileSync(join(electron, 'package.json'), '{ "name": "electron", "version": "45.0.0" }')
  writeFileSync(
    join(electron, 'install.js'),
    `require('node:fs').appendFileSync(__dirname + '/asked', 'x')\n${installer}`,
  )
  writeFileSync(join(folder, 'package.json'), '{ "type": "module", "main": "dist/main/main.js" }')
  return folder
}

/** An Electron that this script is. */
const arrives = (script: string) => `
  const fs = require('node:fs')
  fs.mkdirSync(__dirname + '/dist')
  fs.writeFileSync(__dirname + '/dist/electron', ${JSON.stringify(`#!/bin/sh\n${script}\n`)}, { mode: 0o755 })
  fs.writeFileSync(__dirname + '/path.txt', 'electron')`
const asked = (folder: string): number =>
  existsSync(join(folder, 'node_modules/electron/asked'))
    ? readFileSync(join(folder, 'node_modules/electron/asked'), 'utf8').length
    : 0

/** `npm start` there; the room's own options come by environment, because on the command line they mean "no window". */
function start(folder: string, args: string[] = [], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [join(folder, 'main/launch.mjs'), ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      CI: 'true',
      STUFFCHAT_HOST: '127.0.0.1',
      STUFFCHAT_PORT: '0',
      STUFFCHAT_NO_ANNOUNCE: 'true',
      STUFFCHAT_JSON: 'true',
      STUFFCHAT_LOG_LEVEL: 'warn',
      STUFFCHAT_DATA_DIR: join(folder, 'room'),
      ...env,
    },
  })
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
  const ended = new Promise<number | null>((done) => child.once('close', (code) => done(code)))
  cleanups.unshift(() => void child.kill('SIGKILL'))
  return {
    ended,
    get out() {
      return out
    },
    get err() {
      return err
    },
    listening: () => expect.poll(() => out, { timeout: 25_000, interval: 50 }).toContain('"event":"listening"'),
    async stop() {
      child.kill('SIGTERM')
      return ended
    },
  }
}

test('[SN1] no Electron and none to be had: one sentence, the room without a window, and no second try', async () => {
  const folder = checkout('process.exit(1)')
  const first = start(folder)
  await first.listening()
  expect(first.err.split('\n').filter((line) => line !== '')).toEqual([
    'Fetching Electron 45.0.0 for the desktop app …',
    expect.stringMatching(
      /^The desktop app needs Electron 45\.0\.0, .*hosted without it.*node_modules\/electron\/install\.js$/,
    ),
  ])
  expect(await first.stop()).toBe(0)
  expect(readFileSync(join(folder, 'dist/no-electron'), 'utf8')).toBe('45.0.0\n')

  const second = start(folder)
  await second.listening()
  expect(second.err).toMatch(/^The desktop app needs Electron 45\.0\.0, which could not be fetched earlier.*\n$/)
  expect(await second.stop()).toBe(0)
  expect(asked(folder)).toBe(1)
})

test('[SN2] a downloader that hangs is given ten seconds', async () => {
  const folder = checkout('setTimeout(() => undefined, 120_000)')
  const begun = performance.now()
  const started = start(folder)
  await started.listening()
  const took = performance.now() - begun
  expect(took).toBeGreaterThan(9_500)
  expect(took).toBeLessThan(20_000)
  expect(started.err).toContain('within 10 seconds')
  await started.stop()
})

test('[SN3] an Electron that arrives opens the app with this checkout, and its end is the end', async () => {
  const folder = checkout(arrives('echo "app $@"; exit 0'))
  const started = start(folder, ['stuffchat://join/x'], { DISPLAY: ':99' })
  expect(await started.ended).toBe(0)
  expect(started.out).toBe(`app ${folder} stuffchat://join/x\n`)
  expect(existsSync(join(folder, 'dist/no-electron'))).toBe(false)
})

test('[SN4] an app that ends at once with an error: a sentence, and the room without it', async () => {
  const folder = checkout(arrives('echo broken >&2; exit 5'))
  const started = start(folder, [], { DISPLAY: ':99' })
  await started.listening()
  expect(started.err).toContain('broken\nThe desktop app ended at once (5): your room is hosted without it.')
  expect(await started.stop()).toBe(0)
})

test('[SN5] an Electron without a display is not started; what is the room’s goes to the room', async () => {
  const folder = checkout(arrives('exit 5'))
  const electron = join(folder, 'node_modules/electron')
  mkdirSync(join(electron, 'dist'))
  writeFileSync(join(electron, 'dist/electron'), '#!/bin/sh\nexit 5\n')
  chmodSync(join(electron, 'dist/electron'), 0o755)
  writeFileSync(join(electron, 'path.txt'), 'electron')
  const hidden = start(folder)
  await hidden.listening()
  expect(hidden.err).toBe('There is no display here: your room is hosted without the desktop app.\n')
  await hidden.stop()
  const version = start(folder, ['--version'], { DISPLAY: ':99' })
  expect(await version.ended).toBe(0)
  expect(version.out).toMatch(/^\d+\.\d+\.\d+\n$/)
  expect(asked(folder)).toBe(0)
})
