import type { Page } from '@playwright/test'
import {
  MAY_TALK,
  SONGS,
  bar,
  button,
  first,
  join,
  listening,
  open,
  panel,
  playing,
  position,
  row,
  rows,
  titles,
  withCouch,
} from './queue.ts'
import { addSong, quietSong, songOf } from './evening.ts'
import { composer, expect, menuOf, signIn, test } from './test.ts'
import { PHONE, settle } from './tour.ts'

// A call with two browsers in it takes a busy machine a while.
test.describe.configure({ timeout: 150_000 })
test.use({ actionTimeout: 30_000 })

test('[SH1] a file that is dropped on the queue plays for everybody in the call', async ({ room, visit }) => {
  const { couch } = await withCouch(room)
  await room.person('ann')
  const pages = [
    await visit({ ...MAY_TALK, as: 'owner', path: `/c/${couch}` }),
    await visit({ ...MAY_TALK, as: 'ann', path: `/c/${couch}` }),
  ]
  for (const page of pages) {
    await join(page)
    await open(page)
    await expect(panel(page).getByText('Nothing plays yet')).toBeVisible()
  }
  const song = Buffer.from(await songOf({ title: 'Slow Ferry', artist: 'The Tin Harbour', seconds: 60 }))
  const files = await first(pages).evaluateHandle((text) => {
    const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0))
    const transfer = new DataTransfer()
    transfer.items.add(new File([bytes], 'ferry.mp3', { type: 'audio/mpeg' }))
    transfer.items.add(new File(['words'], 'notes.txt', { type: 'text/plain' }))
    return transfer
  }, song.toString('base64'))
  const target = panel(first(pages)).getByText('Nothing plays yet')
  await target.dispatchEvent('dragenter', { dataTransfer: files })
  await expect(panel(first(pages)).getByText('Drop to add to the queue')).toBeVisible()
  await target.dispatchEvent('drop', { dataTransfer: files })
  await expect(
    first(pages).getByText('notes.txt is no music. Audio and video files can be played.').first(),
  ).toBeVisible()
  for (const page of pages) {
    await expect(playing(page)).toHaveText(/^Slow Ferry/)
    await expect(panel(page).getByText(/^The Tin Harbour, added by /)).toBeVisible()
    await expect(position(page)).toHaveAttribute('aria-valuetext', /^0:0[1-9] of 1:00$/)
  }
  await expect(panel(first(pages)).getByText('The Tin Harbour, added by you')).toBeVisible()
})

test('[SH2] what cannot be fetched says why, and Retry fetches it anew', async ({ room, visit }) => {
  const { owner, couch } = await withCouch(room)
  const tern = await room.person('tern')
  const page = await visit({ ...MAY_TALK, as: 'owner', path: `/c/${couch}` })
  await join(page)
  await open(page)
  const box = panel(page).getByRole('textbox', { name: 'Add music' })
  await box.fill('http://127.0.0.1:1/song.mp3')
  await box.press('Enter')
  await expect(box).toHaveValue('')
  const link = row(page, 'http://127.0.0.1:1/song.mp3')
  // A sentence, whichever this room has for it.
  await expect(link.getByText(/^[A-Z].+\.$/)).toBeVisible()
  await expect(button(page, 'Retry: http://127.0.0.1:1/song.mp3')).toBeVisible()

  // Somebody else's, until they show it in a channel that one reads.
  const file = await tern.file(quietSong(20), 'Paper Lamps.wav')
  await box.fill(`file:${file}`)
  await button(page, 'Add').click()
  await expect(row(page, file)).toContainText('There is no such file any more.')
  await tern.say(couch, 'Here it is', { file_id: file })
  await button(page, `Retry: file:${file}`).click()
  await expect(row(page, 'Paper Lamps')).toContainText('0:20')
  await expect(rows(page)).toHaveCount(2)
  expect(owner.id).not.toBe(tern.id)
})

