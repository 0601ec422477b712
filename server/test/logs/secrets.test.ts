import { mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { QUICK, command, stop } from '../cli/command.ts'
import type { Command } from '../cli/command.ts'
import { bareRequest, http, person, register } from '../client.ts'
import type { Person } from '../client.ts'
import { picture } from '../images.ts'

const Line = z.looseObject({ event: z.string(), level: z.number(), time: z.iso.datetime() })
const Invite = z.looseObject({ code: z.string() })

type Secrets = {
  /** Makes words that nobody else writes, and remembers them. */
  word(of: string): string
  /** Remembers what the room made up. */
  keep(...values: (string | null | undefined)[]): void
  /** Those that the text gives away, by whatever spelling. */
  in(text: string): string[]
}

function createSecrets(): Secrets {
  const all = new Set<string>()
  const keep = (...values: (string | null | undefined)[]) => {
    for (const value of values) if (value !== undefined && value !== null && value !== '') all.add(value)
  }
  return {
    keep,
    word(of) {
      const made = `zq${of}${all.size}xk`
      keep(made)
      return made
    },
    in: (text) => [...all].filter((secret) => text.includes(secret) || text.includes(encodeURIComponent(secret))),
  }
}

function keepTokens(secrets: Secrets, who: Person): void {
  const { access_token: token, refresh_token: refresh } = who.auth
  // A part of a token must not be there either.
  secrets.keep(token, ...token.split('.').slice(1), refresh, ...who.cookie.split(';').map((one) => one.split('=')[1]))
}

/** All that is nobody's business, once. It is not asked what is answered: the room may be broken. */
async function live(url: string, secrets: Secrets, owner: Person): Promise<void> {
  const { word } = secrets
  const password = word('password')
  const account = { username: word('username'), password }
  const invite = await owner.post('/api/invites', {})
  const code = invite.status === 200 ? invite.as(Invite).code : undefined
  secrets.keep(code)
  const email = `${word('mail')}@${word('domain')}.example`
  const answer = await http(url).post('/api/auth/register', { ...account, email, invite_code: code })
  await http(url).post('/api/auth/register', { ...account, invite_code: word('code') })
  await http(url).post('/api/auth/register', { username: word('short'), password: word('pw').slice(0, 7) })
  await http(url).post('/api/auth/login', { username_or_email: account.username, password: word('wrong') })
  await http(url).post('/api/auth/login', { username_or_email: word('stranger'), password: word('wrong') })
  await http(url).ask('POST', '/api/auth/login', {
    raw: `{"username_or_email": "${word('broken')}`,
    headers: JSON_TYPE,
  })
  await http(url).post('/api/auth/refresh', {
    refresh_token_id: owner.auth.refresh_token_id,
    refresh_token: word('rt'),
  })
  await http(url).ask('GET', '/api/users/me', { bearer: word('bearer') })

  const who = answer.status === 200 ? person(url, account, answer) : owner
  if (answer.status === 200) {
    await who.post('/api/auth/login', { username_or_email: account.username, password })
    keepTokens(secrets, who)
    await who.refresh()
    keepTokens(secrets, who)
  }
  const made = await who.post('/api/auth/handover')
  const handover = made.status === 200 ? made.as(Invite).code : word('handover')
  secrets.keep(handover)
  for (const scheme of ['http:', 'https:']) {
    const at = [url.replace('http:', scheme), 'POST', '/api/auth/handover/redeem', JSON_TYPE] as const
    for (const code of [handover, word('handover')]) await bareRequest(...at, { body: JSON.stringify({ code }) })
  }
  await http(url).post('/api/invites/lookup', { code: word('digits') })
  const channel = (await who.post('/api/channels', { name: word('channel'), is_private: true })).body
  const channelId = z.looseObject({ id: z.string() }).safeParse(channel).data?.id ?? word('nowhere')
  const messages = `/api/channels/${channelId}/messages`
  const said = (await who.post(messages, { content: word('text'), client_id: word('client') })).body
  await who.patch(`/api/messages/${z.looseObject({ id: z.string() }).safeParse(said).data?.id ?? ''}`, {
    content: word('edit'),
  })
  const file = await who.upload(`the bytes of ${word('bytes')}`, `${word('file')}.txt`)
  const fileId = z.looseObject({ file_id: z.string() }).safeParse(file.body).data?.file_id
  const shown = (await who.post(messages, { content: word('caption'), file_id: fileId })).body
  const fileUrl = z.looseObject({ file_url: z.string() }).safeParse(shown).data?.file_url
  if (fileUrl !== undefined) {
    secrets.keep(new URLSearchParams(fileUrl.split('?')[1]).get('sig'))
    await http(url).get(fileUrl)
    await http(url).get(fileUrl.replace(/sig=.*/, `sig=${word('sig')}`))
    await http(url).get(fileUrl, { range: 'bytes=999999-', cookie: who.cookie })
  }
  await who.get(`/api/search?q=${word('query')}&channel_id=${channelId}`)
  await who.get(`/api/search?q=${word('query')}&before=${word('place')}`)
  await http(url).get(`/api/health?token=${word('token')}`)
  await who.get(`/api/${word('path')}?${word('name')}=${word('value')}`)
  await http(url).get(`/${word('page')}`, { 'user-agent': word('agent'), referer: `http://${word('referer')}/` })
  await http(url).get('/api/health', { origin: `https://${word('origin')}.example` })
  await who.form(
    'POST',
    '/api/emojis',
    { bytes: await picture(), name: `${word('picture')}.png` },
    { name: word('emoji') },
  )
  await who.put('/api/users/me/password', { current_password: word('current'), new_password: word('next') })

  await who.connect({ token: word('socket') }).catch(() => undefined)
  const socket = await who.connect({ resume: word('resume') })
  socket.send({ type: 'join', channel_id: channelId })
  socket.send({ type: 'chat_message', channel_id: channelId, content: word('frame'), client_id: word('client') })
  socket.send({ type: 'chat_message', channel_id: word('nowhere'), content: word('lost') })
  socket.send({ type: word('type'), content: word('frame') })
  socket.send(`{"type":"${word('half')}`)
  socket.send({ type: 'webrtc_signal', channel_id: channelId, to_user_id: who.id, data: { sdp: word('signal') } })
  await socket.settled()
  await socket.close()
}
const JSON_TYPE = { 'content-type': 'application/json' }

/** Lets every write fail as a broken disk or a bug of ours would, under the running room. */
function breakRoom(dataDir: string): void {
  renameSync(join(dataDir, 'blobs'), join(dataDir, 'elsewhere'))
  using database = new DatabaseSync(join(dataDir, 'stuffchat.db'), { timeout: 5_000 })
  for (const table of ['users', 'messages', 'channels', 'invites', 'login_sessions']) {
    for (const what of ['INSERT', 'UPDATE']) {
      database.exec(`CREATE TRIGGER broken_${table}_${what} BEFORE ${what} ON ${table}
        BEGIN SELECT RAISE(ABORT, 'broken for a test'); END`)
    }
  }
}

async function secretLife(level: string, dataDir: string): Promise<{ room: Command; secrets: Secrets }> {
  const secrets = createSecrets()
  const name = secrets.word('room')
  const more = ['--invite-only', '--private-files', '--name', name, '--log-level', level, '--json']
  await using room = command([...QUICK, '--data-dir', dataDir, ...more])
  const { url } = await room.listening()
  await room.says(/owner_code.*\n/)
  secrets.keep(z.looseObject({ code: z.string() }).parse(room.lines()[1]).code)
  const owner = await register(url, { username: secrets.word('owner'), password: secrets.word('password') })
  keepTokens(secrets, owner)
  await live(url, secrets, owner)
  breakRoom(dataDir)
  await live(url, secrets, owner)
  await stop(room)
  return { room, secrets }
}

describe.each([
  ['trace', 20],
  ['debug', 20],
  ['info', 30],
])('the log at level %s', (level, lowest) => {
  let room: Command
  let secrets: Secrets
  let lines: z.infer<typeof Line>[] = []
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'stuffchat-logs-'))
    try {
      ;({ room, secrets } = await secretLife(level, join(folder, 'room')))
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
    lines = room.err
      .split('\n')
      .slice(0, -1)
      .map((line) => Line.parse(JSON.parse(line)))
  }, 60_000)

  test('has one JSON object with an event on every line', () => {
    expect(room.err.endsWith('\n')).toBe(true)
    expect(Math.min(...lines.map((line) => line.level))).toBe(lowest)
    expect(lines.map((line) => line.event)).toEqual(expect.arrayContaining(['listening', 'request', 'bug', 'closed']))
  })

  test('tells of refusals and of failures: the check of the checks', () => {
    const statuses = new Set(lines.map((line) => line['status']))
    expect([...statuses]).toEqual(expect.arrayContaining([400, 401, 403, 404, 500]))
    expect(statuses.has(200)).toBe(lowest === 20)
    expect(lines.some((line) => line['route'] === 'POST /api/channels/{id}/messages')).toBe(true)
    expect(lines.some((line) => typeof line['user_id'] === 'string')).toBe(true)
    expect(room.err).toContain('broken for a test')
  })

  test('gives no token, password, code, address, text or name away', () => {
    expect(secrets.in(room.err)).toEqual([])
  })

  test('and standard output has the owner code only', () => {
    expect(secrets.in(room.out).length).toBe(1)
    expect(secrets.in(room.out)[0]).toMatch(/^[0-9A-Z-]{19}$/)
  })
})
