import { expect, test } from 'vitest'
import { z } from 'zod'
import type { Http, Person } from '../client.ts'
import { expectEmpty, expectFailure, expectSame } from '../expect.ts'
import { PASSWORD, startRoom } from '../room.ts'
import type { TestRoom } from '../room.ts'
import { Invite, TIME } from '../shapes.ts'

const Short = z.strictObject({
  code: z.string().regex(/^\d{6}$/),
  expires_at: z.string().regex(TIME),
  invite: z.string().nullable(),
})
const LookedUp = z.strictObject({
  code: z.string(),
  room_name: z.string(),
  invite_only: z.boolean(),
  expires_at: z.string().regex(TIME),
})
const MINUTES = 60_000

const make = async (who: Person) => (await who.post('/api/invites/short')).as(Short).code
const own = async (who: Person) =>
  (await who.get('/api/invites/short')).as(z.strictObject({ code: Short.nullable() })).code
const lookUp = (who: Http, code: string) => who.post('/api/invites/lookup', { code })
const invites = async (who: Person) => (await who.get('/api/invites')).as(z.array(Invite))
let guests = 0
const signUp = (room: TestRoom, code: string, username = `friend ${(guests += 1)}`) =>
  room.nobody.post('/api/auth/register', { username, password: PASSWORD, invite_code: code })
/** Six digits that are none of these. */
const wrong = (...codes: string[]) => {
  const free = ['000000', '111111', '222222', '333333'].find((code) => !codes.includes(code))
  if (free === undefined) throw new Error('all are taken')
  return free
}
const isLive = async (room: TestRoom) => (await room.nobody.get('/api/health')).as(z.object({ code: z.boolean() })).code

test('[SC1] whoever is signed in makes six digits', async () => {
  await using room = await startRoom()
  const anna = await room.person('anna')
  expect(await own(anna)).toBeNull()
  const made = (await anna.post('/api/invites/short')).as(Short)
  const left = Date.parse(made.expires_at) - Date.now()
  expect([left > 9 * MINUTES, left <= 10 * MINUTES + 1_000]).toEqual([true, true])
  expect((await own(anna))?.code).toBe(made.code)
  expectFailure(await room.nobody.post('/api/invites/short'), 401)
  expectFailure(await room.nobody.get('/api/invites/short'), 401)
})

test('[SC2] in a room by invitation six digits let one person in, once', async () => {
  await using room = await startRoom()
  const anna = await room.person('anna')
  await room.restart({ inviteOnly: true })
  const code = await make(anna)
  expectFailure(await room.nobody.post('/api/auth/register', { username: 'x', password: PASSWORD }), 400)
  // What fails for another reason uses nothing up.
  expectFailure(await signUp(room, code, anna.username), 409, 'username_taken')
  expect((await signUp(room, code)).status).toBe(200)
  expectFailure(await signUp(room, code), 400, 'invite_invalid')
  expect(await own(anna)).toBeNull()
  expect((await invites(anna)).map(({ uses }) => uses)).toEqual([1])
})

test('[SC2] [RC2] of parallel sign-ups with the same digits one wins', async () => {
  await using room = await startRoom()
  const anna = await room.person('anna')
  await room.restart({ inviteOnly: true })
  const code = await make(anna)
  const replies = await Promise.all(Array.from({ length: 6 }, () => signUp(room, code)))
  expect(replies.filter(({ status }) => status === 200)).toHaveLength(1)
})

test('[SC3] in an open room they say which room it is', async () => {
  await using room = await startRoom({ name: 'Attic' })
  const code = await make(await room.person('anna'))
  expect((await lookUp(room.nobody, code)).as(LookedUp)).toMatchObject({ room_name: 'Attic', invite_only: false })
  expect([(await signUp(room, code)).status, (await signUp(room, code)).status]).toEqual([200, 200])
})

test('[SC4] new digits end those before, and DELETE ends them', async () => {
  await using room = await startRoom()
  const anna = await room.person('anna')
  const bert = await room.person('bert')
  await room.restart({ inviteOnly: true })
  const [first, other] = [await make(anna), await make(bert)]
  const second = await make(anna)
  expectFailure(await lookUp(room.nobody, first), 400, 'invite_invalid')
  expect((await lookUp(room.nobody, second)).status).toBe(200)
  expect(await invites(anna)).toHaveLength(1)
  expectEmpty(await anna.delete('/api/invites/short'))
  expectEmpty(await anna.delete('/api/invites/short'))
  expectFailure(await lookUp(room.nobody, second), 400, 'invite_invalid')
  expect(await invites(anna)).toEqual([])
  expect((await lookUp(room.nobody, other)).status).toBe(200)
  // Taken back by hand, in the list of invitations.
  const [row] = await invites(bert)
  expectEmpty(await bert.delete(`/api/invites/${row?.code}`))
  expectFailure(await lookUp(room.nobody, other), 400, 'invite_invalid')
})

