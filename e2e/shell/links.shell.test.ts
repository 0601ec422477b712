import type { Browser } from '@playwright/test'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { HOSTILE_URLS } from '../../main/core/hostile-urls.ts'
import { formatAppLink } from '../../server/protocol/invitation.ts'
import { call, heard, listen } from './call.ts'
import { openedShell, startBrowser, startShell } from './shell.ts'

let browser: Browser
beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(() => browser.close())

const linkTo = (name: string) =>
  formatAppLink({ addresses: ['192.0.2.1:22800'], identity: null, room_id: null, name, code: null })
const joining = (name: string) => expect.objectContaining({ kind: 'join', shown: expect.objectContaining({ name }) })

test('[SL1] the link that the app was started with waits for the page, which takes it once', async () => {
  await using shell = await openedShell(browser, { args: [linkTo('Attic')] })
  expect(await call(shell.page, 'links.take')).toEqual(joining('Attic'))
  expect(await call(shell.page, 'links.take')).toBeNull()
})

test('[SL2] macOS: open-url before ready waits as well, later it is told; the window shows itself', async () => {
  await using shell = await startShell(browser, { platform: 'darwin' })
  let prevented = 0
  const event = { preventDefault: () => (prevented += 1) }
  shell.app.emit('open-url', event, linkTo('Early'))
  await shell.ready()
  expect(await call(shell.page, 'links.take')).toEqual(joining('Early'))
  await listen(shell.page, 'deep_link')
  shell.window().hide()
  shell.app.emit('open-url', event, linkTo('Late'))
  await expect.poll(() => heard(shell.page, 'deep_link')).toEqual([joining('Late')])
  expect(shell.window().visible).toBe(true)
  expect(prevented).toBe(2)
})

test('[SL3] a second start: its message counts, its other arguments never do, and two links are none', async () => {
  await using shell = await openedShell(browser)
  await call(shell.page, 'links.take')
  await listen(shell.page, 'deep_link')
  shell.app.emit('second-instance', {}, [linkTo('Argv')], '/', { version: 1, link: linkTo('Message') })
  shell.app.emit('second-instance', {}, [linkTo('Older')], '/', { something: 'else' })
  shell.app.emit('second-instance', {}, [linkTo('One'), linkTo('Two')], '/', null)
  shell.app.emit('second-instance', {}, ['--load-extension=/x', 'https://example.org'], '/', null)
  await expect.poll(() => heard(shell.page, 'deep_link')).toEqual([joining('Message'), joining('Older')])
})

test('[SL4] a page that is loaded anew asks again, and misses nothing', async () => {
  await using shell = await openedShell(browser)
  await call(shell.page, 'links.take')
  const { webContents } = shell.window()
  // Going from place to place within the page is not that.
  webContents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: true })
  await listen(shell.page, 'deep_link')
  shell.app.emit('open-url', { preventDefault: () => undefined }, linkTo('Now'))
  await expect.poll(() => heard(shell.page, 'deep_link')).toEqual([joining('Now')])
  webContents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false })
  shell.app.emit('open-url', { preventDefault: () => undefined }, linkTo('Meanwhile'))
  expect(await call(shell.page, 'links.take')).toEqual(joining('Meanwhile'))
})

test('[SL5] hostile links are refused with a sentence; nothing is opened or contacted', async () => {
  await using shell = await openedShell(browser)
  await call(shell.page, 'links.take')
  await listen(shell.page, 'deep_link')
  const contacted: string[] = []
  shell.page.on('request', (request) => contacted.push(request.url()))
  for (const url of HOSTILE_URLS) shell.app.emit('open-url', { preventDefault: () => undefined }, url)
  for (const url of HOSTILE_URLS) shell.app.emit('second-instance', {}, [url], '/', null)
  await expect
    .poll(async () => (await heard(shell.page, 'deep_link')).length)
    .toBeGreaterThanOrEqual(HOSTILE_URLS.length)
  for (const link of await heard(shell.page, 'deep_link')) {
    expect(link).toEqual({ kind: 'refused', reason: expect.stringMatching(/\.$/) })
  }
  expect(shell.told.opened).toEqual([])
  expect(contacted).toEqual([])
})
