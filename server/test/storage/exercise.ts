import { BackupJob, backupEnded } from '../backups.ts'
import { playSong, songWithCover } from '../songs.ts'
import { z } from 'zod'
import { bareRequest, http, login, person, register } from '../client.ts'
import type { Ask, Http, Person, Reply } from '../client.ts'
import { picture } from '../images.ts'
import { PASSWORD } from '../room.ts'
import { Invite, Message, Role, SearchPage } from '../shapes.ts'

/** A package of the app that the room has to give away. */
export const INSTALLER = 'Stuffchat-0.1.0-setup-x64.exe'

/** Calls every operation of a fresh room at least once, sockets included. Gives the operations called, `GET /…/{id}`. */
export async function exercise(url: string): Promise<Set<string>> {
  const called = new Set<string>()
  const call = async (
    who: Http,
    operation: string,
    values: Record<string, string> = {},
    ask: Ask & { query?: string } = {},
  ) => {
    const [method = '', template = ''] = operation.split(' ')
    const path = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''))
    const reply = await who.ask(method, `${path}${ask.query ?? ''}`, ask)
    if (reply.status >= 400) throw new Error(`${operation}: ${reply.status} ${reply.text}`)
    called.add(operation)
    return reply
  }
  const upload = async (who: Http, operation: string, values: Record<string, string>, form: FormData): Promise<Reply> =>
    call(who, operation, values, { raw: form })
  const pictureForm = async (fields: Record<string, string> = {}) => {
    const form = new FormData()
    for (const [name, value] of Object.entries(fields)) form.set(name, value)
    form.set('file', new Blob([await picture()]), 'a.png')
    return form
  }

  const owner = await register(url, { username: 'owner', password: PASSWORD }, { email: 'owner@example.org' })
  called.add('POST /api/auth/register')
  const nobody = http(url)
  await call(nobody, 'GET /api/health')
  await call(nobody, 'GET /api/openapi.json')

  const invite = (await call(owner, 'POST /api/invites', {}, { json: { max_uses: 1, expires_in_secs: 3600 } })).as(
    Invite,
  )
  const spare = (await call(owner, 'POST /api/invites')).as(Invite)
  await call(owner, 'GET /api/invites')
  await call(owner, 'DELETE /api/invites/{code}', { code: spare.code })
  const short = (await call(owner, 'POST /api/invites/short')).as(z.object({ code: z.string() }))
  await call(owner, 'GET /api/invites/short')
  await call(nobody, 'POST /api/invites/lookup', {}, { json: { code: short.code } })
  await call(owner, 'DELETE /api/invites/short')
  await call(nobody, 'GET /api/installers')
  await call(nobody, 'GET /installers/{name}', { name: INSTALLER })
  const handover = (await call(owner, 'POST /api/auth/handover')).as(z.object({ code: z.string() }))
  called.add(await redeem(url, handover.code))
  const guest = await register(url, { username: 'guest', password: PASSWORD }, { invite_code: invite.code })
  const third = await register(url, { username: 'third', password: PASSWORD })

  await call(owner, 'PATCH /api/admin/settings', {}, { json: { guests: true } })
  const came = await call(nobody, 'POST /api/auth/guest', {}, { json: { username: 'visitor' } })
  const visitor = person(url, { username: 'visitor', password: PASSWORD }, came)
  await call(visitor, 'POST /api/users/me/account', {}, { json: { password: PASSWORD } })
  await people(call, upload, pictureForm, { owner, guest, third })
  await channels(call, { owner, guest, third })
  await emojisAndFiles(call, upload, pictureForm, owner)
  await administration(call, upload, pictureForm, { owner, third })
  return called
}

/** The one operation that is over TLS only. */
async function redeem(url: string, code: string): Promise<string> {
  const [method, path] = ['POST', '/api/auth/handover/redeem'] as const
  const headers = { 'content-type': 'application/json' }
  const encrypted = url.replace('http:', 'https:')
  const reply = await bareRequest(encrypted, method, path, headers, { body: JSON.stringify({ code }) })
  if (reply.status !== 200) throw new Error(`${method} ${path}: ${reply.status} ${reply.text}`)
  return `${method} ${path}`
}

type Call = (
  who: Http,
  operation: string,
  values?: Record<string, string>,
  ask?: Ask & { query?: string },
) => Promise<Reply>
type Upload = (who: Http, operation: string, values: Record<string, string>, form: FormData) => Promise<Reply>
type PictureForm = (fields?: Record<string, string>) => Promise<FormData>
type People = { owner: Person; guest: Person; third: Person }

