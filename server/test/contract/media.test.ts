import { afterAll, beforeAll, expect, test } from 'vitest'
import { http } from '../client.ts'
import type { Person } from '../client.ts'
import { expectFailure } from '../expect.ts'
import { picture } from '../images.ts'
import { PASSWORD, startRoom } from '../room.ts'
import type { TestRoom } from '../room.ts'

let room: TestRoom
/** With private files every media route asks for a credential, so that the cookie can be seen at work. */
let strict: TestRoom
let anna: Person
let carl: Person
const IMAGE = '/emojis/cookie/image'
beforeAll(async () => {
  room = await startRoom()
  strict = await startRoom({ privateFiles: true })
  anna = await room.person('anna')
  carl = await strict.person('carl')
  const file = { bytes: await picture(), name: 'e.png' }
  await carl.form('POST', '/api/emojis', file, { name: 'cookie' })
})
afterAll(() => Promise.all([room.close(), strict.close()]))

test('[ME3] auth replies set the media cookie', async () => {
  const account = { username: 'cookie monster', password: PASSWORD }
  const login = { username_or_email: anna.username, password: PASSWORD }
  const { refresh_token_id, refresh_token } = (await anna.login()).auth
  const replies = [
    await room.nobody.post('/api/auth/register', account),
    await room.nobody.post('/api/auth/login', login),
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
  const channel = await carl.channel({ name: 'quiet', is_private: true })
  const message = await carl.say(channel.id, 'x', { file_id: await carl.file('secret', 'secret.txt') })
  for (const path of [IMAGE, new URL(String(message.file_url), strict.url).pathname]) {
    for (const method of ['GET', 'HEAD']) {
      const status = async (cookie: string) => (await strict.nobody.ask(method, path, { headers: { cookie } })).status
      expect(await status(carl.cookie)).toBe(200)
      expect(await status(`theme=dark; ${carl.cookie}; other=1`)).toBe(200)
      expect(await status(`${carl.cookie}x`)).toBe(401)
      expect(await status('theme=dark')).toBe(401)
    }
  }
})

test('[ME5] the cookie is good for nothing else', async () => {
  const headers = { cookie: anna.cookie }
  for (const path of ['/api/users/me', '/api/channels', '/api/channels/unread', '/api/emojis', '/api/search?q=x']) {
    expectFailure(await room.nobody.get(path, headers), 401)
  }
  expectFailure(await room.nobody.ask('POST', '/api/channels', { json: { name: 'x' }, headers }), 401)
  expectFailure(await room.nobody.ask('POST', '/api/auth/logout', { json: {}, headers }), 401)
  const bearer = anna.cookie.slice(anna.cookie.indexOf('=') + 1)
  expectFailure(await http(room.url, () => bearer).get('/api/users/me'), 401)
  await expect(anna.connect({ token: bearer })).rejects.toMatchObject({ status: 401 })
})

test("[ME6] the cookie is named after the room's id", async () => {
  const bert = await room.person('bert')
  const name = (cookie: string) => cookie.split('=', 1).join()
  expect(name(anna.cookie)).toBe(name(bert.cookie))
  expect(name(carl.cookie)).not.toBe(name(anna.cookie))
  const status = async (cookie: string) => (await strict.nobody.get(IMAGE, { cookie })).status
  expect(await status(`${anna.cookie}; ${carl.cookie}`)).toBe(200)
  expect(await status(anna.cookie)).toBe(401)
})

test('[ME7] the cookie ends with its login session', async () => {
  const phone = await carl.login()
  const status = async (cookie: string) => (await strict.nobody.get(IMAGE, { cookie })).status
  expect(await status(phone.cookie)).toBe(200)
  await phone.logout()
  expect(await status(phone.cookie)).toBe(401)
  expect(await status(carl.cookie)).toBe(200)
})
