import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from '@playwright/test'
import { z } from 'zod'
import { shownIdentity } from '../../server/protocol/invitation.ts'
import { login } from '../../server/test/client.ts'
import { findings } from './findings.ts'
import { PASSWORD, TestRoom } from './room.ts'
import { expect, signIn, test as base } from './test.ts'

/**
 * A name for this machine that browsers do not take for it: a page from there over http is what a guest on the LAN gets.
 * Nothing of it leaves the machine.
 */
const NAME = 'attic.local'
const INSTALLER = 'Stuffchat-0.1.0-setup-x64.exe'
const UA_WINDOWS =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'

type Guest = (options?: BrowserContextOptions) => Promise<Page>
const test = base.extend<{ given: string; attic: TestRoom; lan: Browser; guest: Guest }>({
  // Playwright reads from the pattern what a fixture needs; this one needs nothing.
  // oxlint-disable-next-line no-empty-pattern -- As said.
  given: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'stuffchat-given-'))
    await writeFile(join(folder, INSTALLER), Buffer.alloc(3_000_000, 'installer'))
    await writeFile(join(folder, 'Stuffchat-0.1.0-mac-arm64.dmg'), 'dmg')
    await writeFile(join(folder, 'Stuffchat-0.1.0-linux-x86_64.AppImage'), 'image')
    await use(folder)
    await rm(folder, { recursive: true })
  },
  attic: async ({ given }, use) => {
    const room = await TestRoom.start(['--installers', given])
    const owner = await room.person('owner')
    await owner.channel({ name: 'general' })
    await owner.channel({ name: 'Couch', is_voice: true })
    await use(room)
    await room.close()
  },
  lan: async ({ playwright, launchOptions }, use) => {
    const args = [...(launchOptions.args ?? []), `--host-resolver-rules=MAP ${NAME} 127.0.0.1`]
    const browser = await playwright.chromium.launch({ ...launchOptions, args })
    await use(browser)
    await browser.close()
  },
  guest: async ({ lan, attic, viewport, colorScheme, locale }, use) => {
    const faults: string[] = []
    const opened: Page[] = []
    await use(async (options = {}) => {
      const surroundings = { viewport, colorScheme: colorScheme ?? null, ...(locale === undefined ? {} : { locale }) }
      const context = await lan.newContext({ ...surroundings, ...options })
      context.on('request', (request) => {
        const { protocol, host } = new URL(request.url())
        if (protocol.startsWith('http') && host !== new URL(atHttp(attic)).host) faults.push(request.url())
        // Chromium shows an empty one where the policy is not to send any.
        if ((request.headers()['referer'] ?? '') !== '') faults.push(`a referer with ${request.url()}`)
      })
      const page = await context.newPage()
      page.on('pageerror', (error) => faults.push(String(error)))
      opened.push(page)
      return page
    })
    for (const page of opened) await page.context().close()
    expect(faults).toEqual([])
  },
})

const atHttp = (room: TestRoom) => room.url.replace('127.0.0.1', NAME)
const NOTE = 'Others on this network can read along.'
const ENDED = 'This way over has ended. Go back and try once more, or sign in here.'
const channelLink = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Channels' }).getByRole('link', { name })
const titled = (page: Page, name: string) => page.getByRole('heading', { level: 1, name })

async function enter(page: Page, room: TestRoom, who = 'owner'): Promise<void> {
  await page.goto(atHttp(room))
  await signIn(page, who)
}
/** What the browser puts before a page whose certificate it does not know: on to the page, as a person would. */
async function passWarning(page: Page): Promise<void> {
  await page.locator('#details-button').click()
  await page.locator('#proceed-link').click()
}

test('[HV1] a page over plain http says that others can read along, once a session', async ({ attic, guest }) => {
  const page = await guest()
  await enter(page, attic)
  await expect(page.getByText(NOTE)).toBeVisible()
  await page.reload()
  await expect(page.getByText(NOTE)).toBeVisible()
  await page.getByRole('note').getByRole('button', { name: 'Close' }).click()
  await expect(page.getByText(NOTE)).toBeHidden()
  await page.reload()
  await expect(titled(page, 'general')).toBeVisible()
  await expect(page.getByText(NOTE)).toBeHidden()
  // The settings go on saying so.
  await page.goto(`${atHttp(attic)}/settings?tab=about`)
  await expect(page.getByText('Not encrypted: others on this network can read along')).toBeVisible()
})