async function people(call: Call, upload: Upload, form: PictureForm, { owner, guest, third }: People): Promise<void> {
  await call(owner, 'GET /api/users')
  await call(owner, 'GET /api/users/me')
  await call(guest, 'PATCH /api/users/me', {}, { json: { email: 'guest@example.org' } })
  await upload(guest, 'PUT /api/users/me/avatar', {}, await form())
  await upload(guest, 'PUT /api/users/me/avatar', {}, await form())
  await call(owner, 'GET /api/users/{id}', { id: guest.id })
  await call(owner, 'GET /api/users/{id}/avatar', { id: guest.id })
  await call(guest, 'PUT /api/users/me/password', {}, { json: { current_password: PASSWORD, new_password: PASSWORD } })
  await call(guest, 'POST /api/presence/heartbeat', {}, { json: { status: 'away' } })
  await call(owner, 'GET /api/presence/users', {}, { query: `?ids=${guest.id},${third.id}` })

  const again = { username_or_email: guest.username, password: PASSWORD }
  await call(guest, 'POST /api/auth/login', {}, { json: again })
  await call(guest, 'POST /api/auth/login', {}, { json: { ...again, username_or_email: 'guest@example.org' } })
  const other = await login(guest.url, guest)
  const { refresh_token_id, refresh_token } = other.auth
  await call(other, 'POST /api/auth/refresh', {}, { json: { refresh_token_id, refresh_token } })
  await call(other, 'POST /api/auth/refresh', {}, { json: { refresh_token_id, refresh_token } })
  await other.refresh()
  await call(other, 'POST /api/auth/logout', {}, { json: { refresh_token_id: other.auth.refresh_token_id } })
}

async function channels(call: Call, { owner, guest, third }: People): Promise<void> {
  await call(owner, 'POST /api/channels', {}, { json: { name: 'all' } })
  const open = await owner.channel({ name: 'talk', is_voice: true })
  const closed = await owner.channel({ name: 'den', is_private: true, members: [guest.id] })
  const json = (value: object) => ({ json: value })
  const id = open.id

  const first = (
    await call(owner, 'POST /api/channels/{id}/messages', { id }, json({ content: 'the first words' }))
  ).as(Message)
  await owner.say(id, 'again', { client_id: 'one' })
  await owner.say(id, 'again', { client_id: 'one' })
  const file = await owner.file('bytes', 'a.txt')
  const named = await owner.say(id, 'with a file', { file_id: file })
  await owner.say(id, 'an answer', { reply_to: first.id })
  await call(guest, 'GET /files/{id}/{name}', { id: file, name: 'a.txt' })
  await call(owner, 'PATCH /api/messages/{id}', { id: first.id }, json({ content: 'other words' }))
  await call(guest, 'PUT /api/messages/{id}/reactions/{emoji}', { id: first.id, emoji: '👍' })
  await call(owner, 'PUT /api/messages/{id}/reactions/{emoji}', { id: first.id, emoji: '👍' })
  await call(owner, 'PUT /api/messages/{id}/reactions/{emoji}', { id: first.id, emoji: '👍' })
  await call(owner, 'GET /api/messages/{id}/reactions', { id: first.id })
  for (const query of ['', `?before=${named.id}`, '?after_seq=1', `?around=${first.id}`, '?changed_after=1']) {
    await call(guest, 'GET /api/channels/{id}/messages', { id }, { query })
  }
  await call(guest, 'GET /api/channels')
  await call(guest, 'GET /api/channels', {}, { query: '?joinable=true' })
  await call(guest, 'GET /api/channels/unread')
  await call(guest, 'POST /api/channels/{id}/read', { id }, json({ message_id: first.id }))
  await call(guest, 'POST /api/channels/{id}/notified', { id }, json({ message_id: first.id }))
  await call(guest, 'GET /api/channels/{id}/ownership', { id })
  await call(guest, 'GET /api/channels/{id}/members', { id })
  await call(guest, 'GET /api/channels/{id}/info', { id })
  await sockets(owner, guest, id)
  await music(call, owner, id)
  await call(owner, 'DELETE /api/messages/{id}', { id: named.id })

  await found(owner, 'other')
  for (const query of ['?q=words', `?q=words&channel_id=${id}`, `?q=words&before=${first.id}&limit=1`]) {
    await call(owner, 'GET /api/search', {}, { query })
  }

  await call(guest, 'POST /api/channels/{id}/leave', { id })
  await call(guest, 'POST /api/channels/{id}/join', { id })
  await call(owner, 'POST /api/channels/{id}/members', { id: closed.id }, json({ add: [third.id] }))
  const set = [{ user_id: third.id, can_write: true, can_manage: true }]
  await call(owner, 'POST /api/channels/{id}/members', { id: closed.id }, json({ remove: [guest.id], set }))
  await owner.post(`/api/channels/${closed.id}/leave`)
  await third.post(`/api/channels/${closed.id}/leave`)
  const doomed = await owner.channel({ name: 'doomed' })
  await owner.say(doomed.id, 'with a file', { file_id: await owner.file('more bytes', 'b.txt') })
  await call(owner, 'PATCH /api/channels/{id}', { id: doomed.id }, json({ name: 'gone', is_private: true }))
  await call(owner, 'DELETE /api/channels/{id}', { id: doomed.id })
}

