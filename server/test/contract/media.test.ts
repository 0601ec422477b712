import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { http } from '../client.ts'
import type { Person } from '../client.ts'
import { expectFailure, expectSame } from '../expect.ts'
import { PASSWORD, startRoom } from '../room.ts'
import type { TestRoom } from '../room.ts'

let room: TestRoom
let anna: Person
let bert: Person
beforeAll(async () => {
  room = await startRoom()
  anna = await room.person('anna')
  bert = await room.person('bert')
})
afterAll(() => room.close())

test('[ME1] an unknown song or thumbnail: 401 to nobody, 404 to somebody', async () => {
  for (const path of [`/api/shareplay/song/${randomUUID()}`, `/api/shareplay/thumbnail/${randomUUID()}`]) {
    expectFailure(await room.nobody.get(path), 401)
    expectFailure(await anna.get(path), 404)
  }
})

test('[ME2] current is for members, 404 when nothing is', async () => {
  const channel = await anna.channel({ name: 'quiet', is_private: true })
  const path = `/api/shareplay/${channel.id}/current`
  expectFailure(await room.nobody.get(path), 401)
  expectFailure(await anna.get(path), 404)
  expectSame(await bert.get(path), await bert.get(`/api/shareplay/${randomUUID()}/current`))
})

test('[ME3] auth replies set the media cookie', async () => {
  const account = { username: anna.username, password: PASSWORD }
  const login = { username_or_email: anna.username, password: PASSWORD }
  const loggedIn = await room.nobody.post('/api/auth/login', login)
  const { refresh_token_id, refresh_token } = (await anna.login()).auth
  const replies = [
    await room.nobody.post('/api/auth/register', { ...account, username: 'cookie monster' }),
    loggedIn,
    await room.nobody.post('/api/auth/refresh', { refresh_token_id, refresh_token }),
  ]
  for (const reply of replies) {
    expect(reply.status).toBe(200)
    const [cookie = '', ...more] = reply.headers.getSetCookie()
    expect(more).toEqual([])
    expect(cookie).toMatch(/^[\w-]+=[^;]+;/)
    expect(cookie).toMatch(/;\s*HttpOnly\b/i)
    expect(cookie).toMatch(/;\s*SameSite=Strict\b/i)
  }
})

test('[ME4] the cookie is good for GET and HEAD on media routes', async () => {
  const channel = await anna.channel({ name: 'quiet', is_private: true })
  const media = [`${channel.id}/current`, `song/${randomUUID()}`, `thumbnail/${randomUUID()}`]
  for (const path of media.map((one) => `/api/shareplay/${one}`)) {
    expectFailure(await room.nobody.get(path, { cookie: anna.cookie }), 404)
    expectFailure(await room.nobody.get(path, { cookie: `theme=dark; ${anna.cookie}; other=1` }), 404)
    expectFailure(await room.nobody.get(path, { cookie: `${anna.cookie}x` }), 401)
  }
  const head = await room.nobody.ask('HEAD', `/api/shareplay/song/${randomUUID()}`, {
    headers: { cookie: anna.cookie },
  })
  expect(head.status).toBe(404)
})

test('[ME5] the cookie is good for nothing else', async () => {
  const headers = { cookie: anna.cookie }
  for (const path of ['/api/users/me', '/api/channels', `/api/users/${anna.id}/avatar`, '/api/emojis']) {
    expectFailure(await room.nobody.get(path, headers), 401)
  }
  expectFailure(await room.nobody.ask('POST', '/api/channels', { json: { name: 'x' }, headers }), 401)
  expectFailure(await room.nobody.ask('POST', '/api/auth/logout', { json: {}, headers }), 401)
  const bearer = anna.cookie.slice(anna.cookie.indexOf('=') + 1)
  expectFailure(await http(room.url, () => bearer).get('/api/users/me'), 401)
})

test("[ME6] the cookie is named after the room's id", async () => {
  await using other = await startRoom()
  const carl = await other.register('carl')
  const name = (cookie: string) => cookie.split('=', 1).join()
  expect(name(anna.cookie)).toBe(name(bert.cookie))
  expect(name(carl.cookie)).not.toBe(name(anna.cookie))
})

test('[ME7] the cookie ends with its login session', async () => {
  const phone = await anna.login()
  const path = `/api/shareplay/song/${randomUUID()}`
  expectFailure(await room.nobody.get(path, { cookie: phone.cookie }), 404)
  await phone.logout()
  expectFailure(await room.nobody.get(path, { cookie: phone.cookie }), 401)
  expectFailure(await room.nobody.get(path, { cookie: anna.cookie }), 404)
})
