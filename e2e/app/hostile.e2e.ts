import type { Page } from '@playwright/test'
import sharp from 'sharp'
import type { Person } from '../../server/test/client.ts'
import {
  CHANNEL,
  DEAD_LINKS,
  DRAWING,
  FILE,
  HEAVY,
  LINKS,
  MARKS,
  MARKUP,
  PAGE,
  PERSON,
  REVERSED,
  UNSEEN,
} from './hostile-content.ts'
import type { TestRoom } from './room.ts'
import { expect, message, messages, say, test } from './test.ts'

// The fixture of `visit` checks at the end that no request left, no policy was broken, and nothing was thrown.

/** A room with somebody who means no good, and a reader's page of the channel that they write in. */
async function scene(room: TestRoom, visit: (options: { as: string }) => Promise<Page>, content?: readonly string[]) {
  await room.person('reader')
  const mallory = await room.person('mallory')
  const channel = await mallory.channel({ name: 'wall' })
  for (const text of content ?? []) await mallory.say(channel.id, text)
  const page = await visit({ as: 'reader' })
  page.on('dialog', (dialog) => void dialog.dismiss())
  const open = async () => {
    await page.getByRole('link', { name: /^wall/ }).click()
    await expect(page.getByRole('textbox', { name: 'Message wall' })).toBeVisible()
  }
  await open()
  return { mallory, channel, page, open }
}
const isUntouched = async (page: Page) => expect(await page.evaluate('window.hostile')).toBeUndefined()

/** Walks the log from its end, since only what is in view is there; `see` looks at the message that holds the text. */
async function eachMessage<T extends { shows: string }>(page: Page, all: readonly T[], see: (one: T) => Promise<void>) {
  for (const one of all.toReversed()) {
    for (let tries = 0; tries < 40 && !(await message(page, one.shows).first().isVisible()); tries++) {
      await page.getByRole('log').hover()
      await page.mouse.wheel(0, -300)
      await page.waitForTimeout(50)
    }
    await see(one)
  }
}
/** Sideways nothing may be pushed out of the page, nor the log out of its column. */
async function isInShape(page: Page) {
  const [pageOver, logOver] = await Promise.all([
    page.evaluate('document.documentElement.scrollWidth - window.innerWidth'),
    page.getByRole('log').evaluate((log) => log.scrollWidth - log.clientWidth),
  ])
  expect(pageOver).toBeLessThanOrEqual(0)
  expect(logOver).toBeLessThanOrEqual(0)
}

test('[HC1] HTML in a message is text: it runs nothing, loads nothing, styles nothing', async ({ room, visit }) => {
  test.setTimeout(120_000)
  const { page } = await scene(
    room,
    visit,
    MARKUP.map((one) => one.content),
  )
  await eachMessage(page, MARKUP, async ({ name, shows }) => {
    await expect(message(page, shows).first(), name).toBeVisible()
    const strange = message(page, shows)
      .first()
      .locator(
        'script, iframe, object, embed, style, link, base, meta, form, svg:not(.lucide), img, [onload], [onclick]',
      )
    await expect(strange, name).toHaveCount(0)
  })
  await isUntouched(page)
})

test('[HC2] a link that leads to no web page and no letter is none', async ({ room, visit }) => {
  test.setTimeout(120_000)
  const { page } = await scene(
    room,
    visit,
    DEAD_LINKS.map((one) => one.content),
  )
  await eachMessage(page, DEAD_LINKS, async ({ name, shows }) => {
    await expect(message(page, shows), name).toBeVisible()
    await expect(message(page, shows).locator('a, area, [href], [src]'), name).toHaveCount(0)
    await message(page, shows).getByText(shows).first().click()
  })
  expect(page.context().pages()).toHaveLength(1)
  await isUntouched(page)
})

test('[HC3] a link opens apart, tells the other side nothing, and says so when its text names another host', async ({
  room,
  visit,
}) => {
  test.setTimeout(120_000)
  const { page } = await scene(
    room,
    visit,
    LINKS.map((one) => one.content),
  )
  await eachMessage(page, LINKS, async ({ name, shows, leadsTo, warns }) => {
    const link = message(page, shows).getByRole('link')
    await expect(link, name).toHaveCount(1)
    await expect(link, name).toHaveJSProperty('href', leadsTo)
    await expect(link, name).toHaveAttribute('target', '_blank')
    await expect(link, name).toHaveAttribute('rel', /noreferrer/)
    if (warns === undefined) await expect(message(page, shows).getByText('(leads to'), name).toHaveCount(0)
    else await expect(message(page, shows), name).toContainText(warns)
  })
  await isUntouched(page)
})

