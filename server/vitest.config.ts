import { join, resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

/**
 * Three projects: `unit` beside the sources, quick and without a server; `wire`, which starts real servers on port 0 in
 * folders of their own and speaks to them through HTTP and WebSocket; and `net`, where rooms and clients are on machines
 * of their own in a network of namespaces.
 */
const results = process.env['TEST_RESULTS']

export default defineConfig({
  root: resolve(import.meta.dirname, '..'),
  test: {
    pool: 'forks',
    // Hundreds of rooms start from source: compiled once for all of them, each is there in two thirds of the time.
    env: { NODE_COMPILE_CACHE: resolve(import.meta.dirname, '../dist/test-compile-cache') },
    // A wire test runs a server, its writer thread and its clients: more than two at once would only wait for another.
    maxWorkers: 2,
    // Where CI adds the results of all runs up.
    ...(results ? { reporters: ['default', 'json'], outputFile: { json: join(results, 'vitest.json') } } : {}),
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['server/**/*.test.ts', 'main/**/*.test.ts', 'renderer/**/*.test.ts'],
          exclude: ['server/test/**', 'renderer/test/**'],
        },
      },
      {
        extends: true,
        test: {
          name: 'wire',
          include: ['server/test/**/*.test.ts', 'renderer/test/**/*.test.ts'],
          exclude: ['server/test/net/**'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'net',
          include: ['server/test/net/**/*.test.ts'],
          testTimeout: 150_000,
          hookTimeout: 150_000,
          // Seconds are measured here: by themselves, after all others.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
