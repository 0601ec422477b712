import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import type { Person } from '../client.ts'
import { expectEmpty, expectFailure, expectRefused } from '../expect.ts'
import { picture } from '../images.ts'
import { PASSWORD, startRoom } from '../room.ts'
import type { TestRoom } from '../room.ts'
import { AvatarReply, expectFields, Profile, Role, TIME } from '../shapes.ts'

let room: TestRoom
let owner: Person
beforeAll(async () => {
  room = await startRoom()
  owner = await room.owner()
})
afterAll(() => room.close())

const PROFILE = ['id', 'username', 'avatar_file_id', 'email', 'created_at', 'updated_at', 'roles']
const roles = async () => (await owner.get('/api/admin/roles')).as(z.array(Role))
const adminRole = async () => (await roles()).find((role) => role.name === 'admin')?.id ?? ''
const login = (who: Person, password = PASSWORD) =>
  room.nobody.post('/api/auth/login', { username_or_email: who.username, password })
const rolesOf = async (who: Person) => (await who.get('/api/users/me')).as(Profile).roles.map((role) => role.name)

const calls = (id: string): [string, string, unknown?][] => [
  ['PATCH', `/api/admin/users/${id}`, { username: 'x' }],
  ['PUT', `/api/admin/users/${id}/password`, { new_password: 'long enough' }],
  ['PUT', `/api/admin/users/${id}/roles`, { role_ids: [] }],
  ['POST', `/api/admin/users/${id}/ban`],
  ['POST', `/api/admin/users/${id}/unban`],
  ['POST', `/api/admin/users/${id}/kick`],
]

test('[AD1] without the role every admin route is a 403', async () => {
  const [anna, bert] = [await room.person('anna'), await room.person('bert')]
  const all: [string, string, unknown?][] = [
    ...calls(bert.id),
    ...calls(anna.id),
    ...calls(randomUUID()),
    ['GET', '/api/admin/users'],
    ['GET', '/api/admin/roles'],
    ['POST', '/api/admin/roles', { name: 'mine' }],
    ['DELETE', `/api/admin/roles/${await adminRole()}`],
  ]
  for (const [method, path, json] of all) expectFailure(await anna.ask(method, path, { json }), 403)
  const avatar = { bytes: await picture(), name: 'a.png' }
  expectFailure(await anna.form('PUT', `/api/admin/users/${bert.id}/avatar`, avatar), 403)
  expect((await login(bert)).status).toBe(200)
})

test('[AD2] the users as profiles', async () => {
  const anna = await room.register('with mail', { email: 'mail@example.org' })
  const users = (await owner.get('/api/admin/users')).as(z.array(Profile))
  expectFields(users[0], PROFILE, ['avatar_url', 'banned_at', 'is_banned', 'is_guest'])
  expect(users.find((user) => user.id === anna.id)).toMatchObject({ username: 'with mail', email: 'mail@example.org' })
})

test('[AD3] PATCH a user', async () => {
  const anna = await room.person('anna')
  const body = { username: 'renamed by admin', email: 'admin-set@example.org' }
  const changed = (await owner.patch(`/api/admin/users/${anna.id}`, body)).as(Profile)
  expect(changed).toMatchObject({ id: anna.id, ...body })
  expect((await anna.get('/api/users/me')).as(Profile)).toMatchObject(body)
  expectFailure(await owner.patch(`/api/admin/users/${anna.id}`, { username: 'owner' }), 409)
})

test('[AD4] resetting a password ends the login sessions', async () => {
  const anna = await room.person('anna')
  await using socket = await anna.connect()
  const put = await owner.put(`/api/admin/users/${anna.id}/password`, { new_password: 'set by the admin' })
  expect(put.status).toBe(200)
  expect((await socket.closed).code).toBe(4401)
  expectFailure(await anna.get('/api/users/me'), 401)
  expectFailure(await login(anna), 401, 'bad_credentials')
  expect((await login(anna, 'set by the admin')).status).toBe(200)
})