test('[HV2] from the microphone to the encrypted page, signed in, at the same place', async ({ attic, guest }) => {
  const page = await guest()
  await enter(page, attic)
  await channelLink(page, 'Couch').click()
  await page.getByRole('button', { name: 'Talk here' }).click()
  await expect(page.getByText('Browsers give the microphone to encrypted pages only')).toBeVisible()
  await page.getByRole('dialog').getByRole('button', { name: 'Move to the encrypted page' }).click()
  // What is to be compared is the key that the room really has.
  const owner = await login(attic.url, { username: 'owner', password: PASSWORD })
  const { identity } = (await owner.get('/api/health')).as(z.object({ identity: z.string() }))
  await expect(page.getByText(shownIdentity(identity))).toBeVisible()
  const place = new URL(page.url()).pathname
  await page.getByRole('button', { name: 'Go there' }).click()
  await passWarning(page)

  await expect(titled(page, 'Couch')).toBeVisible()
  expect(page.url()).toBe(`${atHttp(attic).replace('http:', 'https:')}${place}`)
  await expect(page.getByText(NOTE)).toBeHidden()
  await expect(page.getByRole('button', { name: 'Talk here' })).toBeHidden()
  // It stays so, by tokens of its own.
  await page.reload()
  await expect(titled(page, 'Couch')).toBeVisible()
  await expect(page.getByText(/^Connected/)).toBeVisible()
  expect(await page.evaluate('isSecureContext')).toBe(true)
  expect(await page.evaluate('JSON.stringify({ ...localStorage, ...sessionStorage })')).not.toContain('handover=')
  // The page that one came from is still signed in, too.
  await page.goto(atHttp(attic))
  await expect(titled(page, 'Couch')).toBeVisible()
})

test('[HV3] it asks when somebody else is signed in on the encrypted page', async ({ attic, guest }) => {
  test.setTimeout(120_000)
  await attic.person('tern')
  for (const [answer, stays] of [
    ['Stay tern', 'tern'],
    ['Go on as owner', 'owner'],
  ] as const) {
    const page = await guest({ ignoreHTTPSErrors: true })
    await page.goto(atHttp(attic).replace('http:', 'https:'))
    await signIn(page, 'tern')
    await enter(page, attic)
    await page.getByRole('note').getByRole('button', { name: 'Move to the encrypted page' }).click()
    await page.getByRole('button', { name: 'Go there' }).click()
    await expect(page.getByRole('heading', { name: 'Go on as owner?' })).toBeVisible()
    expect(page.url()).not.toContain('#')
    await page.getByRole('button', { name: answer }).click()
    await expect(page.getByRole('button', { name: new RegExp(stays) }).first()).toBeVisible()
    await page.reload()
    await expect(page.getByRole('button', { name: new RegExp(stays) }).first()).toBeVisible()
  }
})

test('[HV4] a way over that has ended says so, and leaves the door open', async ({ attic, guest }) => {
  const page = await guest({ ignoreHTTPSErrors: true })
  await page.goto(`${atHttp(attic).replace('http:', 'https:')}/#handover=${'x'.repeat(43)}`)
  await expect(page.getByText(ENDED, { exact: true })).toBeVisible()
  expect(page.url()).not.toContain('handover')
  await signIn(page, 'owner')
  // Whoever is signed in stays so.
  await page.goto('about:blank')
  await page.goto(`${atHttp(attic).replace('http:', 'https:')}/#handover=${'x'.repeat(43)}`)
  await expect(page.getByText(ENDED, { exact: true })).toBeVisible()
  await expect(titled(page, 'general')).toBeVisible()
})

test('[CB8] over plain http one joins and listens, and is told why nobody hears one', async ({ attic, guest }) => {
  const page = await guest()
  await enter(page, attic)
  await page.getByRole('button', { name: 'Join the call in Couch' }).click()
  const bar = page.getByRole('region', { name: 'Your call in Couch' })
  await expect(bar).toContainText('Nobody can hear you: browsers give no microphone to pages that are not encrypted.')
  await bar.getByRole('link', { name: 'Couch' }).click()
  const call = page.getByRole('region', { name: 'Call in Couch', exact: true })
  await expect(call.getByRole('status')).toContainText('Nobody can hear you:')
  await call.getByRole('button', { name: 'Talk anyway' }).click()
  await expect(page.getByRole('dialog', { name: 'Talking needs another page' })).toBeVisible()
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
  await page.goto(`${atHttp(attic)}/settings?tab=audio`)
  await expect(
    page.getByText('Browsers give no microphone to pages that are not encrypted, and this one'),
  ).toBeVisible()
  await expect(page.getByRole('combobox', { name: 'Microphone' })).toBeDisabled()
})

