import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { http, login, register } from '../client.ts'
import { expectFailure } from '../expect.ts'
import { PASSWORD, startRoom } from '../room.ts'
import type { TestRoom } from '../room.ts'
import { AuthReply, Channel, Invite, Profile } from '../shapes.ts'

let room: TestRoom
beforeAll(async () => {
  room = await startRoom()
  await room.owner()
})
afterAll(() => room.close())

const signUp = (username: unknown, more: Record<string, unknown> = {}) =>
  room.nobody.post('/api/auth/register', { username, password: PASSWORD, ...more })

test('[AU2] a username is trimmed and NFKC-normalised', async () => {
  const anna = await room.register('  ａnnika ')
  expect((await anna.get('/api/users/me')).as(Profile).username).toBe('annika')
  expectFailure(await signUp('annika'), 409, 'username_taken')
  expectFailure(await signUp('ＡＮＮＩＫＡ\t'), 409, 'username_taken')
})

test('[AU3] a username has 1–64 characters', async () => {
  for (const name of ['', '   ', 'x'.repeat(65), '𐐨'.repeat(65), 7, null]) expectFailure(await signUp(name), 400)
  expect((await signUp('x'.repeat(64))).status).toBe(200)
  expect((await signUp('𐐨'.repeat(64))).status).toBe(200)
  expect((await signUp('y')).status).toBe(200)
})

test('[AU4] control, bidi and invisible characters: 400 username_invalid', async () => {
  for (const char of [
    '\u0000',
    '\n',
    '\u001b',
    '\u007f',
    '\u0085',
    '\u202e',
    '\u2066',
    '\u200e',
    '\u200b',
    '\ufeff',
    '\u2060',
    '\u{e0041}',
    '\u00ad',
  ]) {
    expectFailure(await signUp(`in${char}side`), 400, 'username_invalid')
  }
})

test('[AU5] mixed scripts: 400 username_invalid', async () => {
  for (const name of ['pаypal', 'αnna', 'Ωmega', 'аnna', 'annaи', 'שלוםanna', 'ひらがなпривет', '한국어かな']) {
    expectFailure(await signUp(name), 400, 'username_invalid')
  }
})

test('[AU6] one script, and Latin with Japanese, Korean or Han, are allowed', async () => {
  const names = [
    'Мария',
    'Ελένη',
    'José 3',
    'Zoë-_.',
    'ひらがなカタカナ漢字',
    'Kenji健二です',
    'Minjun민준',
    '李明 Ming',
    'מרים',
    'علي',
  ]
  for (const name of names) expect({ name, status: (await signUp(name)).status }).toEqual({ name, status: 200 })
})

test('[AU7] a username is unique after case folding', async () => {
  const pairs = [
    ['Bertha', 'BERTHA'],
    ['Straße', 'STRASSE'],
    ['ΣΊΣΥΦΟΣ', 'σίσυφοσ'],
    ['Жанна', 'жАННА'],
  ]
  for (const [one, other] of pairs) {
    expect((await signUp(one)).status).toBe(200)
    expectFailure(await signUp(other), 409, 'username_taken')
  }
})

test('[AU8] a username may not look like an e-mail address', async () => {
  expectFailure(await signUp('anna@example.org'), 400)
})

test('[AU9] a password has 8–1,024 bytes', async () => {
  for (const password of ['', '1234567', 'é'.repeat(3), 'x'.repeat(1025), 'é'.repeat(513), 12345678]) {
    expectFailure(await signUp('passwordly', { password }), 400)
  }
  expect((await signUp('bytes8', { password: 'é'.repeat(4) })).status).toBe(200)
  const long = { username: 'bytes1024', password: 'é'.repeat(512) }
  await register(room.url, long)
  expect((await login(room.url, long)).username).toBe('bytes1024')
  expectFailure(
    await room.nobody.post('/api/auth/login', { username_or_email: 'bytes1024', password: 'é'.repeat(511) }),
    401,
  )
})

test('[AU10] the first account from the own machine is the owner', async () => {
  await using fresh = await startRoom()
  const first = await fresh.register('first')
  const second = await fresh.register('second')
  expect((await first.get('/api/users/me')).as(Profile).roles.map((role) => role.name)).toEqual(['admin'])
  expect((await second.get('/api/users/me')).as(Profile).roles).toEqual([])
})

