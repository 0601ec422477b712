import { type Browser, type BrowserContextOptions, type Page, test as base, expect } from '@playwright/test'
import { PASSWORD, TestRoom } from './room.ts'

/** Opens the app in a browser of its own, signed in by its own form when `as` names somebody who has an account. */
export type Visit = (options?: BrowserContextOptions & { as?: string; path?: string }) => Promise<Page>

/**
 * `room`: a fresh one, owned by `owner`. `visit`: one more person's browser. Whatever a test does, no page may ask
 * another origin for anything, break the Content-Security-Policy or throw: that is checked for every page at the end.
 */
export const test = base.extend<{ room: TestRoom; emptyRoom: TestRoom; visit: Visit }>({
  // Playwright reads from the pattern what a fixture needs; this one needs nothing.
  // oxlint-disable-next-line no-empty-pattern -- As said.
  emptyRoom: async ({}, use) => {
    const room = await TestRoom.start()
    await use(room)
    await room.close()
  },
  room: async ({ emptyRoom }, use) => {
    const owner = await emptyRoom.person('owner')
    await owner.channel({ name: 'general' })
    await use(emptyRoom)
  },
  visit: async ({ browser, emptyRoom, viewport, colorScheme, locale, timezoneId }, use) => {
    const faults: string[] = []
    const opened: Page[] = []
    const surroundings = {
      viewport,
      colorScheme: colorScheme ?? null,
      ...(locale === undefined ? {} : { locale }),
      ...(timezoneId === undefined ? {} : { timezoneId }),
    }
    await use(async ({ as, path = '/', ...options } = {}) => {
      const page = await openPage(browser, { ...surroundings, ...options }, emptyRoom.url, faults)
      opened.push(page)
      await page.goto(`${emptyRoom.url}${path}`)
      if (as !== undefined) await signIn(page, as)
      return page
    })
    for (const page of opened) await page.context().close()
    expect(faults).toEqual([])
  },
})
export { expect }

async function openPage(browser: Browser, options: BrowserContextOptions, origin: string, faults: string[]) {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  const socketOrigin = origin.replace('http', 'ws')
  context.on('request', (request) => {
    const url = request.url()
    const isOwn = url.startsWith(`${origin}/`) || url.startsWith('blob:') || url.startsWith('data:')
    if (!isOwn) faults.push(`asked for ${url}`)
  })
  page.on('websocket', (socket) => {
    if (!socket.url().startsWith(`${socketOrigin}/`)) faults.push(`connected to ${socket.url()}`)
  })
  page.on('pageerror', (error) => faults.push(`threw ${error.stack ?? error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error' && !isExpected(message.text())) faults.push(`console: ${message.text()}`)
  })
  return page
}

/** The browser itself reports refused and unreachable requests as errors; those are part of many tests. */
export const isExpected = (text: string) =>
  /Failed to load resource|WebSocket connection to|net::ERR_|NetworkError|The room cannot be reached/.test(text)

export async function signIn(page: Page, username: string): Promise<void> {
  await page.getByRole('tab', { name: 'Sign in' }).click()
  await page.getByLabel('Name or e-mail').fill(username)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
  // On a phone the channels come first.
  await expect(page.getByRole('navigation', { name: 'Channels' })).toBeVisible()
}
export async function signUp(page: Page, username: string, code?: string): Promise<void> {
  await page.getByRole('tab', { name: 'Sign up' }).click()
  await page.getByLabel('Name', { exact: true }).fill(username)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  if (code !== undefined) await page.getByLabel('Invitation code').fill(code)
  await page.getByRole('button', { name: 'Make the account' }).click()
  await expect(page.getByRole('log')).toBeVisible()
}

export const composer = (page: Page) => page.getByRole('textbox', { name: /^Message / })
/** The messages that the log shows, oldest first. */
export const messages = (page: Page) => page.getByRole('log').getByRole('article')
export const message = (page: Page, text: string) => messages(page).filter({ hasText: text })
export async function say(page: Page, text: string): Promise<void> {
  await composer(page).fill(text)
  await composer(page).press('Enter')
}
/** Opens what one can do with a message. */
export async function menuOf(page: Page, text: string): Promise<void> {
  await message(page, text).hover()
  await message(page, text).getByRole('button', { name: 'More' }).click()
}