test('[HV5] nothing of it on this machine itself', async ({ room, visit }) => {
  const owner = await login(room.url, { username: 'owner', password: PASSWORD })
  await owner.channel({ name: 'Couch', is_voice: true })
  const page = await visit({ as: 'owner' })
  await channelLink(page, 'Couch').click()
  await expect(titled(page, 'Couch')).toBeVisible()
  await expect(page.getByText(NOTE)).toBeHidden()
  await expect(page.getByRole('button', { name: 'Talk here' })).toBeHidden()
  await page.goto(`${room.url}/settings?tab=about`)
  await expect(page.getByText('This page comes from this computer')).toBeVisible()
})

test('[HV6] the room hands out the app, the fitting package first', async ({ attic, guest, given }) => {
  const page = await guest({ userAgent: UA_WINDOWS, acceptDownloads: true })
  await enter(page, attic)
  await page.getByRole('button', { name: 'Room menu' }).click()
  await page.getByRole('menuitem', { name: 'Get the app' }).click()
  const offers = page.getByRole('dialog').getByRole('link')
  await expect(offers.first()).toHaveText(/^Windows, Intel and AMD/)
  await expect(offers).toHaveCount(3)
  const started = page.waitForEvent('download')
  await offers.first().click()
  const download = await started
  expect(download.suggestedFilename()).toBe(INSTALLER)
  const sums = await Promise.all(
    [await download.path(), join(given, INSTALLER)].map(async (path) =>
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    ),
  )
  expect(sums[0]).toBe(sums[1])
})

test('[HV7] six digits from the host panel let a friend into a room by invitation', async ({ room, visit }) => {
  const owner = await login(room.url, { username: 'owner', password: PASSWORD })
  await owner.patch('/api/admin/settings', { invite_only: true })
  const host = await visit({ as: 'owner' })
  await host.goto(`${room.url}/host`)
  await host.getByRole('button', { name: 'Make a code' }).click()
  const digits = host.getByRole('img', { name: /^The code is/ })
  await expect(digits).toHaveText(/^\d{3}\s\d{3}$/)
  await expect(host.getByText(/^Good for another (?:9:\d\d|10:00)$/)).toBeVisible()
  const code = (await digits.textContent()) ?? ''

  const friend = await visit()
  await friend.getByRole('tab', { name: 'Sign up' }).click()
  await friend.getByLabel('Name', { exact: true }).fill('wren')
  await friend.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await friend.getByLabel('Invitation code').fill(code)
  await friend.getByRole('button', { name: 'Make the account' }).click()
  await expect(friend.getByRole('log')).toBeVisible()
  // It is used up, and the panel shows that by itself.
  await expect(host.getByRole('button', { name: 'Make a code' })).toBeVisible({ timeout: 15_000 })
})

for (const colorScheme of ['dark', 'light'] as const)
  test(`[HV8] axe: nothing serious on what a browser guest sees of it, ${colorScheme}`, async ({ attic, guest }) => {
    test.setTimeout(120_000)
    const page = await guest({ colorScheme, ignoreHTTPSErrors: true, userAgent: UA_WINDOWS })
    const grave = async () => (await findings(page)).grave
    await attic.person('tern')
    await page.goto(atHttp(attic).replace('http:', 'https:'))
    await signIn(page, 'tern')
    await enter(page, attic)
    await channelLink(page, 'Couch').click()
    await expect(page.getByRole('note')).toBeVisible()
    expect(await grave()).toEqual([])
    await page.getByRole('button', { name: 'Talk here' }).click()
    await expect(page.getByRole('dialog', { name: 'Talking needs another page' })).toBeVisible()
    expect(await grave()).toEqual([])
    await page.getByRole('dialog').getByRole('button', { name: 'Get the app' }).click()
    await expect(page.getByRole('dialog').getByRole('link').first()).toBeVisible()
    expect(await grave()).toEqual([])
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
    await page.getByRole('note').getByRole('button', { name: 'Move to the encrypted page' }).click()
    await expect(page.getByRole('dialog', { name: 'Move to the encrypted page' })).toBeVisible()
    expect(await grave()).toEqual([])
    await page.getByRole('button', { name: 'Go there' }).click()
    await expect(page.getByRole('heading', { name: 'Go on as owner?' })).toBeVisible()
    expect(await grave()).toEqual([])
  })
