import type { BrowserContextOptions, Page } from '@playwright/test'
import { type Person, login } from '../../server/test/client.ts'
import { PASSWORD, type TestRoom } from './room.ts'
import { composer, expect, test } from './test.ts'
import { PHONE } from './tour.ts'

/** Whoever may be heard. Chromium makes a microphone up that beeps (playwright.config.ts). */
const MAY_TALK = { permissions: ['microphone'] } satisfies BrowserContextOptions

const list = (page: Page) => page.getByRole('navigation', { name: 'Channels' })
/** The channel in the list: its button, and who is in its call. */
const inCall = (page: Page, channel = 'Couch') => list(page).getByRole('list', { name: `In the call of ${channel}` })
const bar = (page: Page, channel = 'Couch') => page.getByRole('region', { name: `Your call in ${channel}` })
const panel = (page: Page, channel = 'Couch') => page.getByRole('region', { name: `Call in ${channel}`, exact: true })
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const join = async (page: Page, channel = 'Couch') => {
  await list(page)
    .getByRole('button', { name: `Join the call in ${channel}` })
    .click()
  await expect(bar(page, channel).getByText(/^\d+:\d\d$/)).toBeVisible()
}

const pushToTalk = async (page: Page) => {
  await bar(page).getByRole('button', { name: 'Microphone and sound' }).click()
  await page.getByRole('radio', { name: 'Push to talk' }).click()
  await page.keyboard.press('Escape')
  // What closes gives the focus back, and would take it from where one writes by then.
  await expect(page.getByRole('radio', { name: 'Push to talk' })).toHaveCount(0)
  await expect(bar(page)).toContainText('hold the key left of 1 to talk')
}

/** A voice channel, and somebody who is there by a socket alone: what they tell is exactly known. */
async function withCouch(room: TestRoom): Promise<{ owner: Person; couch: string }> {
  const owner = await login(room.url, { username: 'owner', password: PASSWORD })
  const { id } = await owner.channel({ name: 'Couch', is_voice: true })
  return { owner, couch: id }
}

test('[CB1] one click joins, the bar is there wherever one goes, and one click leaves', async ({ room, visit }) => {
  await withCouch(room)
  const page = await visit({ ...MAY_TALK, as: 'owner' })
  await join(page)
  await expect(inCall(page).getByText('owner (you)')).toBeVisible()
  await expect(bar(page)).toContainText('Nobody else is here yet.')
  // The channel that one reads is another matter.
  await expect(page.getByRole('heading', { level: 1, name: 'general' })).toBeVisible()

  await page.keyboard.press('Control+,')
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible()
  await bar(page).getByRole('link', { name: 'Couch' }).click()
  await expect(panel(page).getByText('owner (you)')).toBeVisible()
  await page.getByRole('main').getByRole('button', { name: 'Leave the call in Couch' }).click()
  await expect(bar(page)).toHaveCount(0)
  await expect(inCall(page)).toHaveCount(0)
  await page.getByRole('main').getByRole('button', { name: 'Join the call in Couch' }).click()
  await expect(panel(page)).toBeVisible()
  await bar(page).getByRole('button', { name: 'Leave the call in Couch' }).click()
  await expect(panel(page)).toHaveCount(0)
})

test('[CB2] who mutes and deafens is seen so from outside, also by who comes later', async ({ room, visit }) => {
  await withCouch(room)
  await room.person('ann')
  const page = await visit({ ...MAY_TALK, as: 'owner' })
  const ann = await visit({ as: 'ann' })
  await join(page)
  const seen = inCall(ann).getByRole('listitem').filter({ hasText: 'owner' })
  await expect(seen).toBeVisible()
  await expect(seen).not.toContainText('muted')

  await button(page, 'Mute').click()
  await expect(button(page, 'Mute')).toHaveAttribute('aria-pressed', 'true')
  await expect(seen).toContainText('muted')
  await button(page, 'Deafen').click()
  await expect(seen).toContainText('deafened')
  await ann.reload()
  await expect(seen).toContainText('deafened')
  await button(page, 'Mute').click()
  // Speaking again means hearing again.
  await expect(button(page, 'Deafen')).toHaveAttribute('aria-pressed', 'false')
  await expect(seen).not.toContainText('deafened')
  await expect(seen).not.toContainText('muted')
})

