import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { expectFailure } from '../expect.ts'
import { startRoom } from '../room.ts'

const State = z.looseObject({ kind: z.string() })
const settingsOf = async (dataDir: string) =>
  z.looseObject({ port_mapping: z.boolean() }).parse(JSON.parse(await readFile(join(dataDir, 'settings.json'), 'utf8')))

test('[PM1] [PM3] off until it is wanted; a room on loopback alone asks no router and says why', async () => {
  await using room = await startRoom()
  const owner = await room.owner()
  const state = async () => (await owner.get('/api/admin/mapping')).as(State)
  expect(await state()).toEqual({ kind: 'off' })
  await owner.patch('/api/admin/mapping', { wanted: true })
  await expect.poll(state).toMatchObject({ kind: 'failed', problem: 'alone' })
  expect((await owner.patch('/api/admin/mapping', { wanted: false })).as(State)).toEqual({ kind: 'off' })
  const anna = await room.person('anna')
  expectFailure(await anna.ask('GET', '/api/admin/mapping'), 403, 'admin_only')
  expectFailure(await anna.ask('PATCH', '/api/admin/mapping', { json: { wanted: true } }), 403, 'admin_only')
  expectFailure(await owner.ask('PATCH', '/api/admin/mapping', { json: {} }), 400)
})

test('[PM2] the wish outlives a restart, and an option beats it', async () => {
  await using room = await startRoom()
  const owner = await room.owner()
  const kind = async () => (await owner.get('/api/admin/mapping')).as(State).kind
  await owner.patch('/api/admin/mapping', { wanted: true })
  expect(await settingsOf(room.dataDir)).toMatchObject({ port_mapping: true })
  await room.restart()
  await expect.poll(kind).toBe('failed')
  await room.restart({ mapPort: false })
  expect(await kind()).toBe('off')
  await room.restart({ mapPort: true })
  await expect.poll(kind).toBe('failed')
  expect(await settingsOf(room.dataDir)).toMatchObject({ port_mapping: true })
})

test('[IC1] no ICE server by default; those that the host named, for users', async () => {
  await using room = await startRoom()
  const owner = await room.owner()
  expect((await owner.get('/api/voice/config')).body).toEqual({ ice_servers: [] })
  expectFailure(await room.nobody.ask('GET', '/api/voice/config'), 401)
  await room.restart({ iceServers: ['stun:10.0.0.9', 'turn:ann:secret@10.0.0.9:3478'] })
  expect((await owner.get('/api/voice/config')).body).toEqual({
    ice_servers: [{ urls: ['stun:10.0.0.9'] }, { urls: ['turn:10.0.0.9:3478'], username: 'ann', credential: 'secret' }],
  })
  await expect(startRoom({ iceServers: ['http://10.0.0.9'] })).rejects.toThrow(/no ICE server/)
})
