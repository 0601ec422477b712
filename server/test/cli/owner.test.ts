import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { http } from '../client.ts'
import { expectFailure } from '../expect.ts'
import { PASSWORD } from '../room.ts'
import { AuthReply, Profile } from '../shapes.ts'
import { freshFolder } from '../storage/folder.ts'
import { QUICK, command, run, stop } from './command.ts'
import type { Command } from './command.ts'

const roomIn = (dataDir = join(freshFolder(), 'room'), more: readonly string[] = []) =>
  command([...QUICK, '--json', '--data-dir', dataDir, ...more])
const OwnerCode = z.object({ event: z.literal('owner_code'), code: z.string() })

async function codeOf(room: Command): Promise<string> {
  await room.says(/owner_code.*\n/)
  return OwnerCode.parse(room.lines()[1]).code
}
/** Registers from this machine, or, by what its headers say, from somewhere else. */
async function arrive(room: Command, username: string, more: { headers?: Record<string, string>; code?: string } = {}) {
  const { url } = await room.listening()
  const json = { username, password: PASSWORD, ...(more.code === undefined ? {} : { invite_code: more.code }) }
  return http(url).ask('POST', '/api/auth/register', { json, ...(more.headers ? { headers: more.headers } : {}) })
}
async function rolesOf(room: Command, username: string): Promise<string[]> {
  const { url } = await room.listening()
  const login = await http(url).post('/api/auth/login', { username_or_email: username, password: PASSWORD })
  const bearer = login.as(AuthReply).access_token
  return (await http(url).ask('GET', '/api/users/me', { bearer })).as(Profile).roles.map((role) => role.name)
}
const AFAR = [{ forwarded: 'for=203.0.113.5' }, { 'x-forwarded-for': '127.0.0.1' }, { via: '1.1 proxy' }]

test('the first account from this machine is the owner, the second is not; then there is no code', async () => {
  await using room = roomIn()
  const code = await codeOf(room)
  expect((await arrive(room, 'olga')).status).toBe(200)
  expect((await arrive(room, 'otto')).status).toBe(200)
  expect([await rolesOf(room, 'olga'), await rolesOf(room, 'otto')]).toEqual([['admin'], []])
  expectFailure(await arrive(room, 'eve', { code }), 400, 'invite_invalid')
})

test('a request that says it was forwarded makes no owner, and leaves the place free', async () => {
  await using room = roomIn()
  for (const [n, headers] of AFAR.entries()) {
    expect((await arrive(room, `guest${n}`, { headers })).status).toBe(200)
    expect(await rolesOf(room, `guest${n}`)).toEqual([])
  }
  expect((await arrive(room, 'olga')).status).toBe(200)
  expect(await rolesOf(room, 'olga')).toEqual(['admin'])
})

test('with the owner code somebody from afar owns the room, invite-only or not, and the code works once', async () => {
  await using room = roomIn(undefined, ['--invite-only'])
  const code = await codeOf(room)
  const [headers = {}] = AFAR
  expectFailure(await arrive(room, 'eve', { headers }), 400, 'invite_required')
  expectFailure(await arrive(room, 'eve', { headers, code: 'AAAA-AAAA-AAAA-AAAA' }), 400, 'invite_invalid')
  expect((await arrive(room, 'olga', { headers, code: code.toLowerCase().replaceAll('-', ' ') })).status).toBe(200)
  expect(await rolesOf(room, 'olga')).toEqual(['admin'])
  expectFailure(await arrive(room, 'eve', { headers, code }), 400, 'invite_invalid')
  expectFailure(await arrive(room, 'eve', { code }), 400, 'invite_invalid')
  expectFailure(await arrive(room, 'eve'), 400, 'invite_required')
})

test('of two that hold the code at once, one owns the room', async () => {
  await using room = roomIn()
  const code = await codeOf(room)
  const [headers = {}] = AFAR
  const names = Array.from({ length: 8 }, (_, n) => `rival${n}`)
  const replies = await Promise.all(names.map((name) => arrive(room, name, { headers, code })))
  expect(replies.filter(({ status }) => status === 200).length).toBe(1)
  for (const reply of replies) if (reply.status !== 200) expectFailure(reply, 400, 'invite_invalid')
})

test('--grant-admin makes an admin of somebody while the room is stopped, by any spelling of the name', async () => {
  const dataDir = join(freshFolder(), 'room')
  {
    await using room = roomIn(dataDir)
    const [headers = {}] = AFAR
    await arrive(room, 'Otto', { headers })
    const { code, out, err } = await run(['--grant-admin', 'Otto', '--data-dir', dataDir])
    expect([code, out]).toEqual([1, ''])
    expect(err).toMatch(/^stuffchat: [^\n]+in use[^\n]+\n$/)
    expect(err).toContain(`process ${room.pid}`)
    await stop(room)
  }
  expect(await run(['--grant-admin', 'nobody', '--data-dir', dataDir])).toMatchObject({
    code: 1,
    out: '',
    err: 'stuffchat: There is nobody called "nobody" in this room.\n',
  })
  expect(await run(['--grant-admin', ' oTTo ', '--data-dir', dataDir])).toMatchObject({ code: 0, err: '' })
  const again = await run(['--grant-admin', 'Otto', '--json'], { env: { STUFFCHAT_DATA_DIR: dataDir } })
  expect(JSON.parse(again.out)).toEqual({ event: 'admin_granted', user: 'Otto' })
  await using room = roomIn(dataDir)
  expect(await rolesOf(room, 'otto')).toEqual(['admin'])
  // There is an owner now.
  expect((await arrive(room, 'eve')).status).toBe(200)
  expect(await rolesOf(room, 'eve')).toEqual([])
  expect((await stop(room)).out).not.toContain('owner_code')
})

test('--grant-admin in a folder without a room says so and leaves it empty', async () => {
  const folder = freshFolder()
  for (const dataDir of [folder, join(folder, 'missing')]) {
    const { code, out, err } = await run(['--grant-admin', 'olga', '--data-dir', dataDir])
    expect([code, out, err]).toEqual([1, '', `stuffchat: There is no room in ${dataDir}.\n`])
  }
  expect(readdirSync(folder)).toEqual([])
})
