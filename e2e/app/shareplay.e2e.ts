import type { BrowserContextOptions, Page } from '@playwright/test'
import { type Person, login } from '../../server/test/client.ts'
import { addSong, fillQueue, quietSong, songOf } from './evening.ts'
import { PASSWORD, type TestRoom } from './room.ts'
import { composer, expect, menuOf, signIn, test } from './test.ts'
import { PHONE } from './tour.ts'

const MAY_TALK = { permissions: ['microphone'] } satisfies BrowserContextOptions
const SONGS = ['Slow Ferry', 'Paper Lamps', 'Quarry', 'Long Cable'] as const

const bar = (page: Page) => page.getByRole('region', { name: 'Your call in Couch' })
const panel = (page: Page) =>
  page.getByRole('complementary', { name: 'SharePlay' }).or(page.getByRole('dialog', { name: 'SharePlay' }))
const rows = (page: Page) => panel(page).getByRole('list', { name: 'Queue' }).getByRole('listitem')
const row = (page: Page, title: string) => rows(page).filter({ hasText: title })
const position = (page: Page) => panel(page).getByRole('slider', { name: 'Position' })
const button = (page: Page, name: string | RegExp) => panel(page).getByRole('button', { name })
/** The song that plays, by the row that says so. */
const playing = (page: Page) => rows(page).filter({ hasText: 'playing' })
const titles = (order: readonly string[]) => order.map((title) => new RegExp(`^${title}`))

async function withCouch(room: TestRoom): Promise<{ owner: Person; couch: string }> {
  const owner = await login(room.url, { username: 'owner', password: PASSWORD })
  const { id } = await owner.channel({ name: 'Couch', is_voice: true })
  return { owner, couch: id }
}
async function join(page: Page): Promise<void> {
  await page.getByRole('main').getByRole('button', { name: 'Join the call in Couch' }).click()
  await expect(bar(page).getByText(/^\d+:\d\d$/)).toBeVisible()
}
async function open(page: Page): Promise<void> {
  await page
    .getByRole('main')
    .getByRole('button', { name: /^SharePlay/ })
    .click()
  await expect(panel(page)).toBeVisible()
}
/** Four songs, and everybody who is named in the call with the queue open. */
async function listening(
  room: TestRoom,
  enter: (name: string, path: string) => Promise<Page>,
  names: readonly string[],
) {
  const { owner, couch } = await withCouch(room)
  for (const name of names) if (name !== 'owner') await room.person(name)
  const pages: Page[] = []
  for (const name of names) {
    const page = await enter(name, `/c/${couch}`)
    await join(page)
    await open(page)
    pages.push(page)
  }
  const songs = SONGS.map((title) => ({ title, seconds: 90, by: 'owner' }))
  await fillQueue(room, couch, songs)
  for (const page of pages) await expect(rows(page)).toHaveText(titles(SONGS))
  return { owner, couch, pages }
}
const [first, second] = [(pages: Page[]) => at(pages, 0), (pages: Page[]) => at(pages, 1)]
function at(pages: readonly Page[], index: number): Page {
  const page = pages[index]
  if (!page) throw new Error('There is no such page')
  return page
}

