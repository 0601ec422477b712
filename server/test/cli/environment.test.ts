import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { http, register } from '../client.ts'
import { PASSWORD } from '../room.ts'
import { freshFolder } from '../storage/folder.ts'
import { QUICK, command, run, stop } from './command.ts'

const Health = z.looseObject({ name: z.string(), config: z.looseObject({ invite_only: z.boolean() }) })

test('every option works by its environment variable', async () => {
  const dataDir = join(freshFolder(), 'room')
  const backupDir = join(freshFolder(), 'backups')
  const env = {
    STUFFCHAT_HOST: '127.0.0.1',
    STUFFCHAT_PORT: '0',
    STUFFCHAT_DATA_DIR: dataDir,
    STUFFCHAT_BACKUP_DIR: backupDir,
    STUFFCHAT_NAME: 'The Den, upstairs',
    STUFFCHAT_INVITE_ONLY: 'true',
    STUFFCHAT_ORIGIN: 'https://one.example,https://two.example',
    STUFFCHAT_ALLOW_FETCH: '10.0.0.0/8 192.168.0.0/16',
    STUFFCHAT_TRUSTED_PROXY: '192.0.2.0/24, 127.0.0.1',
    STUFFCHAT_PRIVATE_FILES: 'yes',
    STUFFCHAT_PASSWORD_COST: '8',
    STUFFCHAT_LIMIT: 'content_chars=3,request_burst=3,request_per_second=0.001',
    STUFFCHAT_NO_ANNOUNCE: '1',
    STUFFCHAT_LOG_LEVEL: 'debug',
    STUFFCHAT_JSON: 'on',
    STUFFCHAT_OPEN: 'no',
    STUFFCHAT_HELP: '',
  }
  await using room = command([], { env })
  const { url, data_dir: place } = await room.listening()
  expect(place).toBe(dataDir)
  const from = (address: string) => ({ 'x-forwarded-for': address })
  const health = await http(url).get('/api/health', { ...from('203.0.113.1'), origin: 'https://two.example' })
  expect(health.as(Health)).toMatchObject({ name: 'The Den, upstairs', config: { invite_only: true } })
  expect(health.headers.get('access-control-allow-origin')).toBe('https://two.example')
  const statuses: number[] = []
  for (let n = 0; n < 4; n += 1) statuses.push((await http(url).get('/api/health', from('203.0.113.2'))).status)
  expect(statuses).toEqual([200, 200, 200, 429])
  expect((await http(url).get('/api/health', from('203.0.113.3'))).status).toBe(200)

  const owner = await register(url, { username: 'olga', password: PASSWORD })
  const { body: overview } = await owner.get('/api/admin/overview', from('203.0.113.5'))
  expect(overview).toMatchObject({ data_dir: dataDir, backup_dir: backupDir })
  const { id } = await owner.channel({ name: 'hall' })
  const said = (
    await owner.ask('POST', `/api/channels/${id}/messages`, {
      json: { file_id: await owner.file('bytes', 'a.txt') },
      headers: from('203.0.113.4'),
    })
  ).as(z.looseObject({ file_url: z.string() }))
  expect(said.file_url).toContain('?exp=')
  const long = { json: { content: 'abcd' }, headers: from('203.0.113.4') }
  expect((await owner.ask('POST', `/api/channels/${id}/messages`, long)).status).toBe(400)
  expect((await stop(room)).err).toContain('"level":20')
})

test('the command line beats the environment', async () => {
  const dataDir = join(freshFolder(), 'room')
  const env = {
    STUFFCHAT_HOST: 'nowhere.invalid',
    STUFFCHAT_PORT: 'none',
    STUFFCHAT_DATA_DIR: join(freshFolder(), 'other'),
    STUFFCHAT_NAME: 'Den',
    STUFFCHAT_PASSWORD_COST: '99',
    STUFFCHAT_LIMIT: 'content_chars=1',
    STUFFCHAT_LOG_LEVEL: 'loud',
  }
  const args = [...QUICK, '--json', '--data-dir', dataDir, '--name', 'Attic', '--limit', 'content_chars=9']
  await using room = command([...args, '--log-level', 'silent'], { env })
  const { url, data_dir: place } = await room.listening()
  expect(place).toBe(dataDir)
  expect((await http(url).get('/api/health')).as(Health).name).toBe('Attic')
  const owner = await register(url, { username: 'olga', password: PASSWORD })
  const { id } = await owner.channel({ name: 'hall' })
  expect((await owner.say(id, '123456789')).seq).toBe(1)
  expect((await stop(room)).err).toBe('')
})

test.each([
  [{ STUFFCHAT_INVITE_ONLY: '1' }, '--open', false],
  [{ STUFFCHAT_OPEN: '1' }, '--invite-only', true],
])('%o and %s: the command line beats the environment', async (env, flag, isInviteOnly) => {
  await using room = command([...QUICK, '--json', '--data-dir', join(freshFolder(), 'room'), flag], { env })
  const { url } = await room.listening()
  expect((await http(url).get('/api/health')).as(Health).config.invite_only).toBe(isInviteOnly)
})

test('both in the environment are refused like both on the command line', async () => {
  const env = { STUFFCHAT_INVITE_ONLY: '1', STUFFCHAT_OPEN: '1', STUFFCHAT_DATA_DIR: join(freshFolder(), 'room') }
  const { code, err } = await run([...QUICK], { env })
  expect([code, err.split('\n').length]).toEqual([1, 2])
})

test('a flag in the environment that is neither yes nor no is told in one line that names it', async () => {
  const env = { STUFFCHAT_PRIVATE_FILES: 'perhaps', STUFFCHAT_DATA_DIR: join(freshFolder(), 'room') }
  const { code, err } = await run([...QUICK], { env })
  expect(code).toBe(1)
  expect(err).toMatch(/^stuffchat: [^\n]*STUFFCHAT_PRIVATE_FILES[^\n]*\n$/)
})
