import type { Page } from '@playwright/test'
import { z } from 'zod'
import { formatWebLink, parseInvitation } from '#protocol/invitation.ts'
import { login } from '../../server/test/client.ts'
import { KEYS, answer, desktopStub, forgetAll, inApp, nearbyRoom, seeNearby } from './desktop-stub.ts'
import { PASSWORD, type TestRoom } from './room.ts'
import { type Visit, composer, expect, message, say, signIn, signUp, test } from './test.ts'

const ADDRESS = '192.168.1.40:22800'
const joinField = (page: Page) => page.getByLabel('Invitation, address or code')
const go = async (page: Page, text: string) => {
  await joinField(page).fill(text)
  await joinField(page).press('Enter')
}
/** Rooms as the stub has them on its disk. */
const Saved = z.array(z.object({ key: z.string(), identity: z.string().nullable(), addresses: z.array(z.string()) }))
const savedRooms = async (page: Page) =>
  Saved.parse(JSON.parse(z.string().parse(await page.evaluate(`sessionStorage.getItem('stub rooms')`))))

/** The desktop app, as far as a page can stand in for it. */
async function app(room: TestRoom, visit: Visit, path = '/'): Promise<Page> {
  const page = await visit()
  await page.addInitScript(desktopStub)
  await page.goto(`${room.url}${path === '/' ? path : inApp(path)}`)
  return page
}

/** An invite-only room's invitation, as its host panel makes it. */
async function invitation(room: TestRoom, max_uses: number): Promise<string> {
  const owner = await login(room.url, { username: 'owner', password: PASSWORD })
  await owner.patch('/api/admin/settings', { invite_only: true })
  const { code } = (await owner.post('/api/invites', { max_uses })).as(z.object({ code: z.string() }))
  const Health = z.object({ name: z.string(), identity: z.string().nullable(), room_id: z.string() })
  const { name, identity, room_id } = (await owner.get('/api/health')).as(Health)
  const addresses = [new URL(room.url).host]
  return formatWebLink({ addresses, identity, room_id, name, code }, 'http:')
}

/** Follows a link as a person does, up to the first message, and says in which steps. */
async function arrive(page: Page, link: string, name: string): Promise<{ steps: string[]; seconds: number }> {
  const steps: string[] = []
  const step = async (what: string, act: () => Promise<unknown>) => {
    steps.push(what)
    await act()
  }
  const began = Date.now()
  await step('follow the link', () => page.goto(link))
  await step('choose a name and a password, Enter', async () => {
    await page.getByLabel('Name', { exact: true }).fill(name)
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await page.keyboard.press('Enter')
    await expect(composer(page)).toBeFocused({ timeout: 30_000 })
  })
  await step('write, Enter', async () => {
    await page.keyboard.type(`Hello from ${name}`)
    await page.keyboard.press('Enter')
    await expect(message(page, `Hello from ${name}`)).toBeVisible()
  })
  return { steps, seconds: (Date.now() - began) / 1_000 }
}

test('[JN1] from an invitation to the first message, as a person goes', async ({ room, visit }) => {
  test.setTimeout(180_000)
  const link = await invitation(room, 1)
  const { steps, seconds } = await arrive(await visit({ path: '/api/health' }), link, 'wren')
  console.log(`JN1: ${steps.length} steps (${steps.join('; ')}), ${seconds.toFixed(1)} s without thinking and typing`)
  expect(steps.length).toBeLessThanOrEqual(3)
  expect(seconds).toBeLessThan(10)
  // Seen by others, too, and not only written down here.
  const owner = await login(room.url, { username: 'owner', password: PASSWORD })
  const [general] = (await owner.get('/api/channels')).as(z.array(z.object({ id: z.string() })))
  await expect
    .poll(async () => JSON.stringify((await owner.get(`/api/channels/${general?.id}/messages`)).as(z.unknown())))
    .toContain('Hello from wren')
})

test('[JN2] a room appears nearby, is entered, and one is in the conversation', async ({ room, visit }) => {
  const page = await app(room, visit)
  await expect(page.getByText('Looking on this network.')).toBeVisible()
  await seeNearby(page, [nearbyRoom(KEYS.met)])
  await expect(page.getByText('On brine-laptop, 2 ms away')).toBeVisible()
  // One that comes later does not push the first one aside, even if the list begins with it.
  await seeNearby(page, [nearbyRoom(KEYS.other, { name: '<b>Hall</b>', locked: true }), nearbyRoom(KEYS.met)])
  await expect(page.getByRole('button', { name: 'Use an invitation: <b>Hall</b>' })).toBeVisible()
  await expect(page.getByRole('main').getByRole('listitem').first()).toContainText('Kitchen table')
  await page.getByRole('button', { name: 'Enter: Kitchen table' }).click()
  await signUp(page, 'wren')
  await say(page, 'Found you by myself')
  await expect(message(page, 'Found you by myself')).toBeVisible()
  expect(await savedRooms(page)).toContainEqual(expect.objectContaining({ identity: KEYS.met, addresses: [ADDRESS] }))
})

