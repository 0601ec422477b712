import { expect, test } from 'vitest'
import { z } from 'zod'
import { PASSWORD, startRoom } from '../room.ts'
import { expectFields } from '../shapes.ts'

const Health = z.looseObject({
  health: z.literal(true),
  version: z.string().min(1),
  config: z.looseObject({ invite_only: z.boolean() }),
  name: z.string(),
  protocol: z.literal(1),
  has_owner: z.boolean(),
})

test('[HE1] health needs no auth and has its fields', async () => {
  await using room = await startRoom()
  const reply = await room.nobody.get('/api/health')
  const health = reply.as(Health)
  expectFields(
    health,
    ['health', 'version', 'config', 'name', 'protocol'],
    ['has_owner', 'room_id', 'identity', 'guests', 'code'],
  )
  expect(health.config.invite_only).toBe(false)
})

test('[HE2] health tells how the host set the room up', async () => {
  await using room = await startRoom({ name: 'Löwenhöhle', inviteOnly: true })
  const health = (await room.nobody.get('/api/health')).as(Health)
  expect([health.name, health.config.invite_only]).toEqual(['Löwenhöhle', true])
})

test('[HE3] OpenAPI 3.1 names the routes of the contract', async () => {
  await using room = await startRoom()
  const owner = await room.owner()
  const OpenApi = z.looseObject({ openapi: z.string(), paths: z.record(z.string(), z.record(z.string(), z.unknown())) })
  const { openapi, paths } = (await owner.get('/api/openapi.json')).as(OpenApi)
  expect(openapi).toMatch(/^3\.1\./)
  const named = new Set(
    Object.entries(paths).flatMap(([path, verbs]) =>
      Object.keys(verbs).map((verb) => `${verb.toUpperCase()} ${path.replaceAll(/\{\w+\}/g, '{}')}`),
    ),
  )
  const wanted = [
    'GET /api/health',
    'POST /api/auth/register',
    'POST /api/auth/login',
    'POST /api/auth/refresh',
    'POST /api/auth/logout',
    'GET /api/users',
    'GET /api/users/me',
    'PATCH /api/users/me',
    'PUT /api/users/me/password',
    'PUT /api/users/me/avatar',
    'GET /api/users/{}',
    'GET /api/users/{}/avatar',
    'GET /api/channels',
    'POST /api/channels',
    'GET /api/channels/unread',
    'PATCH /api/channels/{}',
    'DELETE /api/channels/{}',
    'POST /api/channels/{}/read',
    'POST /api/channels/{}/notified',
    'GET /api/channels/{}/ownership',
    'POST /api/channels/{}/join',
    'POST /api/channels/{}/leave',
    'GET /api/channels/{}/members',
    'POST /api/channels/{}/members',
    'GET /api/channels/{}/info',
    'GET /api/channels/{}/messages',
    'POST /api/channels/{}/messages',
    'PATCH /api/messages/{}',
    'DELETE /api/messages/{}',
    'PUT /api/messages/{}/reactions/{}',
    'GET /api/messages/{}/reactions',
    'GET /api/search',
    'POST /api/files',
    'GET /files/{}/{}',
    'POST /api/invites',
    'GET /api/invites',
    'DELETE /api/invites/{}',
    'POST /api/presence/heartbeat',
    'GET /api/presence/users',
    'GET /api/emojis',
    'POST /api/emojis',
    'DELETE /api/emojis/{}',
    'GET /emojis/{}/image',
    'GET /api/admin/users',
    'PATCH /api/admin/users/{}',
    'PUT /api/admin/users/{}/password',
    'PUT /api/admin/users/{}/avatar',
    'PUT /api/admin/users/{}/roles',
    'GET /api/admin/roles',
    'POST /api/admin/roles',
    'DELETE /api/admin/roles/{}',
    'POST /api/admin/users/{}/ban',
    'POST /api/admin/users/{}/unban',
    'POST /api/admin/users/{}/kick',
  ]
  expect(wanted.filter((route) => !named.has(route))).toEqual([])
})

test('[HE4] health tells whether there is an owner, and nothing of them', async () => {
  await using room = await startRoom()
  const health = async () => (await room.nobody.get('/api/health')).as(Health)
  const before = await health()
  expect(before.has_owner).toBe(false)
  // Somebody from elsewhere, without the code, changes nothing.
  const guest = { json: { username: 'guest', password: PASSWORD }, headers: { 'x-forwarded-for': '203.0.113.7' } }
  expect((await room.nobody.ask('POST', '/api/auth/register', guest)).status).toBe(200)
  expect(await health()).toEqual(before)
  const code = { json: { username: 'olga', password: PASSWORD, invite_code: room.ownerCode }, headers: guest.headers }
  expect((await room.nobody.ask('POST', '/api/auth/register', code)).status).toBe(200)
  const after = await room.nobody.get('/api/health')
  expect(after.as(Health)).toEqual({ ...before, has_owner: true })
  expect(after.text).not.toContain('olga')
  await room.restart()
  expect((await health()).has_owner).toBe(true)
})