test('[SC5] looking digits up uses nothing up', async () => {
  await using room = await startRoom()
  const anna = await room.person('anna')
  await room.restart({ inviteOnly: true })
  const code = await make(anna)
  const typed = `  ${code.slice(0, 3)} - ${code.slice(3)} `
  for (let n = 0; n < 12; n += 1) expect((await lookUp(room.nobody, typed)).as(LookedUp).code).toBe(code)
  expect((await lookUp(room.nobody, code)).as(LookedUp).invite_only).toBe(true)
  expect((await signUp(room, typed)).status).toBe(200)
})

test('[SC6] wrong digits are the same refusal, whether or not any are good now', async () => {
  await using room = await startRoom()
  const anna = await room.person('anna')
  const none = await lookUp(room.nobody, '123456')
  expectFailure(none, 400, 'invite_invalid')
  const code = await make(anna)
  expectSame(await lookUp(room.nobody, wrong(code)), none)
  for (const text of ['12345', '1234567', '12345a', '１２３４５６', '']) {
    expectFailure(await lookUp(room.nobody, text), 400)
  }
  expectFailure(await signUp(room, wrong(code)), 400, 'invite_invalid')
})

test('[SC7] after ten wrong tries in all no digits are good any more', async () => {
  await using room = await startRoom()
  const [anna, bert] = [await room.person('anna'), await room.person('bert')]
  const codes = [await make(anna), await make(bert)]
  // Parallel ones count each, too.
  const tries = [0, 1, 2, 3].flatMap(() => [lookUp(room.nobody, wrong(...codes)), signUp(room, wrong(...codes))])
  for (const reply of await Promise.all(tries)) expectFailure(reply, 400, 'invite_invalid')
  expectFailure(await lookUp(room.nobody, wrong(...codes)), 400)
  for (const code of codes) expect((await lookUp(room.nobody, code)).status).toBe(200)
  expectFailure(await lookUp(room.nobody, wrong(...codes)), 400)
  for (const code of codes) expectFailure(await lookUp(room.nobody, code), 400, 'invite_invalid')
  expect([await isLive(room), await own(anna), await own(bert)]).toEqual([false, null, null])
  // New ones begin anew.
  const again = await make(anna)
  expect((await lookUp(room.nobody, again)).status).toBe(200)
})

test('[SC8] wrong digits of one address: 429 with Retry-After', async () => {
  await using room = await startRoom({ limits: { rates: 'on', short_code_failures_per_minute: 3 } })
  const code = await make(await room.person('anna'))
  for (let n = 0; n < 3; n += 1) expectFailure(await lookUp(room.nobody, wrong(code)), 400)
  for (const reply of [await lookUp(room.nobody, code), await signUp(room, code)]) {
    expectFailure(reply, 429, 'slow_down')
    expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0)
  }
})

test('[SC9] digits end with their time and with the room', async () => {
  await using room = await startRoom({ limits: { short_code_ms: 700 } })
  const anna = await room.person('anna')
  const brief = await make(anna)
  await expect.poll(async () => (await lookUp(room.nobody, brief)).status, { timeout: 10_000 }).toBe(400)
  expect(await own(anna)).toBeNull()
  await room.restart({ limits: { short_code_ms: 10 * MINUTES } })
  const code = await make(anna)
  await room.restart({ limits: { short_code_ms: 10 * MINUTES } })
  expectFailure(await lookUp(room.nobody, code), 400, 'invite_invalid')
})

test('[SC10] health says whether any digits are good now', async () => {
  await using room = await startRoom()
  const anna = await room.person('anna')
  expect(await isLive(room)).toBe(false)
  await make(anna)
  expect(await isLive(room)).toBe(true)
  await anna.delete('/api/invites/short')
  expect(await isLive(room)).toBe(false)
})

test('[SC11] digits of an open room let nobody in once it is by invitation', async () => {
  await using room = await startRoom()
  const owner = await room.owner()
  const code = await make(owner)
  expect((await owner.patch('/api/admin/settings', { invite_only: true })).status).toBe(200)
  expectFailure(await lookUp(room.nobody, code), 400, 'invite_invalid')
  expectFailure(await signUp(room, code), 400)
  expect([await own(owner), await isLive(room)]).toEqual([null, false])
  // New ones stand for an invitation, and say for which: nobody else is to be given that one.
  await make(owner)
  expect((await own(owner))?.invite).toBe((await invites(owner))[0]?.code)
  expect(await isLive(room)).toBe(true)
})

test('[SC12] the digits of somebody who is banned are not good any more', async () => {
  await using room = await startRoom()
  const owner = await room.owner()
  const anna = await room.person('anna')
  const code = await make(anna)
  expectEmpty(await owner.post(`/api/admin/users/${anna.id}/ban`))
  expectFailure(await lookUp(room.nobody, code), 400, 'invite_invalid')
})
