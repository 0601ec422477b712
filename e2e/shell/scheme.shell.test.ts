import { existsSync } from 'node:fs'
import type { Browser } from '@playwright/test'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PAGE_CSP } from '../../main/core/asset-paths.ts'
import { HOSTILE_URLS } from '../../main/core/hostile-urls.ts'
import { openedShell, startBrowser } from './shell.ts'
import type { TestShell } from './shell.ts'

let browser: Browser
let shell: TestShell
beforeAll(async () => {
  browser = await startBrowser()
  shell = await openedShell(browser)
})
afterAll(async () => {
  await shell.close()
  await browser.close()
})

test.each([
  ['app://stuffchat/', 'text/html; charset=utf-8'],
  ['app://stuffchat/index.html', 'text/html; charset=utf-8'],
  ['app://stuffchat/c/0f8fad5b-d9cb-469f-a165-70867728950e?x=1#y', 'text/html; charset=utf-8'],
  ['app://stuffchat/assets/page-abc123.js', 'text/javascript; charset=utf-8'],
])('[SA1] %s is served as %s, with the policy', async (url, type) => {
  const response = await shell.electron.protocol.get(url)
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe(type)
  expect(response.headers.get('content-security-policy')).toBe(PAGE_CSP)
  expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(0)
  const head = await shell.electron.protocol.get(url, 'HEAD')
  expect([head.status, (await head.arrayBuffer()).byteLength]).toEqual([200, 0])
})

test.each([
  'app://stuffchat/../outside.txt',
  'app://stuffchat/%2e%2e/outside.txt',
  'app://stuffchat/assets/..%2f..%2foutside.txt',
  'app://stuffchat/assets/%252e%252e/outside.txt',
  'app://stuffchat/assets\\..\\outside.txt',
  'app://stuffchat/assets/link.txt',
  'app://stuffchat/.secret',
  'app://stuffchat/assets',
  'app://stuffchat/assets/',
  'app://stuffchat//etc/passwd',
  'app://stuffchat/C:/outside.txt',
  'app://stuffchat/con.txt',
  'app://stuffchat/missing.js',
  ...HOSTILE_URLS.filter((url) => url.startsWith('app:')),
])('[SA2] %s has nothing that is not the page', async (url) => {
  const response = await shell.electron.protocol.get(url)
  const text = await response.text()
  expect(text).not.toMatch(/^(secret|outside)$/)
  expect(response.headers.get('content-security-policy')).toBe(PAGE_CSP)
  if (response.status !== 404) expect(text).toContain('<title>stuffchat</title>')
})

test('[SA3] other methods find nothing', async () => {
  for (const method of ['POST', 'PUT', 'DELETE']) {
    expect((await shell.electron.protocol.get('app://stuffchat/', method)).status).toBe(404)
  }
  expect(existsSync(shell.folder)).toBe(true)
})
