import { join, resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

const results = process.env['TEST_RESULTS']

/** The packages of the desktop app: built from a fresh copy, taken apart, and the room in them started. */
export default defineConfig({
  root: resolve(import.meta.dirname, '../..'),
  test: {
    name: 'packaging',
    include: ['e2e/packaging/*.test.ts'],
    pool: 'forks',
    // Where CI adds the results of all runs up.
    ...(results ? { reporters: ['default', 'json'], outputFile: { json: join(results, 'packaging.json') } } : {}),
    maxWorkers: 1,
    testTimeout: 30_000,
    // Three builds and a packaging, on a machine that may have other things to do.
    hookTimeout: 180_000,
  },
})