test('[CB3] who is in the call by another client is there with what they tell', async ({ room, visit }) => {
  const { couch } = await withCouch(room)
  const tern = await room.person('tern')
  await using socket = await tern.connect()
  socket.send({ type: 'join_channel', channel_id: couch })
  socket.send({ type: 'join_call', channel_id: couch })
  socket.send({ type: 'voice_state', channel_id: couch, muted: true, deafened: false, sharing: true })
  const page = await visit({ ...MAY_TALK, as: 'owner' })
  const row = inCall(page).getByRole('listitem').filter({ hasText: 'tern' })
  await expect(row).toContainText('muted')
  await expect(row).toContainText('shares a screen')
  await expect(row.getByRole('button')).toHaveCount(0)

  await join(page)
  await row.getByRole('button').click()
  const card = page.getByRole('dialog', { name: 'tern in the call' })
  const volume = card.getByRole('slider', { name: 'Volume of tern' })
  await volume.focus()
  await page.keyboard.press('End')
  await expect(volume).toHaveAttribute('aria-valuetext', '200 %')
  await card.getByRole('button', { name: 'Back to 100 %' }).click()
  await expect(volume).toHaveAttribute('aria-valuetext', '100 %')
  await page.keyboard.press('Escape')
  await expect(card).toHaveCount(0)

  socket.send({ type: 'leave_call', channel_id: couch })
  await expect(row).toHaveCount(0)
  await expect(page.getByRole('status').filter({ hasText: 'tern left the call.' })).toBeAttached()
})

test('[CB4] joining another call moves there and says so', async ({ room, visit }) => {
  const { owner } = await withCouch(room)
  await owner.channel({ name: 'Garden', is_voice: true })
  const page = await visit({ ...MAY_TALK, as: 'owner' })
  await join(page)
  await list(page).getByRole('button', { name: 'Move to the call in Garden' }).click()
  await expect(page.getByText('You left the call in Couch and are now in Garden.', { exact: true })).toBeVisible()
  await expect(bar(page, 'Garden')).toBeVisible()
  await expect(bar(page)).toHaveCount(0)
  await expect(inCall(page)).toHaveCount(0)
  await expect(inCall(page, 'Garden')).toBeVisible()
})

test('[CB5] keys mute and deafen while one writes; the talk key talks and is not typed', async ({ room, visit }) => {
  await withCouch(room)
  const page = await visit({ ...MAY_TALK, as: 'owner' })
  // Whatever of a call comes late, its keys are there with it.
  await page.route(/CallPresence-[^/]*\.js$/, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 2_000))
    await route.continue()
  })
  await composer(page).fill('Half a sen')
  await page.keyboard.press('Control+Shift+M')
  await join(page)
  // Nothing was muted before there was a call.
  await expect(button(page, 'Mute')).toHaveAttribute('aria-pressed', 'false')
  await composer(page).focus()
  await page.keyboard.press('Control+Shift+M')
  await expect(button(page, 'Mute')).toHaveAttribute('aria-pressed', 'true')
  await page.keyboard.press('Control+Shift+D')
  await expect(button(page, 'Deafen')).toHaveAttribute('aria-pressed', 'true')
  await page.keyboard.press('Control+Shift+M')
  await expect(button(page, 'Mute')).toHaveAttribute('aria-pressed', 'false')

  await pushToTalk(page)
  await composer(page).focus()
  await page.keyboard.press('End')
  await page.keyboard.down('Backquote')
  // The voice goes out, though nobody else is here to hear it.
  await expect(bar(page)).toContainText('nobody is connected')
  await page.keyboard.up('Backquote')
  await expect(bar(page)).toContainText('hold the key left of 1 to talk')
  await page.keyboard.type('tence')
  await expect(composer(page)).toHaveValue('Half a sentence')

  const hold = button(page, 'Hold to talk')
  await hold.hover()
  await page.mouse.down()
  await expect(bar(page)).toContainText('nobody is connected')
  await page.mouse.move(600, 300)
  await page.mouse.up()
  await expect(bar(page)).toContainText('hold the key left of 1 to talk')

  await bar(page).getByRole('button', { name: 'Leave the call in Couch' }).click()
  await composer(page).focus()
  await page.keyboard.press('Backquote')
  await expect(composer(page)).toHaveValue('Half a sentence`')
})

test('[CB11] the talk key goes on talking when the button beside it goes, and when one unmutes', async ({
  room,
  visit,
}) => {
  await withCouch(room)
  const page = await visit({ ...MAY_TALK, as: 'owner' })
  await join(page)
  await pushToTalk(page)
  const open = page.getByRole('button', { name: 'Hold to talk' })
  await page.keyboard.down('Backquote')
  await expect(open).toHaveAttribute('aria-pressed', 'true')
  // The bar goes, and what is in its place looks at the same call.
  await page.keyboard.press('Control+,')
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible()
  await page.waitForTimeout(500)
  await expect(open).toHaveAttribute('aria-pressed', 'true')
  await button(page, 'Mute').click()
  await expect(open).toHaveAttribute('aria-pressed', 'false')
  await button(page, 'Mute').click()
  await page.waitForTimeout(500)
  await expect(open).toHaveAttribute('aria-pressed', 'true')
  await page.keyboard.up('Backquote')
  await expect(open).toHaveAttribute('aria-pressed', 'false')
})

