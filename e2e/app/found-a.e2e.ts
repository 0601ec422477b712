import { z } from 'zod'
import { login } from '../../server/test/client.ts'
import { Channel } from '../../server/test/shapes.ts'
import { PASSWORD, type TestRoom } from './room.ts'
import { composer, expect, menuOf, message, messages, say, test } from './test.ts'

/** What a critical reader found: each of these lost a word, a place or the way on once. */
async function ownerOf(room: TestRoom) {
  const owner = await login(room.url, { username: 'owner', password: PASSWORD })
  const [general] = (await owner.get('/api/channels')).as(z.array(Channel))
  if (!general) throw new Error('There is no channel')
  return { owner, general: general.id }
}

test('[FA1] a message being changed keeps what was typed while one looks elsewhere', async ({ room, visit }) => {
  const { owner, general } = await ownerOf(room)
  await owner.channel({ name: 'other' })
  for (let i = 0; i < 80; i++) await owner.say(general, `line ${i}`)
  const page = await visit({ as: 'owner', path: `/c/${general}` })
  await expect(message(page, 'line 79')).toBeInViewport()
  await composer(page).press('ArrowUp')
  const box = page.getByRole('textbox', { name: 'Edit message' })
  await box.fill('quite another line')
  await page.getByRole('link', { name: /other/ }).click()
  await expect(box).toHaveCount(0)
  await page.getByRole('link', { name: /general/ }).click()
  await expect(box).toHaveValue('quite another line')
  await page.getByRole('log').hover()
  await expect(async () => {
    await page.mouse.wheel(0, -800)
    await expect(box).toHaveCount(0, { timeout: 100 })
  }).toPass()
  await expect(async () => {
    await page.mouse.wheel(0, 800)
    await expect(box).toHaveValue('quite another line', { timeout: 100 })
  }).toPass()
  await box.press('Escape')
  await expect(composer(page)).toBeFocused()
  await composer(page).press('ArrowUp')
  await expect(box).toHaveValue('line 79')
})

test('[FA2] the text of a message that is deleted while it is changed moves into the box', async ({ room, visit }) => {
  const { owner, general } = await ownerOf(room)
  const { id } = await owner.say(general, 'The plan')
  const page = await visit({ as: 'owner' })
  await expect(message(page, 'The plan')).toBeVisible()
  await composer(page).press('ArrowUp')
  await page.getByRole('textbox', { name: 'Edit message' }).fill('The better plan')
  await owner.delete(`/api/messages/${id}`)
  await expect(composer(page)).toHaveValue('The better plan')
  await expect(composer(page)).toBeFocused()
})

test('[FA3] a quote leads to its message each time, and back down means the newest', async ({ room, visit }) => {
  const { owner, general } = await ownerOf(room)
  const question = await owner.say(general, 'The question')
  for (let i = 0; i < 40; i++) await owner.say(general, `line ${i}`)
  await owner.say(general, 'The answer', { reply_to: question.id })
  const page = await visit({ as: 'owner' })
  const answer = message(page, 'The answer')
  await expect(answer).toBeInViewport()
  for (let time = 0; time < 2; time++) {
    await answer.getByRole('button', { name: /The question/ }).click()
    await expect(page.locator(`article[data-id="${question.id}"]`)).toBeInViewport()
    await page.getByRole('button', { name: /^Jump to latest/ }).click()
    await expect(answer).toBeInViewport()
  }
})

test('[FA4] what failed because the room was away comes by itself, and nothing breaks meanwhile', async ({
  room,
  visit,
}) => {
  const { owner } = await ownerOf(room)
  const other = await owner.channel({ name: 'other' })
  await owner.say(other.id, 'Hello there')
  const page = await visit({ as: 'owner' })
  await page.getByRole('link', { name: /general/ }).click()
  // Long enough that all parts of the app were fetched.
  await page.waitForTimeout(4_000)
  await room.kill()
  await page.getByRole('link', { name: /other/ }).click()
  await expect(page.getByText('The messages could not be loaded')).toBeVisible()
  await page.getByRole('button', { name: 'New text channel' }).click()
  await expect(page.getByRole('dialog', { name: 'New channel' })).toBeVisible()
  await page.keyboard.press('Escape')
  await page
    .getByRole('link', { name: 'Settings' })
    .or(page.getByRole('button', { name: 'Settings' }))
    .first()
    .click()
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible()
  await page.goBack()
  await room.start()
  await expect(message(page, 'Hello there')).toBeVisible({ timeout: 30_000 })
})

test('[FA5] what was said with a file that is given up stands in the box again', async ({ visit, room }) => {
  await ownerOf(room)
  const page = await visit({ as: 'owner' })
  await page.route('**/api/files', () => {})
  const chosen = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Attach files' }).click()
  await (await chosen).setFiles({ name: 'map.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(10_000) })
  await say(page, 'The map of the evening')
  await page.getByRole('button', { name: /map\.bin/ }).click()
  await expect(composer(page)).toHaveValue('The map of the evening')
})

test('[FA6] the keyboard goes on after a picker was closed, and typing beside everything writes', async ({
  room,
  visit,
}) => {
  const { owner, general } = await ownerOf(room)
  await owner.say(general, 'Something')
  const page = await visit({ as: 'owner' })
  await message(page, 'Something').hover()
  await message(page, 'Something').getByRole('button', { name: 'React' }).click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(message(page, 'Something').getByRole('button', { name: 'React' })).toBeFocused()
  await menuOf(page, 'Something')
  await expect(page.getByRole('menu')).toBeVisible()
  await page.keyboard.press('Escape')
  // A menu that closes gives the focus back first.
  await expect(message(page, 'Something').getByRole('button', { name: 'More' })).toBeFocused()
  await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur())
  await page.keyboard.type('typed beside')
  await expect(composer(page)).toHaveValue('typed beside')
  await expect(messages(page)).toHaveCount(1)
})