test('[HC4] what is made to be much work is drawn, and the room stays usable', async ({ room, visit }) => {
  test.setTimeout(240_000)
  const { page, mallory, channel } = await scene(room, visit)
  for (const { name, content, shows } of HEAVY) {
    await mallory.say(channel.id, content)
    await mallory.say(channel.id, `after ${name}`)
    await expect(message(page, `after ${name}`), name).toBeVisible({ timeout: 15_000 })
    await expect(message(page, shows).first(), name).toBeAttached()
    await isInShape(page)
  }
  await say(page, 'I can still write')
  await expect(message(page, 'I can still write')).toBeVisible()
})

test('[HC5] marks, turned letters and unseen characters stay within their message', async ({ room, visit }) => {
  const { page, mallory, channel } = await scene(room, visit)
  const owner = await room.person('neighbour')
  await owner.say(channel.id, 'The neighbour above')
  const wild = await mallory.say(channel.id, MARKS)
  await owner.say(channel.id, 'The neighbour below')
  const change = (content: string) => mallory.patch(`/api/messages/${wild.id}`, { content })
  const marked = messages(page).nth(1)
  await change(`${MARKS}.`)
  await expect(marked).toContainText('edited')
  const neighbours = async () => {
    await page.mouse.move(0, 0)
    const shots: string[] = []
    for (const place of ['above', 'below'])
      shots.push(
        (await message(page, `neighbour ${place}`).getByText(`neighbour ${place}`).screenshot()).toString('base64'),
      )
    return shots
  }
  await change('meek')
  await expect(marked).toContainText('meek')
  const quiet = await neighbours()
  for (const [at, content] of [MARKS, REVERSED, UNSEEN, `**${MARKS}**`, `> ${REVERSED}\n\nafter`].entries()) {
    await change(content)
    await expect(marked).not.toContainText('meek')
    await page.evaluate('document.fonts.ready')
    await expect
      .poll(async () => (await neighbours()).map((shot, place) => shot === quiet[place]), `${at}`)
      .toEqual([true, true])
    await isInShape(page)
  }
  await message(page, 'neighbour below').hover()
  await message(page, 'neighbour below').getByRole('button', { name: 'Reply' }).click()
  await say(page, 'An answer')
  await expect(message(page, 'An answer')).toBeVisible()
})

test('[HC6] hostile names are text wherever they are shown', async ({ room, visit }) => {
  test.setTimeout(120_000)
  await room.person('reader')
  const mallory = await room.person(PERSON)
  const channel = await mallory.channel({ name: CHANNEL })
  await mallory.channel({ name: `e${'\u0301'.repeat(99)}` })
  await mallory.channel({ name: 'W'.repeat(100) })
  const page = await visit({ as: 'reader' })
  await recordNotices(page)
  const column = page.getByRole('navigation', { name: 'Channels' })
  await expect(column).toContainText(CHANNEL)
  const first = await mallory.say(channel.id, `words of **mallory** <b>@reader</b>`)
  await expect.poll(() => page.evaluate('JSON.stringify(window.notices)')).toContain('words of')
  expect(await page.evaluate('window.notices[0].title')).toBe(`${PERSON} in ${CHANNEL.slice(0, 60)}`)

  await column.getByText(CHANNEL).click()
  await expect(page.getByRole('heading', { name: CHANNEL })).toBeVisible()
  await expect(page).toHaveTitle(new RegExp(escaped(CHANNEL)))
  await expect(messages(page).first()).toContainText(PERSON)
  const people = page.getByRole('complementary', { name: 'People' })
  await expect(people).toContainText(PERSON)
  await people.getByText(PERSON).click()
  await expect(page.getByRole('dialog')).toContainText(PERSON)
  await page.keyboard.press('Escape')

  await page.getByRole('textbox', { name: /^Message / }).fill(`@<img`)
  await expect(page.getByRole('option').first()).toContainText(PERSON)
  await page.keyboard.press('Enter')
  await page.keyboard.type('hello')
  await page.keyboard.press('Enter')
  await expect(message(page, 'hello')).toContainText(`@${PERSON}`)
  await mallory.say(channel.id, 'an answer to it', { reply_to: first.id })
  await expect(message(page, 'an answer to it').getByRole('button', { name: /words of/ })).toContainText(PERSON)
  const wire = await mallory.connect()
  wire.send({ type: 'join', channel_id: channel.id })
  wire.send({ type: 'typing', channel_id: channel.id, started: true })
  await expect(page.getByText(`${PERSON} is typing`)).toBeVisible()

  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('img')
  await expect(page.getByRole('option', { name: /img/ })).toContainText(PERSON)
  await page.getByRole('combobox').fill('script')
  await expect(page.getByRole('option', { name: /script/ })).toContainText(CHANNEL)
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+f')
  await page.getByRole('searchbox', { name: 'Search messages' }).fill('words')
  const found = page.getByRole('link', { name: /words of/ })
  await expect(found).toContainText(PERSON)
  await expect(found).toContainText('**mallory** <b>@reader</b>')
  await page.getByText('Everywhere').click()
  await expect(page.getByRole('link', { name: /words of/ })).toContainText(CHANNEL)
  await isInShape(page)
  await isUntouched(page)
})

