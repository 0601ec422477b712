import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { bareRequest, login, person } from '../client.ts'
import type { Person, Reply } from '../client.ts'
import { expectEmpty, expectFailure } from '../expect.ts'
import { PASSWORD, startRoom } from '../room.ts'
import type { TestRoom } from '../room.ts'
import { Profile } from '../shapes.ts'

const Handover = z.strictObject({ code: z.string().min(43), expires_in_secs: z.literal(60) })

let room: TestRoom
beforeAll(async () => {
  room = await startRoom()
  await room.owner()
})
afterAll(() => room.close())

const codeOf = async (who: Person) => (await who.post('/api/auth/handover')).as(z.object({ code: z.string() })).code
const redeem = (code: string, { url } = room, scheme = 'https:'): Promise<Reply> =>
  bareRequest(
    url.replace('http:', scheme),
    'POST',
    '/api/auth/handover/redeem',
    { 'content-type': 'application/json' },
    { body: JSON.stringify({ code }) },
  )

test('[HO1] a code opens one more login session of its maker', async () => {
  const anna = await room.person('anna')
  const { code } = (await anna.post('/api/auth/handover')).as(Handover)
  const reply = await redeem(code)
  const over = person(room.url, { username: anna.username, password: anna.password }, reply)
  expect(over.id).toBe(anna.id)
  expect(over.auth.refresh_token_id).not.toBe(anna.auth.refresh_token_id)
  expect(over.cookie).toMatch(/^stuffchat_media_/)
  expect((await over.get('/api/users/me')).as(Profile).username).toBe(anna.username)
  // Each goes its own way.
  expectEmpty(await anna.logout())
  await over.refresh()
  expect((await over.get('/api/users/me')).status).toBe(200)
  expectFailure(await room.nobody.post('/api/auth/handover'), 401)
})

test('[HO2] a second use is a 401', async () => {
  const code = await codeOf(await room.person('anna'))
  const replies = await Promise.all([redeem(code), redeem(code), redeem(code)])
  expect(replies.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 401, 401])
  expectFailure(await redeem(code), 401, 'handover_invalid')
})

test('[HO3] a code that has run out is a 401, and so is one that nobody made', async () => {
  await using brief = await startRoom({ limits: { handover_ms: 1 } })
  const anna = await brief.owner()
  const code = await codeOf(anna)
  await new Promise((resolve) => setTimeout(resolve, 50))
  expectFailure(await redeem(code, brief), 401, 'handover_invalid')
  for (const text of ['', 'x'.repeat(43), '\u0000']) expectFailure(await redeem(text), 401, 'handover_invalid')
  const kept = await codeOf(await room.person('bert'))
  await room.restart()
  expectFailure(await redeem(kept), 401, 'handover_invalid')
})

test('[HO4] after logout, kick, ban or a change of password it is a 401', async () => {
  const owner = await room.owner()
  const admin = await login(room.url, owner)
  const ends: ((who: Person) => Promise<Reply>)[] = [
    (who) => who.logout(),
    (who) => admin.post(`/api/admin/users/${who.id}/kick`),
    (who) => admin.post(`/api/admin/users/${who.id}/ban`),
    // Their own session stays, but what it gave out does not.
    (who) => who.put('/api/users/me/password', { current_password: PASSWORD, new_password: `${PASSWORD}!` }),
    (who) => admin.put(`/api/admin/users/${who.id}/password`, { new_password: `${PASSWORD}!` }),
  ]
  for (const end of ends) {
    const anna = await room.person('anna')
    const code = await codeOf(anna)
    expectEmpty(await end(anna))
    expectFailure(await redeem(code), 401, 'handover_invalid')
  }
})

test('[HO5] over plain HTTP it is a 403, and uses nothing up', async () => {
  const code = await codeOf(await room.person('anna'))
  expectFailure(await redeem(code, room, 'http:'), 403, 'needs_tls')
  expect((await redeem(code)).status).toBe(200)
})

test('[HO6] five codes of one user are good at once', async () => {
  const [anna, bert] = [await room.person('anna'), await room.person('bert')]
  const other = await codeOf(bert)
  const codes: string[] = []
  for (let n = 0; n < 6; n += 1) codes.push(await codeOf(anna))
  const statuses: number[] = []
  for (const code of [...codes, other]) statuses.push((await redeem(code)).status)
  expect(statuses).toEqual([401, 200, 200, 200, 200, 200, 200])
})

test('[HO7] wrong codes of one address: 429 with Retry-After', async () => {
  await using guarded = await startRoom({ limits: { rates: 'on', login_failures_per_address_per_minute: 3 } })
  const code = await codeOf(await guarded.owner())
  for (let n = 0; n < 3; n += 1) expectFailure(await redeem('x'.repeat(43), guarded), 401)
  const reply = await redeem(code, guarded)
  expectFailure(reply, 429, 'slow_down')
  expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0)
})
