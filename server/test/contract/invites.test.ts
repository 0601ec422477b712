import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import type { Person } from '../client.ts'
import { expectFailure } from '../expect.ts'
import { PASSWORD, startRoom } from '../room.ts'
import type { TestRoom } from '../room.ts'
import { Invite, TIME } from '../shapes.ts'

let room: TestRoom
let anna: Person
beforeAll(async () => {
  room = await startRoom()
  anna = await room.person('anna')
})
afterAll(() => room.close())

const invite = async (who: Person, body?: object) => (await who.post('/api/invites', body)).as(Invite)
const invites = async (who: Person) => (await who.get('/api/invites')).as(z.array(Invite))
let guests = 0
const redeem = (invite_code: string, username = `guest ${(guests += 1)}`) =>
  room.nobody.post('/api/auth/register', { username, password: PASSWORD, invite_code })

test('[IV1] anyone makes an invite', async () => {
  const made = await invite(anna)
  expect(made).toMatchObject({ created_by: anna.id, joined_user_id: null, joined_username: null })
  expect([made.code.length > 0, made.created_at]).toEqual([true, expect.stringMatching(TIME)])
  expect((await invite(anna)).code).not.toBe(made.code)
})

test('[IV2] the list has your own, newest first', async () => {
  const bert = await room.person('bert')
  const made = [await invite(bert), await invite(bert), await invite(bert)]
  await invite(anna)
  expect((await invites(bert)).map((one) => one.code)).toEqual(made.map((one) => one.code).toReversed())
  for (const one of await invites(bert)) expect(one.created_by).toBe(bert.id)
})

test('[IV3] single use', async () => {
  const { code } = await invite(anna)
  expect((await redeem(code)).status).toBe(200)
  expectFailure(await redeem(code), 400, 'invite_invalid')
})

test('[IV4] a redeemed invite names who joined', async () => {
  const { code } = await invite(anna)
  expect((await redeem(code, 'the joiner')).status).toBe(200)
  const row = (await invites(anna)).find((one) => one.code === code)
  expect(row).toMatchObject({ joined_username: 'the joiner', joined_user_id: expect.any(String) })
})

test('[IV5] a registration that fails leaves it unused', async () => {
  const { code } = await invite(anna)
  expectFailure(await redeem(code, anna.username), 409, 'username_taken')
  expectFailure(await redeem(code, 'in\u200bvisible'), 400, 'username_invalid')
  const short = { username: 'short password', password: 'x', invite_code: code }
  expectFailure(await room.nobody.post('/api/auth/register', short), 400)
  expect((await invites(anna)).find((one) => one.code === code)).toMatchObject({ joined_user_id: null })
  expect((await redeem(code)).status).toBe(200)
})

test('[IV6] an invite expires', async () => {
  const { code } = await invite(anna, { expires_in_secs: 1 })
  const lasting = await invite(anna, { expires_in_secs: 3600 })
  await new Promise((resolve) => setTimeout(resolve, 1_100))
  expectFailure(await redeem(code), 400, 'invite_invalid')
  expect((await redeem(lasting.code)).status).toBe(200)
})

test('[IV7] max_uses lets so many in', async () => {
  const { code } = await invite(anna, { max_uses: 2 })
  expect([(await redeem(code)).status, (await redeem(code)).status]).toEqual([200, 200])
  expectFailure(await redeem(code), 400, 'invite_invalid')
})

test('[IV8] DELETE makes the code invalid', async () => {
  const { code } = await invite(anna)
  const bert = await room.person('bert')
  expect((await bert.delete(`/api/invites/${code}`)).status).toBeGreaterThanOrEqual(400)
  expect((await anna.delete(`/api/invites/${code}`)).status).toBe(200)
  expectFailure(await redeem(code), 400, 'invite_invalid')
})
