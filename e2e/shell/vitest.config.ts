import { join, resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

/** The desktop shell on a stand-in for Electron: real Chromium, real rooms, the built preload script; and in Electron. */
const results = process.env['TEST_RESULTS']

export default defineConfig({
  root: resolve(import.meta.dirname, '../..'),
  test: {
    name: 'shell',
    include: ['e2e/shell/**/*.shell.test.ts', 'e2e/electron/**/*.electron.test.ts'],
    globalSetup: ['e2e/shell/build.ts'],
    pool: 'forks',
    // One of them measures how quick the main thread answers.
    maxWorkers: 1,
    // Where CI adds the results of all runs up.
    ...(results ? { reporters: ['default', 'json'], outputFile: { json: join(results, 'shell.json') } } : {}),
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