/** The full-text index is filled in idle moments. */
async function found(who: Person, word: string): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    const { results } = (await who.get(`/api/search?q=${word}`)).as(SearchPage)
    if (results.length > 0) return
    if (tries === 100) throw new Error(`"${word}" is never found`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

async function sockets(owner: Person, guest: Person, channelId: string): Promise<void> {
  const one = await owner.connect()
  const other = await guest.connect({ resume: '' })
  for (const socket of [one, other]) {
    socket.send({ type: 'join', channel_id: channelId })
    socket.send({ type: 'join_call', channel_id: channelId })
    socket.send({ type: 'voice_state', channel_id: channelId, muted: true, deafened: false, sharing: false })
    socket.send({ type: 'shareplay_action', channel_id: channelId, action_type: 'add', data: `file:${channelId}` })
    socket.send({ type: 'shareplay_report', channel_id: channelId, error_ms: null, state: 'idle' })
    socket.send({ type: 'typing', channel_id: channelId, started: true })
    socket.send({ type: 'chat_message', channel_id: channelId, content: 'by socket', client_id: socket.id })
    socket.send({ type: 'ping' })
    await socket.next('pong')
  }
  await other.terminate()
  const back = await guest.connect({ resume: other.id })
  await back.settled()
  await back.close()
  await one.close()
}

/** A song with a cover, from its upload to the end of the call. */
async function music(call: Call, owner: Person, channelId: string): Promise<void> {
  await using socket = await owner.connect()
  socket.send({ type: 'join_call', channel_id: channelId })
  await playSong(owner, channelId, await songWithCover())
  const current = await call(owner, 'GET /api/shareplay/{channel_id}/current', { channel_id: channelId })
  const { song_id } = current.as(z.object({ song_id: z.string() }))
  await call(owner, 'GET /api/shareplay/song/{song_id}', { song_id })
  await call(owner, 'GET /api/shareplay/thumbnail/{item_id}', { item_id: song_id })
}

async function emojisAndFiles(call: Call, upload: Upload, form: PictureForm, owner: Person): Promise<void> {
  await upload(owner, 'POST /api/files', {}, await form())
  await upload(owner, 'POST /api/emojis', {}, await form({ name: 'party' }))
  await call(owner, 'GET /api/emojis')
  await call(owner, 'GET /emojis/{name}/image', { name: 'party' })
  await call(owner, 'DELETE /api/emojis/{name}', { name: 'party' })
  await upload(owner, 'POST /api/emojis', {}, await form({ name: 'kept' }))
}

async function administration(
  call: Call,
  upload: Upload,
  form: PictureForm,
  { owner, third }: { owner: Person; third: Person },
): Promise<void> {
  const id = third.id
  await call(owner, 'GET /api/admin/users')
  await call(owner, 'PATCH /api/admin/users/{id}', { id }, { json: { username: 'fourth' } })
  await call(owner, 'PUT /api/admin/users/{id}/password', { id }, { json: { new_password: PASSWORD } })
  await upload(owner, 'PUT /api/admin/users/{id}/avatar', { id }, await form())
  const role = (await call(owner, 'POST /api/admin/roles', {}, { json: { name: 'helpers' } })).as(Role)
  await call(owner, 'GET /api/admin/roles')
  await call(owner, 'PUT /api/admin/users/{id}/roles', { id }, { json: { role_ids: [role.id] } })
  await call(owner, 'DELETE /api/admin/roles/{id}', { id: role.id })
  await call(owner, 'POST /api/admin/users/{id}/kick', { id })
  await call(owner, 'POST /api/admin/users/{id}/ban', { id })
  await call(owner, 'POST /api/admin/users/{id}/unban', { id })
  await call(owner, 'GET /api/admin/settings')
  await call(owner, 'PATCH /api/admin/settings', {}, { json: { name: 'Den' } })
  await call(owner, 'GET /api/admin/overview')
  await call(owner, 'GET /api/admin/connections')
  await call(owner, 'GET /api/admin/mapping')
  await call(owner, 'PATCH /api/admin/mapping', {}, { json: { wanted: false } })
  await call(owner, 'POST /api/admin/doctor')
  await call(owner, 'GET /api/admin/doctor')
  await call(owner, 'GET /api/voice/config')
  const { name } = (await call(owner, 'POST /api/admin/backups')).as(BackupJob)
  await backupEnded(owner)
  await call(owner, 'GET /api/admin/backups')
  await call(owner, 'DELETE /api/admin/backups/{name}', { name })
}
