import { createHmac, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { http } from '../client.ts'
import { expectEmpty, expectFailure } from '../expect.ts'
import { PASSWORD, startRoom } from '../room.ts'
import type { TestRoom } from '../room.ts'
import { AuthReply, expectFields } from '../shapes.ts'

let room: TestRoom
beforeAll(async () => {
  room = await startRoom()
  await room.owner()
})
afterAll(() => room.close())

const signUp = (username: unknown, more: Record<string, unknown> = {}) =>
  room.nobody.post('/api/auth/register', { username, password: PASSWORD, ...more })
const refresh = (url: string, { refresh_token_id, refresh_token }: AuthReply) =>
  http(url).post('/api/auth/refresh', { refresh_token_id, refresh_token })

test('[AU1] the auth reply has its exact fields, after register, login and refresh', async () => {
  const anna = await room.person('anna')
  const again = await anna.login()
  const rotated = await again.refresh()
  for (const auth of [anna.auth, again.auth, rotated]) {
    expectFields(auth, ['access_token', 'refresh_token', 'refresh_token_id', 'user_id'])
    expect(auth.user_id).toBe(anna.id)
  }
})

test('[AU19] login takes a username or an e-mail address', async () => {
  await signUp('mailer', { email: 'mailer@example.org' })
  for (const username_or_email of ['mailer', 'mailer@example.org']) {
    const reply = await room.nobody.post('/api/auth/login', { username_or_email, password: PASSWORD })
    reply.as(AuthReply)
  }
})

test('[AU20] a failed login is 401 bad_credentials, unknown or not', async () => {
  const anna = await room.person('anna')
  const wrong = { username_or_email: anna.username, password: 'wrong password' }
  const known = await room.nobody.post('/api/auth/login', wrong)
  const unknown = await room.nobody.post('/api/auth/login', { ...wrong, username_or_email: 'nobody-of-that-name' })
  expectFailure(known, 401, 'bad_credentials')
  expect([unknown.status, unknown.text]).toEqual([known.status, known.text])
})

test('[AU21] refresh rotates', async () => {
  const anna = await room.person('anna')
  const first = anna.auth
  const second = await anna.refresh()
  expect(second.refresh_token).not.toBe(first.refresh_token)
  expect((await anna.get('/api/users/me')).status).toBe(200)
  const third = await anna.refresh()
  expect(third.refresh_token).not.toBe(second.refresh_token)
  expect((await anna.get('/api/users/me')).status).toBe(200)
})

test('[AU22] the same token again gives the same successor', async () => {
  const { auth } = await room.person('anna')
  const first = (await refresh(room.url, auth)).as(AuthReply)
  const again = (await refresh(room.url, auth)).as(AuthReply)
  const essence = ({ refresh_token, refresh_token_id }: AuthReply) => ({ refresh_token, refresh_token_id })
  expect(essence(again)).toEqual(essence(first))
  expect((await http(room.url, () => again.access_token).get('/api/users/me')).status).toBe(200)
})

test("[AU23] once the successor's token was used, re-use is theft", async () => {
  const { auth } = await room.person('anna')
  const second = (await refresh(room.url, auth)).as(AuthReply)
  const third = (await refresh(room.url, second)).as(AuthReply)
  expectFailure(await refresh(room.url, auth), 401)
  expectFailure(await refresh(room.url, third), 401)
  for (const { access_token } of [auth, second, third]) {
    expectFailure(await http(room.url, () => access_token).get('/api/users/me'), 401)
  }
})

test('[AU24] after the grace, re-use is theft', async () => {
  await using strict = await startRoom({ limits: { refresh_grace_ms: 0 } })
  const anna = await strict.register('anna')
  const elsewhere = await anna.login()
  const second = (await refresh(strict.url, anna.auth)).as(AuthReply)
  await using socket = await anna.connect({ token: second.access_token })
  await new Promise((resolve) => setTimeout(resolve, 20))
  expectFailure(await refresh(strict.url, anna.auth), 401)
  expectFailure(await refresh(strict.url, second), 401)
  expectFailure(await http(strict.url, () => second.access_token).get('/api/users/me'), 401)
  expect((await socket.closed).code).toBe(4401)
  expect((await elsewhere.get('/api/users/me')).status).toBe(200)
})

test('[AU25] access tokens in use do not end the grace', async () => {
  const { auth } = await room.person('anna')
  const second = (await refresh(room.url, auth)).as(AuthReply)
  expect((await http(room.url, () => second.access_token).get('/api/users/me')).status).toBe(200)
  expect((await refresh(room.url, auth)).as(AuthReply).refresh_token).toBe(second.refresh_token)
})

test('[AU26] an unknown or wrong refresh token is a 401', async () => {
  const { auth } = await room.person('anna')
  const other = await room.person('other')
  expectFailure(await refresh(room.url, { ...auth, refresh_token: 'wrong' }), 401)
  expectFailure(await refresh(room.url, { ...auth, refresh_token: other.auth.refresh_token }), 401)
  expectFailure(await refresh(room.url, { ...auth, refresh_token_id: randomUUID() }), 401)
  expectFailure(await refresh(room.url, { ...auth, refresh_token: auth.access_token }), 401)
  expect((await refresh(room.url, auth)).status).toBe(200)
})

test('[AU27] logout is empty and ends the tokens', async () => {
  const anna = await room.person('anna')
  expectEmpty(await anna.logout())
  expectFailure(await anna.get('/api/users/me'), 401)
  expectFailure(await refresh(room.url, anna.auth), 401)
})

test('[AU28] logout of what is not yours is a 404', async () => {
  const anna = await room.person('anna')
  const other = await room.person('other')
  const logout = (refresh_token_id: string) => anna.post('/api/auth/logout', { refresh_token_id })
  expectFailure(await logout(other.auth.refresh_token_id), 404)
  expectFailure(await logout(randomUUID()), 404)
  expect((await other.get('/api/users/me')).status).toBe(200)
  expect((await anna.get('/api/users/me')).status).toBe(200)
})

const Claims = z.looseObject({ sub: z.string(), sid: z.string(), iat: z.number(), exp: z.number(), jti: z.string() })
const part = (token: string, index: number): unknown =>
  JSON.parse(Buffer.from(token.split('.')[index] ?? '', 'base64url').toString())

test('[AU29] access tokens are JWT HS256 of 15 minutes', async () => {
  const anna = await room.person('anna')
  expect(part(anna.auth.access_token, 0)).toMatchObject({ alg: 'HS256' })
  const claims = Claims.parse(part(anna.auth.access_token, 1))
  expectFields(claims, ['sub', 'sid', 'iat', 'exp', 'jti'])
  expect(claims.sub).toBe(anna.id)
  expect(claims.exp - claims.iat).toBe(900)
  const next = Claims.parse(part((await anna.refresh()).access_token, 1))
  expect([next.sid, next.jti === claims.jti]).toEqual([claims.sid, false])
})

test('[AU30] altered, unsigned or strangely signed tokens are a 401', async () => {
  const anna = await room.person('anna')
  const other = await room.person('other')
  const [header = '', body = '', signature = ''] = anna.auth.access_token.split('.')
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = Claims.parse(part(anna.auth.access_token, 1))
  const signed = (head: string, key: string) =>
    `${head}.${body}.${createHmac('sha256', key).update(`${head}.${body}`).digest('base64url')}`
  const forged = [
    `${header}.${encode({ ...claims, sub: other.id })}.${signature}`,
    `${header}.${encode({ ...claims, exp: claims.exp + 3600 })}.${signature}`,
    `${encode({ alg: 'none', typ: 'JWT' })}.${body}.`,
    `${encode({ alg: 'None' })}.${body}.${signature}`,
    `${encode({ alg: 'HS512', typ: 'JWT' })}.${body}.${signature}`,
    `${header}.${body}.`,
    `${header}.${body}`,
    signed(header, ''),
    signed(header, 'secret'),
  ]
  for (const token of forged) expectFailure(await http(room.url, () => token).get('/api/users/me'), 401)
})

test('[AU31] an expired access token is a 401', async () => {
  await using short = await startRoom({ limits: { access_token_ms: 1_000 } })
  const anna = await short.register('anna')
  await expect.poll(async () => (await anna.get('/api/users/me')).status, { timeout: 10_000, interval: 200 }).toBe(401)
  await anna.refresh()
  expect((await anna.get('/api/users/me')).status).toBe(200)
})

test('[AU32] an expired refresh token is a 401', async () => {
  await using short = await startRoom({ limits: { refresh_token_ms: 1 } })
  const anna = await short.register('anna')
  await new Promise((resolve) => setTimeout(resolve, 20))
  expectFailure(await refresh(short.url, anna.auth), 401)
})

test('[AU33] changing the password ends all other login sessions', async () => {
  const anna = await room.person('anna')
  const phone = await anna.login()
  const change = { current_password: PASSWORD, new_password: 'another password' }
  expectEmpty(await anna.put('/api/users/me/password', change))
  expect((await anna.get('/api/users/me')).status).toBe(200)
  expect((await refresh(room.url, anna.auth)).status).toBe(200)
  expectFailure(await phone.get('/api/users/me'), 401)
  expectFailure(await refresh(room.url, phone.auth), 401)
})

test('[AU34] logout leaves the other login sessions of the account alone', async () => {
  const anna = await room.person('anna')
  const phone = await anna.login()
  expectEmpty(await phone.logout())
  expectFailure(await phone.get('/api/users/me'), 401)
  expect((await anna.get('/api/users/me')).status).toBe(200)
})