test('[SH8] from outside one sees that music plays, and joins to listen; the line in the call leads back to it', async ({
  room,
  visit,
}) => {
  const { owner, couch } = await withCouch(room)
  await using socket = await owner.connect()
  socket.send({ type: 'join_call', channel_id: couch })
  await addSong(owner, couch, { title: 'Slow Ferry', seconds: 90 })
  await room.person('ann')
  const page = await visit({ ...MAY_TALK, as: 'ann', path: `/c/${couch}` })
  await expect(page.getByText('Slow Ferry plays in this call.')).toBeVisible()
  await page.getByRole('button', { name: 'SharePlay, Slow Ferry plays' }).click()
  await expect(panel(page).getByText('Slow Ferry plays here')).toBeVisible()
  await expect(position(page)).toHaveCount(0)
  await button(page, 'Join the call to listen').click()
  await expect(playing(page)).toHaveText(/^Slow Ferry/)
  await expect(position(page)).toHaveAttribute('aria-valuetext', /^0:[0-5]\d of 1:30$/)

  await button(page, 'Close SharePlay').click()
  await page.getByRole('navigation', { name: 'Channels' }).getByRole('link', { name: 'general' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'general' })).toBeVisible()
  await bar(page)
    .getByRole('button', { name: /Slow Ferry/ })
    .click()
  await expect(playing(page)).toHaveText(/^Slow Ferry/)
  await bar(page).getByRole('button', { name: 'Pause for everybody' }).click()
  await expect(row(page, 'Slow Ferry')).toContainText('paused')
  await page.keyboard.press('Control+Shift+L')
  await expect(panel(page)).toHaveCount(0)
  await composer(page).press('Control+Shift+L')
  await expect(panel(page)).toBeVisible()
})

test('[SH9] on a phone it is a sheet, and a finger moves a song by its grip', async ({ room, visit }) => {
  const phone = { ...MAY_TALK, viewport: PHONE, hasTouch: true, isMobile: true }
  const { pages } = await listening(room, (as, path) => enterPhone(as, path), ['owner'])
  async function enterPhone(as: string, path: string): Promise<Page> {
    const page = await visit({ ...phone, as })
    await page.goto(`${room.url}${path}`)
    return page
  }
  const page = first(pages)
  await expect(page.getByRole('dialog', { name: 'SharePlay' })).toBeVisible()
  const grip = (title: string) => row(page, title).locator('[data-grip]')
  await grip('Quarry').scrollIntoViewIfNeeded()
  // A sheet that is still on its way up would be measured where nobody finds it.
  await settle(page)
  const [from, to] = [await grip('Quarry').boundingBox(), await grip('Paper Lamps').boundingBox()]
  if (!from || !to) throw new Error('The grips are not drawn')
  const x = from.x + from.width / 2
  const cdp = await page.context().newCDPSession(page)
  const touch = async (type: 'touchStart' | 'touchMove' | 'touchEnd', y?: number) =>
    await cdp.send('Input.dispatchTouchEvent', { type, touchPoints: y === undefined ? [] : [{ x, y }] })
  await touch('touchStart', from.y + 20)
  for (let step = 1; step <= 6; step++) await touch('touchMove', from.y + 20 + ((to.y - 6 - from.y) * step) / 6)
  await touch('touchEnd')
  await expect(rows(page)).toHaveText(titles(['Slow Ferry', 'Quarry', 'Paper Lamps', 'Long Cable']))
  await button(page, 'Close SharePlay').tap()
  await bar(page)
    .getByRole('button', { name: /Slow Ferry/ })
    .tap()
  await expect(page.getByRole('dialog', { name: 'SharePlay' })).toBeVisible()
})

