import { join, resolve } from 'node:path'
import { defineConfig } from '@playwright/test'
import base from '../playwright.config.ts'

const results = process.env['TEST_RESULTS']

/** Calls between real browsers. Milliseconds are measured here: one test at a time. */
export default defineConfig(base, {
  testDir: import.meta.dirname,
  testMatch: '*.e2e.ts',
  outputDir: resolve(import.meta.dirname, '../../dist/e2e-voice'),
  workers: 1,
  fullyParallel: false,
  timeout: 120_000,
  // Several browsers share the machine.
  expect: { timeout: 20_000 },
  // Pictures of every step would take more of the machine than a call does.
  use: { actionTimeout: 20_000, trace: 'off', screenshot: 'off' },
  reporter: [['list'], ...(results ? [['json', { outputFile: join(results, 'playwright-voice.json') }] as const] : [])],
})