test('[AU11] a forwarding header makes no owner', async () => {
  await using fresh = await startRoom()
  for (const [name, value] of [
    ['x-forwarded-for', '127.0.0.1'],
    ['forwarded', 'for=127.0.0.1'],
    ['x-real-ip', '127.0.0.1'],
  ] as const) {
    const json = { username: name, password: PASSWORD }
    const reply = await fresh.nobody.ask('POST', '/api/auth/register', { json, headers: { [name]: value } })
    const { access_token } = reply.as(AuthReply)
    expect((await http(fresh.url, () => access_token).get('/api/users/me')).as(Profile).roles).toEqual([])
  }
  const local = await fresh.register('local')
  expect((await local.get('/api/users/me')).as(Profile).roles.map((role) => role.name)).toEqual(['admin'])
})

test('[AU12] the owner code makes an owner, once', async () => {
  await using fresh = await startRoom()
  const code = fresh.ownerCode
  expect(code).toBeTypeOf('string')
  const via = (username: string) =>
    fresh.nobody.ask('POST', '/api/auth/register', {
      json: { username, password: PASSWORD, invite_code: code },
      headers: { 'x-forwarded-for': '192.0.2.7' },
    })
  const { access_token } = (await via('remote owner')).as(AuthReply)
  const profile = (await http(fresh.url, () => access_token).get('/api/users/me')).as(Profile)
  expect(profile.roles.map((role) => role.name)).toEqual(['admin'])
  expectFailure(await via('second owner'), 400, 'invite_invalid')
  const local = await fresh.register('local')
  expect((await local.get('/api/users/me')).as(Profile).roles).toEqual([])
})

test('[AU13] the owner needs no invite', async () => {
  await using fresh = await startRoom({ inviteOnly: true })
  const owner = await fresh.register('owner')
  expect((await owner.get('/api/users/me')).as(Profile).roles.map((role) => role.name)).toEqual(['admin'])
})

test('[AU14] an invite-only room needs a code', async () => {
  await using fresh = await startRoom({ inviteOnly: true })
  const owner = await fresh.owner()
  const post = (body: object) => fresh.nobody.post('/api/auth/register', { password: PASSWORD, ...body })
  expectFailure(await post({ username: 'guest' }), 400, 'invite_required')
  expectFailure(await post({ username: 'guest', invite_code: '' }), 400, 'invite_required')
  expectFailure(await post({ username: 'guest', invite_code: 'nonsense' }), 400, 'invite_invalid')
  const { code } = (await owner.post('/api/invites')).as(Invite)
  expect((await post({ username: 'guest', invite_code: code })).status).toBe(200)
})

test('[AU15] a code is checked in an open room too', async () => {
  expectFailure(await signUp('coded', { invite_code: 'nonsense' }), 400, 'invite_invalid')
  expect((await signUp('coded')).status).toBe(200)
})

test('[AU16] a code is redeemed in an open room too', async () => {
  const anna = await room.person('anna')
  const { code } = (await anna.post('/api/invites')).as(Invite)
  const guest = await register(room.url, { username: 'redeemer', password: PASSWORD }, { invite_code: code })
  expect((await anna.get('/api/invites')).as(z.array(Invite))[0]?.joined_user_id).toBe(guest.id)
})

test('[AU17] an e-mail address is unique', async () => {
  expect((await signUp('mail1', { email: 'one@example.org' })).status).toBe(200)
  expectFailure(await signUp('mail2', { email: 'one@example.org' }), 409, 'email_taken')
})

test('[AU18] a new user is a member of every public channel', async () => {
  const anna = await room.person('anna')
  const open = await anna.channel({ name: 'open to all' })
  const closed = await anna.channel({ name: 'closed', is_private: true })
  const late = await room.person('late')
  const ids = (await late.get('/api/channels')).as(z.array(Channel)).map((channel) => channel.id)
  expect([ids.includes(open.id), ids.includes(closed.id)]).toEqual([true, false])
  expect((await late.say(open.id, 'here I am')).seq).toBe(1)
})

test('[AU35] a taken name does not spend the invite', async () => {
  const anna = await room.person('anna')
  const { code } = (await anna.post('/api/invites')).as(Invite)
  expectFailure(await signUp(anna.username, { invite_code: code }), 409, 'username_taken')
  expect((await signUp('unspent', { invite_code: code })).status).toBe(200)
})
