import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { defineConfig } from '@playwright/test'

/** The browser that is there; Playwright's own where none of these is. */
const chromium = [
  process.env['CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== undefined && existsSync(path))
const results = process.env['TEST_RESULTS']

/** The app as people use it: a real room, real browsers, the bundle that `npm run build` made. */
export default defineConfig({
  testDir: import.meta.dirname,
  testMatch: 'app/**/*.e2e.ts',
  outputDir: resolve(import.meta.dirname, '../dist/e2e'),
  workers: 2,
  fullyParallel: true,
  forbidOnly: process.env['CI'] !== undefined,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ...(results ? [['json', { outputFile: join(results, 'playwright.json') }] as const] : [])],
  use: {
    viewport: { width: 1280, height: 800 },
    colorScheme: 'dark',
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    actionTimeout: 10_000,
    // Without a film of each page, which would take more of the machine than the pages do.
    trace: { mode: 'retain-on-failure', screenshots: false },
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(chromium ? { executablePath: chromium } : {}),
      args: [
        // A microphone that beeps, for whoever is allowed one; and calls between pages of one machine.
        '--use-fake-device-for-media-stream',
        '--allow-loopback-in-peer-connection',
        // Root has no sandbox of its own to drop into.
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ],
    },
  },
})
