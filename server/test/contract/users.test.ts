import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { expectEmpty, expectFailure } from '../expect.ts'
import { picture } from '../images.ts'
import { PASSWORD, startRoom } from '../room.ts'
import type { TestRoom } from '../room.ts'
import { AvatarReply, expectFields, Profile, PublicUser } from '../shapes.ts'

let room: TestRoom
beforeAll(async () => {
  room = await startRoom()
  await room.owner()
})
afterAll(() => room.close())

const PUBLIC = ['id', 'username', 'avatar_file_id']
const PROFILE = [...PUBLIC, 'email', 'created_at', 'updated_at', 'roles']

test('[US1] the list has public users, by username', async () => {
  await room.register('zed')
  const anna = await room.register('abel')
  const users = (await anna.get('/api/users')).as(z.array(PublicUser))
  for (const user of users) expectFields(user, PUBLIC, ['avatar_url', 'is_guest'])
  const names = users.map((user) => user.username)
  expect(names).toEqual(expect.arrayContaining(['owner', 'zed', 'abel']))
  expect(names).toEqual(names.toSorted())
})

test('[US2] me is the profile', async () => {
  const anna = await room.person('anna')
  const me = (await anna.get('/api/users/me')).as(Profile)
  expectFields(me, PROFILE, ['avatar_url', 'is_guest'])
  expect(me).toMatchObject({ id: anna.id, username: anna.username, email: null, avatar_file_id: null, roles: [] })
  const owner = await room.owner()
  const [role] = (await owner.get('/api/users/me')).as(Profile).roles
  expectFields(role, ['id', 'name'])
})

test('[US3] PATCH me changes username and email', async () => {
  const anna = await room.person('anna')
  const changed = (await anna.patch('/api/users/me', { username: 'renamed', email: 'renamed@example.org' })).as(Profile)
  expectFields(changed, PROFILE, ['avatar_url', 'is_guest'])
  expect(changed).toMatchObject({ username: 'renamed', email: 'renamed@example.org' })
  expect((await anna.get('/api/users/me')).body).toEqual(changed)
  const login = { username_or_email: 'renamed', password: PASSWORD }
  expect((await room.nobody.post('/api/auth/login', login)).status).toBe(200)
  const only = (await anna.patch('/api/users/me', { username: 'renamed again' })).as(Profile)
  expect(only.email).toBe('renamed@example.org')
})

test('[US4] PATCH me is a 409 on duplicates', async () => {
  const anna = await room.person('anna')
  const other = await room.register('Duplicated', { email: 'dup@example.org' })
  expectFailure(await anna.patch('/api/users/me', { username: 'duplicated' }), 409)
  expectFailure(await anna.patch('/api/users/me', { email: 'dup@example.org' }), 409)
  expect((await anna.get('/api/users/me')).as(Profile).username).toBe(anna.username)
  expect((await other.patch('/api/users/me', { username: 'DUPLICATED' })).as(Profile).username).toBe('DUPLICATED')
})

test('[US5] the password is changed with the current one', async () => {
  const anna = await room.person('anna')
  const change = (current_password: string) => ({ current_password, new_password: 'another password' })
  expectFailure(await anna.put('/api/users/me/password', change('wrong password')), 403)
  expectFailure(await anna.put('/api/users/me/password', { current_password: PASSWORD, new_password: 'short' }), 400)
  expectEmpty(await anna.put('/api/users/me/password', change(PASSWORD)))
  const login = (password: string) =>
    room.nobody.post('/api/auth/login', { username_or_email: anna.username, password })
  expectFailure(await login(PASSWORD), 401, 'bad_credentials')
  expect((await login('another password')).status).toBe(200)
})

test('[US6] an avatar is put and shown', async () => {
  const anna = await room.person('anna')
  for (const format of ['png', 'jpeg', 'webp', 'gif'] as const) {
    const file = { bytes: await picture(20, 10, format), name: 'me', type: 'application/octet-stream' }
    const put = await anna.form('PUT', '/api/users/me/avatar', file)
    const { avatar_file_id } = put.as(AvatarReply)
    expectFields(put.body, ['avatar_file_id'])
    const user = (await anna.get(`/api/users/${anna.id}`)).as(PublicUser)
    expect(user.avatar_file_id).toBe(avatar_file_id)
    expect(user.avatar_url).toMatch(/^\/[^/]/)
  }
})

test('[US7] an avatar is judged by its bytes', async () => {
  const anna = await room.person('anna')
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>'
  for (const bytes of ['just text', svg, '%PDF-1.4\n', '']) {
    const file = { bytes, name: 'me.png', type: 'image/png' }
    expectFailure(await anna.form('PUT', '/api/users/me/avatar', file), 415)
  }
  expect((await anna.get('/api/users/me')).as(Profile).avatar_file_id).toBeNull()
})

test('[US8] one public user, or 404', async () => {
  const [anna, other] = [await room.person('anna'), await room.person('other')]
  const user = (await anna.get(`/api/users/${other.id}`)).as(PublicUser)
  expectFields(user, PUBLIC, ['avatar_url', 'is_guest'])
  expect(user).toMatchObject({ id: other.id, username: other.username, avatar_file_id: null })
  expectFailure(await anna.get(`/api/users/${randomUUID()}`), 404)
})

test('[US9] the avatar route redirects to the file', async () => {
  const anna = await room.person('anna')
  expectFailure(await anna.get(`/api/users/${anna.id}/avatar`), 404)
  expectFailure(await anna.get(`/api/users/${randomUUID()}/avatar`), 404)
  await anna.form('PUT', '/api/users/me/avatar', { bytes: await picture(), name: 'me.png' })
  const redirect = await anna.get(`/api/users/${anna.id}/avatar`)
  expect(redirect.status).toBe(302)
  const target = new URL(redirect.headers.get('location') ?? '', room.url)
  expect(target.origin).toBe(room.url)
  const image = await room.nobody.get(target.pathname + target.search)
  expect([image.status, image.headers.get('content-type')]).toEqual([200, expect.stringMatching(/^image\//)])
})