test('[HC7] files are what their bytes are, and their names are text', async ({ room, visit }) => {
  const { page, mallory, channel, open } = await scene(room, visit)
  const real = await sharp({ create: { width: 320, height: 180, channels: 3, background: '#335577' } })
    .png()
    .toBuffer()
  const send = async (content: string, bytes: Uint8Array<ArrayBuffer> | string, name: string, type: string) =>
    await mallory.say(channel.id, content, { file_id: await mallory.file(bytes, name, type) })
  await send('a true picture', new Uint8Array(real), FILE, 'image/png')
  await send('a drawing', DRAWING, 'drawing.png', 'image/png')
  await send('a page', PAGE, 'evil.html', 'text/html')
  await send('a page in disguise', PAGE, 'holiday.jpg', 'image/jpeg')
  await send('a turned name', 'MZ', 'photo\u202egnp.exe', 'image/png')
  await send('a long name', 'x', `${'W'.repeat(180)}.bin`, 'application/octet-stream')

  await expect(message(page, 'a true picture').getByRole('img')).toHaveAttribute('alt', FILE)
  await expect(message(page, 'a true picture').getByRole('img')).toHaveJSProperty('naturalWidth', 320)
  for (const text of ['a drawing', 'a page', 'a page in disguise', 'a turned name', 'a long name']) {
    const row = message(page, text).first()
    await expect(row.locator('img, video, audio, iframe, object, embed'), text).toHaveCount(0)
    await expect(row.getByRole('link', { name: /^Download / }), text).toHaveAttribute('download', /./)
  }
  await expect(message(page, 'a turned name')).toContainText('photognp.exe')
  await isInShape(page)

  // Gone to by its address, a page of theirs must not run with our origin.
  for (const name of ['evil.html', 'drawing.png', 'holiday.jpg']) {
    const path = await message(page, name).getByRole('link').first().getAttribute('href')
    const answer = await mallory.get(new URL(path ?? '').pathname)
    expect(answer.headers.get('content-disposition'), name).toMatch(/^attachment/)
    expect(answer.headers.get('content-security-policy'), name).toMatch(/sandbox/)
    expect(answer.headers.get('x-content-type-options'), name).toBe('nosniff')
  }
  await message(page, 'a true picture')
    .getByRole('button', { name: /^Enlarge / })
    .click()
  await expect(page.getByRole('dialog', { name: FILE })).toBeVisible()
  await page.keyboard.press('Escape')

  for (const emoji of REACTIONS) await reactTo(mallory, channel.id, emoji)
  await open()
  const reactions = messages(page).last().getByRole('list', { name: 'Reactions' })
  for (const emoji of REACTIONS) await expect(reactions).toContainText(emoji)
  expect(await reactions.getByRole('button').evaluateAll((all) => all.every((one) => one.clientHeight < 40))).toBe(true)
  await isInShape(page)
  await isUntouched(page)
})

/** As the room takes them: any text of up to 64 bytes. */
const REACTIONS = [
  '<img src=x onerror="window.hostile=1">',
  '👨‍👩‍👧‍👦👨‍👩‍👧‍👦',
  `e${'\u0301'.repeat(31)}`,
  'W'.repeat(64),
  '\u202edesrever',
  '😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀',
]
async function reactTo(person: Person, channelId: string, emoji: string): Promise<void> {
  const [last] = await person.history(channelId, { limit: '1' })
  const answer = await person.put(`/api/messages/${last?.id}/reactions/${encodeURIComponent(emoji)}`)
  expect(answer.status, emoji).toBe(200)
}

/** Notifications are the system's: what would be shown is written down instead. */
async function recordNotices(page: Page): Promise<void> {
  await page.addInitScript(`
    window.notices = []
    window.Notification = class extends EventTarget {
      static permission = 'granted'
      static requestPermission() { return Promise.resolve('granted') }
      constructor(title, options) { super(); window.notices.push({ title, ...options }) }
      close() {}
    }
    localStorage.setItem('preferences', JSON.stringify({ notifications: true, sounds: false }))
  `)
  await page.reload()
  await expect(page.getByRole('navigation', { name: 'Channels' })).toBeVisible()
}
const escaped = (text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)