test('[JN3] somebody else answers at the address of a room that one is in', async ({ room, visit }) => {
  test.setTimeout(120_000)
  const page = await app(room, visit, '/r/attic')
  await signIn(page, 'owner')
  await say(page, 'Said before')
  await expect(message(page, 'Said before')).toBeVisible()
  const changed = { kind: 'changed', address: '192.168.1.31:22800', identity: KEYS.other } as const
  await answer(page, { [KEYS.attic]: changed })
  await room.kill()
  await expect(page.getByText('Somebody else answers at 192.168.1.31:22800.')).toBeVisible({ timeout: 30_000 })
  await expect(message(page, 'Said before')).toBeVisible()
  await page.getByRole('button', { name: 'What to do' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('4d34 d34d 34d3')
  await expect(dialog).toContainText('5d75 d75d 75d7')
  await dialog.getByRole('button', { name: 'Look for the old room nearby' }).click()
  await expect(dialog.getByText('Looking nearby.')).toBeVisible()
  // It is seen under its own key: one is back in it by itself.
  await room.start()
  await answer(page, {})
  await seeNearby(page, [nearbyRoom(KEYS.attic, { addresses: ['192.168.1.77:22800'] })])
  await expect(page.getByText('Somebody else answers at')).toHaveCount(0, { timeout: 40_000 })
  const there = expect.arrayContaining(['192.168.1.77:22800', '192.168.1.31:22800'])
  expect(await savedRooms(page)).toContainEqual(expect.objectContaining({ identity: KEYS.attic, addresses: there }))
  // What is said now arrives.
  await page.keyboard.press('Escape')
  await say(page, 'Back again')
  await expect(message(page, 'Back again')).toBeVisible()
})

test('[JN4] nothing is sent to whoever took the place of a saved room', async ({ room, visit }) => {
  const page = await app(room, visit, '/r/hosted')
  await signIn(page, 'owner')
  const changed = { kind: 'changed', address: '192.168.1.24:22800', identity: KEYS.other } as const
  await answer(page, { [KEYS.hosted]: changed, [KEYS.attic]: { kind: 'no_tls', address: '192.168.1.31:22800' } })
  // What the page before still asks for is none of it.
  await page.goto('about:blank')
  const asked: string[] = []
  page.on('request', (request) => {
    if (request.url().includes('/api/')) asked.push(request.url())
  })
  page.on('websocket', (socket) => asked.push(socket.url()))
  await page.goto(`${room.url}${inApp('/r/hosted')}`)
  await expect(page.getByRole('heading', { name: 'Somebody else answers where' })).toBeVisible()
  await page.waitForTimeout(3_000)
  expect(asked).toEqual([])
  await page.getByRole('button', { name: 'All rooms' }).click()
  await expect(page.getByText('somebody else')).toHaveCount(2)
  // What the host set up anew is another room.
  await page
    .getByRole('button', { name: /somebody else$/ })
    .first()
    .click()
  await page.getByRole('button', { name: 'Join as a new room' }).click()
  await expect(page.getByRole('tab', { name: 'Sign up' })).toBeVisible()
  expect((await savedRooms(page)).map(({ identity }) => identity)).toEqual(
    expect.arrayContaining([KEYS.hosted, KEYS.other]),
  )
  // And the old one can be forgotten.
  await page.goto(`${room.url}${inApp('/r/hosted')}`)
  await page.getByRole('button', { name: 'Forget the old room' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Forget' }).click()
  await expect(page.getByRole('heading', { name: 'Rooms nearby' })).toBeVisible()
  expect((await savedRooms(page)).map(({ identity }) => identity)).not.toContain(KEYS.hosted)
})

test('[JN5] a typed address shows its key before it is believed, and then no other is', async ({ room, visit }) => {
  const page = await app(room, visit)
  await forgetAll(page)
  await answer(page, { any: { kind: 'closed' } })
  await go(page, ADDRESS)
  await expect(page.getByText(`No room answers at ${ADDRESS}.`)).toBeVisible()
  await answer(page, { any: { kind: 'no_tls', address: ADDRESS } })
  await go(page, ADDRESS)
  await expect(page.getByText(`Something else is at ${ADDRESS}`)).toBeVisible()
  await answer(page, {})
  await go(page, ADDRESS)
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('30c3 0c30 c30c')
  expect((await savedRooms(page)).map(({ identity }) => identity)).not.toContain(KEYS.met)
  await dialog.getByRole('button', { name: 'Remember it and join' }).click()
  await expect(page.getByRole('tab', { name: 'Sign up' })).toBeVisible()
  expect(await savedRooms(page)).toContainEqual(expect.objectContaining({ identity: KEYS.met, addresses: [ADDRESS] }))
  // The second time it is known: nothing is asked.
  await page.getByRole('button', { name: 'All rooms' }).click()
  await go(page, ADDRESS)
  await expect(page.getByRole('tab', { name: 'Sign up' })).toBeVisible()
})

test('[JN6] six digits find their room among those nearby', async ({ room, visit }) => {
  const owner = await login(room.url, { username: 'owner', password: PASSWORD })
  await owner.patch('/api/admin/settings', { invite_only: true })
  const { code } = (await owner.post('/api/invites/short', {})).as(z.object({ code: z.string() }))
  const page = await app(room, visit)
  await go(page, code)
  await expect(page.getByText('No room nearby takes a code now.')).toBeVisible()
  await seeNearby(page, [nearbyRoom(KEYS.met, { code: true, locked: true }), nearbyRoom(KEYS.other, { name: 'Hall' })])
  await go(page, code === '000000' ? '000001' : '000000')
  await expect(page.getByText('No room nearby takes this code.')).toBeVisible()
  await go(page, `${code.slice(0, 3)} ${code.slice(3)}`)
  await page.getByRole('dialog').getByRole('button', { name: 'Remember it and join' }).click()
  await expect(page.getByLabel('Invitation code')).toHaveValue(code)
  await signUp(page, 'wren')
})

test('[JN7] an invitation is followed to the key that it names, and to no other', async ({ room, visit }) => {
  const page = await app(room, visit)
  const link = `stuffchat://join?v=1&a=${ADDRESS}&k=${KEYS.met}&name=Kitchen%20table`
  const changed = { kind: 'changed', address: ADDRESS, identity: KEYS.other } as const
  await answer(page, { [KEYS.met]: changed })
  await go(page, link)
  await page.getByRole('button', { name: 'Join', exact: true }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'Another room answers there.' })).toContainText('5d75 d75d')
  await answer(page, { [KEYS.met]: { kind: 'closed' } })
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByText(`It was tried at ${ADDRESS}.`)).toBeVisible()
  await answer(page, {})
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('tab', { name: 'Sign up' })).toBeVisible()
  // The key of a saved room at a new address is that room, and keeps what one had there.
  await page.getByRole('button', { name: 'All rooms' }).click()
  await go(page, `stuffchat://join?v=1&a=10.0.0.9:22800&k=${KEYS.met}`)
  await page.getByRole('button', { name: 'Enter' }).click()
  await expect(page.getByRole('tab', { name: 'Sign up' })).toBeVisible()
  expect((await savedRooms(page)).filter(({ identity }) => identity === KEYS.met)).toHaveLength(1)
})

test('[JN8] a room nearby that looks like a saved one and has another key is not entered unasked', async ({
  room,
  visit,
}) => {
  const page = await app(room, visit)
  const { room_id } = await page
    .evaluate(`fetch('/api/health').then((reply) => reply.json())`)
    .then((found) => z.object({ room_id: z.string() }).parse(found))
  await seeNearby(page, [nearbyRoom(KEYS.other, { room_id })])
  await expect(page.getByText('Looks like a room that you know, but has another key.')).toBeVisible()
  await page.getByRole('button', { name: 'Look closer: Kitchen table' }).click()
  await expect(page.getByRole('dialog').getByRole('button', { name: 'Join it as a new room' })).toBeVisible()
})

test('[JN9] the door in a browser leads on to the app, invitation and all', async ({ room, visit }) => {
  const link = await invitation(room, 1)
  const page = await visit({ path: '/api/health' })
  await page.goto(link)
  const onward = page.getByRole('link', { name: 'Open this room in it' })
  const parsed = parseInvitation((await onward.getAttribute('href')) ?? '')
  expect(parsed).toEqual(parseInvitation(link))
  expect(parsed.ok && parsed.invitation.identity).toBeTruthy()
})
