import type { Page } from '@playwright/test'
import { http, login, person } from '../../server/test/client.ts'
import { Invite } from '../../server/test/shapes.ts'
import { findings } from './findings.ts'
import { PASSWORD, TestRoom } from './room.ts'
import { composer, expect, message, say, signIn, test } from './test.ts'

const host = (room: TestRoom) => login(room.url, { username: 'owner', password: PASSWORD })
const allow = async (room: TestRoom, more: object = {}) =>
  expect((await (await host(room)).patch('/api/admin/settings', { guests: true, ...more })).status).toBe(200)

async function comeIn(page: Page, name: string): Promise<void> {
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.keyboard.press('Enter')
  await expect(composer(page)).toBeVisible()
}
const expectClean = async (page: Page) => expect((await findings(page)).grave).toEqual([])

test('[GE1] a guest is in with a name and Enter, talks, and is marked as a guest', async ({ room, visit }) => {
  await allow(room)
  const page = await visit()
  const owner = await visit({ as: 'owner' })
  await expect(page.getByRole('tab', { name: 'As a guest' })).toHaveAttribute('aria-selected', 'true')
  await expectClean(page)
  await comeIn(page, 'tern')
  await say(page, 'Hello from the door')
  await expect(message(owner, 'Hello from the door')).toContainText('guest')
  await expect(message(owner, 'Hello from the door')).toContainText('tern')
  const row = owner.getByRole('complementary').getByRole('button', { name: /tern/ })
  await expect(row).toContainText('guest')
  await row.click()
  await expect(owner.getByRole('dialog', { name: 'About tern' })).toContainText('guest')
  await expect(owner.getByRole('switch', { name: 'May write' })).toHaveCount(1)
  await expect(owner.getByRole('switch', { name: 'May manage' })).toHaveCount(0)
})

test('[GE2] a guest sees no controls for what guests cannot', async ({ room, visit }) => {
  await allow(room)
  const page = await visit()
  await comeIn(page, 'tern')
  await expect(page.getByRole('button', { name: 'New text channel' })).toHaveCount(0)
  await page
    .getByRole('button', { name: 'Room menu' })
    .or(page.getByLabel(/about this room|room/i))
    .first()
    .click()
  await expect(page.getByRole('menuitem', { name: 'Sign out' })).toBeVisible()
  await expect(page.getByRole('menuitem', { name: /invite/i })).toHaveCount(0)
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByRole('link', { name: 'Emoji' }).click()
  await expect(page.getByRole('heading', { name: 'Emojis of this room' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Choose a picture' })).toHaveCount(0)
  await page.getByRole('link', { name: 'Password and sign-in' }).click()
  await expect(page.getByText('without a password')).toBeVisible()
  await expect(page.getByLabel('Current password')).toHaveCount(0)
  await expectClean(page)
})

test('[GE3] a guest keeps the name with a password, and signs in with it', async ({ room, visit }) => {
  await allow(room)
  const page = await visit()
  await comeIn(page, 'tern')
  await say(page, 'I shall stay')
  await page.getByRole('button', { name: 'Settings' }).click()
  await expect(page.getByRole('heading', { name: 'Keep your name' })).toBeVisible()
  await page.getByLabel('Choose a password').fill('short')
  await page.getByRole('button', { name: 'Make it an account' }).click()
  await expect(page.getByText('A password has at least 8 characters.')).toBeVisible()
  await expectClean(page)
  await page.getByLabel('Choose a password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Make it an account' }).click()
  await expect(page.getByText('You have an account now.').first()).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Keep your name' })).toHaveCount(0)
  const again = await visit({ as: 'tern' })
  await expect(message(again, 'I shall stay')).toBeVisible()
  await expect(message(again, 'I shall stay')).not.toContainText('guest')
  await expect(again.getByRole('button', { name: 'New text channel' })).toBeVisible()
})

test('[GE4] the host lets guests in and stops it; an invite-only room asks them for a code', async ({
  room,
  visit,
}) => {
  const owner = await visit({ as: 'owner' })
  const door = await visit()
  await expect(door.getByRole('tab', { name: 'Sign up' })).toBeVisible()
  await expect(door.getByRole('tab', { name: 'As a guest' })).toHaveCount(0)
  await owner.goto(`${room.url}/host`)
  await owner.getByRole('switch', { name: 'Guests' }).click()
  await expect(owner.getByRole('switch', { name: 'Guests' })).toBeChecked()
  await owner.getByRole('switch', { name: 'Invite-only' }).click()
  await expect(owner.getByText('With an invite, a name is enough')).toBeVisible()
  await expectClean(owner)

  await door.reload()
  await door.getByLabel('Name', { exact: true }).fill('kite')
  await door.keyboard.press('Enter')
  await expect(door.getByText('This room is by invitation only. Paste the code')).toBeVisible()
  const { code } = (await (await host(room)).post('/api/invites')).as(Invite)
  await door.getByLabel('Invitation code').fill(code)
  await door.keyboard.press('Enter')
  await expect(composer(door)).toBeVisible()

  const more = owner.getByRole('button', { name: 'More about kite' })
  await expect(owner.getByRole('listitem').filter({ has: more })).toContainText('guest', { timeout: 20_000 })
  await more.click()
  await expect(owner.getByRole('menuitem', { name: 'Ban' })).toBeVisible()
  await expect(owner.getByRole('menuitem', { name: 'Make an admin' })).toHaveCount(0)
  await expect(owner.getByRole('menuitem', { name: 'Set a new password' })).toHaveCount(0)
})

test('[GE5] what a forgotten guest wrote keeps their name', async ({ browser }) => {
  await using hall = await forgetfulRoom()
  const owner = await hall.room.person('owner')
  const { id } = await owner.channel({ name: 'general' })
  const entered = await http(hall.room.url).post('/api/auth/guest', { username: 'dunlin' })
  const guest = person(hall.room.url, { username: 'dunlin', password: '' }, entered)
  await guest.say(id, 'I was here once')
  await expect
    .poll(async () => (await owner.get('/api/users')).text.includes('dunlin'), { timeout: 30_000 })
    .toBe(false)
  const page = await browser.newPage()
  await page.goto(hall.room.url)
  await signIn(page, 'owner')
  await expect(message(page, 'I was here once')).toContainText('dunlin')
  await expect(message(page, 'I was here once')).toContainText('guest')
  await page.close()
})
async function forgetfulRoom() {
  const room = await TestRoom.start(['--guests', '--limit', 'guest_absence_ms=1500'])
  return { room, [Symbol.asyncDispose]: () => room.close() }
}