test("[AD5] PUT a user's avatar", async () => {
  const anna = await room.person('anna')
  const avatar = { bytes: await picture(), name: 'a.png' }
  const put = await owner.form('PUT', `/api/admin/users/${anna.id}/avatar`, avatar)
  const { avatar_file_id } = put.as(AvatarReply)
  expect((await anna.get('/api/users/me')).as(Profile).avatar_file_id).toBe(avatar_file_id)
  expectFailure(await owner.form('PUT', `/api/admin/users/${anna.id}/avatar`, { bytes: 'text', name: 'a.png' }), 415)
})

test('[AD6] roles are made, listed and deleted', async () => {
  const role = (await owner.post('/api/admin/roles', { name: 'dj' })).as(Role)
  expectFields(role, ['id', 'name', 'permissions', 'created_at'])
  expect(role).toMatchObject({ name: 'dj', permissions: 0, created_at: expect.stringMatching(TIME) })
  expect(await roles()).toContainEqual(role)
  const anna = await room.person('anna')
  expect((await owner.put(`/api/admin/users/${anna.id}/roles`, { role_ids: [role.id] })).status).toBe(200)
  expect(await rolesOf(anna)).toEqual(['dj'])
  expectFailure(await anna.get('/api/admin/users'), 403)
  expect((await owner.delete(`/api/admin/roles/${role.id}`)).status).toBe(200)
  expect(await rolesOf(anna)).toEqual([])
  expectFailure(await owner.delete(`/api/admin/roles/${role.id}`), 404)
})

test('[AD7] PUT roles gives and takes the role admin', async () => {
  const anna = await room.person('anna')
  const put = (role_ids: string[]) => owner.put(`/api/admin/users/${anna.id}/roles`, { role_ids })
  expect((await put([await adminRole()])).status).toBe(200)
  expect(await rolesOf(anna)).toEqual(['admin'])
  expect((await anna.get('/api/admin/users')).status).toBe(200)
  expect((await put([])).status).toBe(200)
  expectFailure(await anna.get('/api/admin/users'), 403)
  expectRefused(await put([randomUUID()]))
})

test('[AD8] the last admin stays admin', async () => {
  expectRefused(await owner.put(`/api/admin/users/${owner.id}/roles`, { role_ids: [] }))
  expectRefused(await owner.delete(`/api/admin/roles/${await adminRole()}`))
  expect(await rolesOf(owner)).toEqual(['admin'])
  expect((await owner.get('/api/admin/users')).status).toBe(200)
})

test('[AD9] kick ends all login sessions', async () => {
  const anna = await room.person('anna')
  const phone = await anna.login()
  await using one = await anna.connect()
  await using two = await phone.connect()
  expectEmpty(await owner.post(`/api/admin/users/${anna.id}/kick`))
  expect([(await one.closed).code, (await two.closed).code]).toEqual([4401, 4401])
  for (const who of [anna, phone]) expectFailure(await who.get('/api/users/me'), 401)
  expect((await login(anna)).status).toBe(200)
})

test('[AD10] ban keeps the account out until unban', async () => {
  const anna = await room.person('anna')
  await using socket = await anna.connect()
  expectEmpty(await owner.post(`/api/admin/users/${anna.id}/ban`))
  expect((await socket.closed).code).toBe(4403)
  expectRefused(await anna.get('/api/users/me'))
  expectRefused(await login(anna))
  const { refresh_token_id, refresh_token } = anna.auth
  expectRefused(await room.nobody.post('/api/auth/refresh', { refresh_token_id, refresh_token }))
  await expect(anna.connect()).rejects.toThrow(/upgrade refused|4403/)
  expectEmpty(await owner.post(`/api/admin/users/${anna.id}/unban`))
  expect((await login(anna)).status).toBe(200)
})

test('[AD11] an unknown user is a 404', async () => {
  for (const [method, path, json] of calls(randomUUID())) {
    expectFailure(await owner.ask(method, path, { json }), 404)
  }
})