test('[CB6] who gives no microphone hears, and is told why nobody hears them', async ({ room, visit }) => {
  await withCouch(room)
  const page = await visit({ as: 'owner', permissions: [] })
  await join(page)
  await expect(bar(page)).toContainText('Nobody can hear you: the microphone is not allowed here.')
  await expect(bar(page)).toContainText('no microphone')
  await bar(page).getByRole('link', { name: 'Couch' }).click()
  // Said once, where the way out is.
  await expect(bar(page)).not.toContainText('Nobody can hear you')
  await expect(panel(page).getByRole('status')).toContainText('Allow it beside the address')
  await page.context().grantPermissions(['microphone'])
  await panel(page).getByRole('button', { name: 'Try again' }).click()
  await expect(panel(page)).not.toContainText('Nobody can hear you')
})

test('[CB7] on a phone the call is a strip over the list and over what one reads', async ({ room, visit }) => {
  await withCouch(room)
  const page = await visit({ ...MAY_TALK, as: 'owner', viewport: PHONE, hasTouch: true, isMobile: true })
  await list(page).getByRole('button', { name: 'Join the call in Couch' }).tap()
  await expect(bar(page)).toBeVisible()
  await list(page)
    .getByRole('link', { name: /^general/ })
    .tap()
  await expect(page.getByRole('log')).toBeVisible()
  await bar(page).getByRole('button', { name: 'Mute', exact: true }).tap()
  await expect(bar(page).getByRole('button', { name: 'Mute', exact: true })).toHaveAttribute('aria-pressed', 'true')
  for (const name of ['Microphone and sound', 'Mute', 'Deafen', 'Leave the call in Couch']) {
    const box = await bar(page).getByRole('button', { name, exact: true }).boundingBox()
    expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44)
  }
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
  await bar(page).getByRole('link', { name: 'Couch' }).tap()
  await expect(panel(page)).toBeVisible()
  await bar(page).getByRole('button', { name: 'Leave the call in Couch' }).tap()
  await expect(bar(page)).toHaveCount(0)
})

test('[CB9] the settings try the microphone without a call, and close it with the test', async ({ room, visit }) => {
  const page = await visit({ ...MAY_TALK, as: 'owner', path: '/' })
  await page.addInitScript(() => {
    const tracks: MediaStreamTrack[] = []
    Object.assign(window, { openTracks: () => tracks.filter((one) => one.readyState === 'live').length })
    const { mediaDevices } = navigator
    const ask = mediaDevices.getUserMedia.bind(mediaDevices)
    mediaDevices.getUserMedia = async (wish) => {
      const stream = await ask(wish)
      tracks.push(...stream.getTracks())
      return stream
    }
  })
  const open = async () => await page.evaluate('openTracks()')
  await page.goto(`${room.url}/settings?tab=audio`)
  await expect(page.getByText('The microphone is allowed here.')).toBeVisible()
  await expect(page.getByRole('combobox', { name: 'Microphone' })).toContainText('Fake')
  expect(await open()).toBe(0)

  await button(page, 'Test the microphone').click()
  const meter = page.getByRole('meter', { name: 'Level of your microphone' })
  // The made-up one beeps once a second.
  await expect(meter).toHaveAttribute('aria-valuetext', /^−\d+ dB$/)
  expect(await open()).toBe(1)
  await button(page, 'Record 5 s and listen').click()
  await expect(page.getByText('Recording. Say something.')).toBeVisible()
  await expect(page.getByText('This is how you sound to others.')).toBeVisible({ timeout: 20_000 })
  await expect(button(page, 'Record 5 s and listen')).toBeVisible({ timeout: 20_000 })
  await button(page, 'End the test').click()
  await expect.poll(open).toBe(0)
  await button(page, 'Test the microphone').click()
  await expect(meter).toBeVisible()
  await page.getByRole('link', { name: 'Appearance' }).click()
  await expect.poll(open).toBe(0)
})

test('[CB10] the talk key is taken from the keyboard, and what one writes with is refused', async ({ room, visit }) => {
  const page = await visit({ as: 'owner' })
  await page.goto(`${room.url}/settings?tab=audio`)
  await page.getByRole('radio', { name: 'Push to talk' }).click()
  const field = page.getByRole('button', { name: /^Talk key/ })
  await field.click()
  await page.keyboard.press('KeyA')
  await expect(page.getByText('You need this key to write or to move about.')).toBeVisible()
  await page.keyboard.press('F8')
  await expect(field).toHaveText('F8')
  await expect(page.getByText('While you hold F8.')).toBeVisible()
  await page.reload()
  await expect(field).toHaveText('F8')
  await page.goto(room.url)
  await expect(composer(page)).toBeVisible()
  await page.keyboard.press('Control+,')
  await page.getByRole('link', { name: 'Keys' }).click()
  await expect(page.getByText('In a call, anywhere in the app')).toBeVisible()
  await expect(page.getByRole('main').getByText('F8', { exact: true })).toBeVisible()
})
