import { join, resolve } from 'node:path'
import { defineConfig } from '@playwright/test'
import base from '../playwright.config.ts'

const results = process.env['TEST_RESULTS']

/** Music in real browsers, recorded. Milliseconds are measured here: one test at a time. */
export default defineConfig(base, {
  testDir: import.meta.dirname,
  testMatch: '*.e2e.ts',
  outputDir: resolve(import.meta.dirname, '../../dist/e2e-unison'),
  workers: 1,
  fullyParallel: false,
  timeout: 180_000,
  // Several browsers share the machine.
  expect: { timeout: 20_000 },
  use: { actionTimeout: 20_000, trace: 'off', screenshot: 'off' },
  reporter: [
    ['list'],
    ...(results ? [['json', { outputFile: join(results, 'playwright-unison.json') }] as const] : []),
  ],
})