test('[SH10] a guest over plain http hears, adds and moves on like the others', async ({
  room,
  playwright,
  launchOptions,
}) => {
  const { owner, couch } = await withCouch(room)
  await using socket = await owner.connect()
  socket.send({ type: 'join_call', channel_id: couch })
  await addSong(owner, couch, { title: 'Slow Ferry', seconds: 90 })
  await addSong(owner, couch, { title: 'Quarry', seconds: 90 })
  await room.person('ann')
  // A name for this machine that browsers do not take for it: what a guest on the LAN gets.
  const name = 'attic.local'
  const args = [...(launchOptions.args ?? []), `--host-resolver-rules=MAP ${name} 127.0.0.1`]
  const browser = await playwright.chromium.launch({ ...launchOptions, args })
  const page = await browser.newPage()
  await page.goto(room.url.replace('127.0.0.1', name))
  expect(await page.evaluate('isSecureContext')).toBe(false)
  await signIn(page, 'ann')
  await page.goto(`${room.url.replace('127.0.0.1', name)}/c/${couch}`)
  await page
    .getByRole('main')
    .getByRole('button', { name: /^SharePlay/ })
    .click()
  await button(page, 'Join the call to listen').click()
  await expect(playing(page)).toHaveText(/^Slow Ferry/)
  await expect(position(page)).toHaveAttribute('aria-valuetext', /^0:\d\d of 1:30$/)
  await page.getByTestId('songs').setInputFiles({
    name: 'Paper Lamps.wav',
    mimeType: 'audio/wav',
    buffer: Buffer.from(quietSong(30)),
  })
  await expect(row(page, 'Paper Lamps')).toContainText('0:30')
  await button(page, 'Next song').click()
  await expect(playing(page)).toHaveText(/^Quarry/)
  await browser.close()
})

test('[SH11] a song in a message is played in the call from its menu', async ({ room, visit }) => {
  const { owner, couch } = await withCouch(room)
  const file = await owner.file(quietSong(40), 'Quarry.wav')
  await owner.say(couch, 'My favourite', { file_id: file })
  const page = await visit({ ...MAY_TALK, as: 'owner', path: `/c/${couch}` })
  await menuOf(page, 'My favourite')
  await expect(page.getByRole('menuitem', { name: 'Reply' })).toBeVisible()
  // There is no call to play it in.
  await expect(page.getByRole('menuitem', { name: 'Play in the call' })).toHaveCount(0)
  await page.keyboard.press('Escape')
  await join(page)
  await menuOf(page, 'My favourite')
  await page.getByRole('menuitem', { name: 'Play in the call' }).click()
  await expect(page.getByText('Quarry.wav is in the queue.').first()).toBeVisible()
  await open(page)
  await expect(playing(page)).toHaveText(/^Quarry/)
})

test('[SH12] while the room is away nothing is done, and that is said', async ({ room, visit }) => {
  const { pages } = await listening(room, (as, path) => visit({ ...MAY_TALK, as, path }), ['owner'])
  const page = first(pages)
  await room.kill()
  await expect(page.getByText('The room cannot be reached.').first()).toBeVisible({ timeout: 30_000 })
  await button(page, 'Next song').click()
  await expect(page.getByText('The room is away at the moment, so nothing has changed.').first()).toBeVisible()
  await expect(rows(page)).toHaveText(titles(SONGS))
})

test('[SH13] a file on its way shows how far it is, and can be given up', async ({ room, visit }) => {
  const { couch } = await withCouch(room)
  const page = await visit({ ...MAY_TALK, as: 'owner', path: `/c/${couch}` })
  await join(page)
  await open(page)
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: 100_000,
  })
  const files = ['Slow Ferry.wav', 'Quarry.wav'].map((name, index) => ({
    name,
    mimeType: 'audio/wav',
    buffer: Buffer.from(quietSong(index === 0 ? 300 : 10)),
  }))
  await page.getByTestId('songs').setInputFiles(files)
  const uploads = panel(page).getByRole('list', { name: 'Songs on their way' }).getByRole('listitem')
  await expect(uploads).toHaveCount(2)
  const bar = uploads.filter({ hasText: 'Slow Ferry' }).getByRole('progressbar')
  await expect.poll(async () => Number(await bar.getAttribute('aria-valuenow'))).toBeGreaterThan(0)
  // What is chosen later comes later, however quickly it is there.
  await expect(uploads.filter({ hasText: 'Quarry' })).toContainText('Arrived, goes out after the others')
  await button(page, 'Cancel the upload of Slow Ferry.wav').click()
  await expect(rows(page)).toHaveText(titles(['Quarry']))
  await expect(uploads).toHaveCount(0)
})