test('[SH1] a file that is dropped on the queue plays for everybody in the call', async ({ room, visit }) => {
  test.setTimeout(120_000)
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

test('[SH3] a song that is dragged elsewhere is there for everybody', async ({ room, visit }) => {
  test.setTimeout(120_000)
  const { pages } = await listening(room, (as, path) => visit({ ...MAY_TALK, as, path }), ['owner', 'ann'])
  const page = first(pages)
  const [from, to] = [await row(page, 'Long Cable').boundingBox(), await row(page, 'Paper Lamps').boundingBox()]
  if (!from || !to) throw new Error('The rows are not drawn')
  const x = from.x + from.width / 2
  await page.mouse.move(x, from.y + from.height / 2)
  await page.mouse.down()
  await page.mouse.move(x, from.y - 10, { steps: 4 })
  await page.mouse.move(x, to.y + 4, { steps: 8 })
  await page.mouse.up()
  const order = ['Slow Ferry', 'Long Cable', 'Paper Lamps', 'Quarry']
  await expect(rows(page)).toHaveText(titles(order))
  await expect(rows(second(pages))).toHaveText(titles(order))
  // What was let go after Escape is where it was.
  await page.mouse.move(x, to.y + 10)
  await page.mouse.down()
  await page.mouse.move(x, to.y + 140, { steps: 6 })
  await page.keyboard.press('Escape')
  await page.mouse.up()
  await expect(rows(page)).toHaveText(titles(order))
  await expect(panel(page)).toBeVisible()
})

test('[SH4] the keyboard walks, moves and removes, and keeps its place', async ({ room, visit }) => {
  const { pages } = await listening(room, (as, path) => visit({ ...MAY_TALK, as, path }), ['owner'])
  const page = first(pages)
  await button(page, 'Pause Slow Ferry').focus()
  await page.keyboard.press('ArrowDown')
  await expect(button(page, 'Play Paper Lamps now')).toBeFocused()
  // Quicker than the room answers.
  await page.keyboard.press('Alt+ArrowDown')
  await page.keyboard.press('Alt+ArrowDown')
  await expect(button(page, 'Play Paper Lamps now')).toBeFocused()
  await expect(page.getByRole('status').filter({ hasText: 'Paper Lamps is now number 4 of 4.' })).toBeAttached()
  const order = ['Slow Ferry', 'Quarry', 'Long Cable', 'Paper Lamps']
  for (const one of pages) await expect(rows(one)).toHaveText(titles(order))
  await page.keyboard.press('Delete')
  for (const one of pages) await expect(rows(one)).toHaveText(titles(order.slice(0, 3)))
  await expect(button(page, 'Play Long Cable now')).toBeFocused()
  await page.keyboard.press('Home')
  await expect(button(page, 'Pause Slow Ferry')).toBeFocused()
  // The channel is still the same: the keys were the queue's.
  await expect(page.getByRole('heading', { level: 1, name: 'Couch' })).toBeVisible()
})

test('[SH5] who moves the position moves it for all', async ({ room, visit }) => {
  test.setTimeout(120_000)
  const { pages } = await listening(room, (as, path) => visit({ ...MAY_TALK, as, path }), ['owner', 'ann'])
  await button(first(pages), 'Pause for everybody').click()
  await expect(button(second(pages), 'Play for everybody')).toBeVisible()
  await position(first(pages)).press('End')
  await position(first(pages)).press('Home')
  for (let press = 0; press < 6; press++) await position(first(pages)).press('ArrowRight')
  for (const page of pages) await expect(position(page)).toHaveAttribute('aria-valuetext', '0:30 of 1:30')
  await expect(position(second(pages))).toHaveAttribute('aria-valuenow', '30')
  const track = await position(second(pages)).locator('xpath=../..').boundingBox()
  if (!track) throw new Error('The slider is not drawn')
  await second(pages).mouse.click(track.x + track.width * 0.75, track.y + track.height / 2)
  await expect.poll(async () => Number(await position(first(pages)).getAttribute('aria-valuenow'))).toBeGreaterThan(60)
})

test('[SH6] two who press next at once skip one song', async ({ room, visit }) => {
  test.setTimeout(120_000)
  // "At once" is: the second one has not heard yet of what the first one did.
  const late = { isDeaf: false, missed: new Array<() => void>() }
  const { pages } = await listening(
    room,
    async (as, path) => {
      const page = await visit({ ...MAY_TALK, as })
      if (as === 'ann')
        await page.routeWebSocket(/\/ws\?/, (toPage) => {
          toPage.connectToServer().onMessage((frame) => {
            if (late.isDeaf && String(frame).includes('"shareplay_update"')) late.missed.push(() => toPage.send(frame))
            else toPage.send(frame)
          })
        })
      await page.goto(`${room.url}${path}`)
      return page
    },
    ['owner', 'ann'],
  )
  late.isDeaf = true
  await button(first(pages), 'Next song').click()
  await expect(playing(first(pages))).toHaveText(/^Paper Lamps/)
  await expect(playing(second(pages))).toHaveText(/^Slow Ferry/)
  await button(second(pages), 'Next song').click()
  await expect.poll(() => late.missed.length).toBeGreaterThan(0)
  late.isDeaf = false
  for (const tell of late.missed) tell()
  for (const page of pages) await expect(playing(page)).toHaveText(/^Paper Lamps/)
  await button(second(pages), 'Next song').click()
  for (const page of pages) await expect(playing(page)).toHaveText(/^Quarry/)
  // Nobody is bothered with who was faster.
  for (const page of pages) await expect(page.getByText('Somebody else was faster', { exact: false })).toHaveCount(0)
  await button(second(pages), /^Repeat: off/).click()
  await expect(button(first(pages), 'Repeat: all songs')).toHaveAttribute('aria-pressed', 'true')
})

test('[SH7] songs are removed one by one, and all after a question', async ({ room, visit }) => {
  const { pages } = await listening(room, (as, path) => visit({ ...MAY_TALK, as, path }), ['owner'])
  const page = first(pages)
  for (const title of ['Quarry', 'Paper Lamps']) {
    await row(page, title).hover()
    await button(page, `More about ${title}`).click()
    await page.getByRole('menuitem', { name: 'Remove' }).click()
  }
  await expect(rows(page)).toHaveText(titles(['Slow Ferry', 'Long Cable']))
  await row(page, 'Long Cable').hover()
  await button(page, 'More about Long Cable').click()
  await page.getByRole('menuitem', { name: 'Move up' }).click()
  await expect(rows(page)).toHaveText(titles(['Long Cable', 'Slow Ferry']))
  await button(page, 'Clear the queue').click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click()
  await expect(rows(page)).toHaveCount(2)
  await button(page, 'Clear the queue').click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Clear' }).click()
  await expect(panel(page).getByText('Nothing plays yet')).toBeVisible()
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
