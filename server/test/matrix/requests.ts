import { PASSWORD } from '../room.ts'
import { Emoji, Invite, Role as RoleReply } from '../shapes.ts'
import { backupEnded, makeBackup } from '../backups.ts'
import { picture } from '../images.ts'
import type { Cast, Stage, Targets } from './cast.ts'
import { z } from 'zod'

export type Request = { method: string; path: string; json?: unknown; raw?: FormData }
/** What a request is made of: who asks (`stage`), and of what it speaks: the stage's things, or ids that nobody knows. */
export type Material = { cast: Cast; stage: Stage; targets: Targets; situation: string; fresh(): string }

/** Makes a request for every route of the table; whatever it needs beside the stage, it makes itself. */
export const REQUESTS: Record<string, (material: Material) => Request | Promise<Request>> = {
  'GET /api/health': () => get('/api/health'),
  'GET /api/openapi.json': () => get('/api/openapi.json'),
  'POST /api/auth/register': ({ fresh }) => post('/api/auth/register', { username: fresh(), password: PASSWORD }),
  'POST /api/auth/login': ({ cast }) =>
    post('/api/auth/login', { username_or_email: cast.bystander.username, password: PASSWORD }),
  async 'POST /api/auth/refresh'({ cast }) {
    const { refresh_token, refresh_token_id } = (await cast.bystander.login()).auth
    return post('/api/auth/refresh', { refresh_token, refresh_token_id })
  },
  async 'POST /api/auth/logout'({ cast, stage, situation }) {
    const { refresh_token_id } = (await owner(cast, stage, situation).login()).auth
    return post('/api/auth/logout', { refresh_token_id })
  },
  'POST /api/auth/handover': () => post('/api/auth/handover'),
  async 'POST /api/auth/handover/redeem'({ cast }) {
    const { code } = (await cast.bystander.post('/api/auth/handover')).as(z.object({ code: z.string() }))
    return post('/api/auth/handover/redeem', { code })
  },
  'POST /api/auth/guest': ({ fresh }) => post('/api/auth/guest', { username: fresh() }),
  'POST /api/users/me/account': () => post('/api/users/me/account', { password: PASSWORD }),
  'GET /api/users': () => get('/api/users'),
  'GET /api/users/me': () => get('/api/users/me'),
  'PATCH /api/users/me': ({ fresh }) => ({
    method: 'PATCH',
    path: '/api/users/me',
    json: { email: `${fresh()}@example.org` },
  }),
  'PUT /api/users/me/password': ({ situation }) => {
    const current_password = situation === 'wrong current' ? 'of somebody else' : PASSWORD
    return put('/api/users/me/password', { current_password, new_password: PASSWORD })
  },
  'PUT /api/users/me/avatar': async () => ({ method: 'PUT', path: '/api/users/me/avatar', raw: await image() }),
  'GET /api/users/{id}': ({ cast }) => get(`/api/users/${cast.bystander.id}`),
  'GET /api/users/{id}/avatar': ({ cast }) => get(`/api/users/${cast.bystander.id}/avatar`),

  'GET /api/channels': () => get('/api/channels'),
  'POST /api/channels': ({ fresh }) => post('/api/channels', { name: fresh() }),
  'GET /api/channels/unread': () => get('/api/channels/unread'),
  'PATCH /api/channels/{id}': ({ targets }) => ({ method: 'PATCH', path: channel(targets), json: { name: 'renamed' } }),
  'DELETE /api/channels/{id}': ({ targets }) => ({ method: 'DELETE', path: channel(targets) }),
  'POST /api/channels/{id}/read': ({ targets }) => post(`${channel(targets)}/read`, { message_id: targets.messageId }),
  'POST /api/channels/{id}/notified': ({ targets }) =>
    post(`${channel(targets)}/notified`, { message_id: targets.messageId }),
  'GET /api/channels/{id}/ownership': ({ targets }) => get(`${channel(targets)}/ownership`),
  'POST /api/channels/{id}/join': ({ targets }) => post(`${channel(targets)}/join`),
  'POST /api/channels/{id}/leave': ({ targets }) => post(`${channel(targets)}/leave`),
  'GET /api/channels/{id}/members': ({ targets }) => get(`${channel(targets)}/members`),
  'POST /api/channels/{id}/members': ({ cast, targets }) =>
    post(`${channel(targets)}/members`, { set: [{ user_id: cast.bystander.id, can_write: true, can_manage: false }] }),
  'GET /api/channels/{id}/info': ({ targets }) => get(`${channel(targets)}/info`),

  'GET /api/channels/{id}/messages': ({ targets }) => get(`${channel(targets)}/messages`),
  'POST /api/channels/{id}/messages': ({ targets }) => post(`${channel(targets)}/messages`, { content: 'mine' }),
  'PATCH /api/messages/{id}': ({ targets }) => ({
    method: 'PATCH',
    path: message(targets),
    json: { content: 'edited' },
  }),
  'DELETE /api/messages/{id}': ({ targets }) => ({ method: 'DELETE', path: message(targets) }),
  'PUT /api/messages/{id}/reactions/{emoji}': ({ targets }) => put(`${message(targets)}/reactions/%F0%9F%91%8D`),
  'GET /api/messages/{id}/reactions': ({ targets }) => get(`${message(targets)}/reactions`),
  'GET /api/search': ({ situation, targets }) =>
    get(`/api/search?q=bystander${situation === '' ? '' : `&channel_id=${targets.channelId}`}`),

  'POST /api/files': () => ({ method: 'POST', path: '/api/files', raw: form({}, new Blob(['upload']), 'upload.txt') }),
  'GET /files/{id}/{name}': ({ targets }) => get(targets.fileUrl),
  'POST /api/invites': () => post('/api/invites'),
  'GET /api/invites': () => get('/api/invites'),
  'POST /api/invites/short': () => post('/api/invites/short'),
  'GET /api/invites/short': () => get('/api/invites/short'),
  'DELETE /api/invites/short': () => ({ method: 'DELETE', path: '/api/invites/short' }),
  async 'POST /api/invites/lookup'({ cast }) {
    // Somebody's own for each: new digits of one maker end those before.
    const maker = await cast.room.person('maker')
    return post('/api/invites/lookup', (await maker.post('/api/invites/short')).as(z.object({ code: z.string() })))
  },
  'GET /api/installers': () => get('/api/installers'),
  'GET /installers/{name}': () => get('/installers/Stuffchat-0.1.0-setup-x64.exe'),
  async 'DELETE /api/invites/{code}'({ cast, stage, situation }) {
    const { code } = (await owner(cast, stage, situation).post('/api/invites')).as(Invite)
    return { method: 'DELETE', path: `/api/invites/${code}` }
  },
  'POST /api/presence/heartbeat': () => post('/api/presence/heartbeat'),
  'GET /api/presence/users': ({ cast }) => get(`/api/presence/users?ids=${cast.bystander.id}`),
  'GET /api/voice/config': () => get('/api/voice/config'),
  async 'GET /api/shareplay/{channel_id}/current'({ cast, targets }) {
    const { channelId: channel_id } = targets
    await using socket = await cast.bystander.connect()
    socket.send({ type: 'shareplay_action', channel_id, action_type: 'add', data: 'file:none' })
    await socket.settled()
    return get(`/api/shareplay/${channel_id}/current`)
  },
  'GET /api/shareplay/song/{song_id}': ({ cast }) => get(`/api/shareplay/song/${cast.bystander.id}`),
  'GET /api/shareplay/thumbnail/{item_id}': ({ cast }) => get(`/api/shareplay/thumbnail/${cast.bystander.id}`),
  'GET /api/emojis': () => get('/api/emojis'),
  'POST /api/emojis': async ({ fresh }) => ({
    method: 'POST',
    path: '/api/emojis',
    raw: await image({ name: fresh() }),
  }),
  async 'DELETE /api/emojis/{name}'({ cast, stage, situation, fresh }) {
    return { method: 'DELETE', path: `/api/emojis/${await emoji(owner(cast, stage, situation), fresh())}` }
  },
  'GET /emojis/{name}/image': async ({ cast, fresh }) => {
    const name = await emoji(cast.bystander, fresh())
    const all = (await cast.bystander.get('/api/emojis')).as(z.array(Emoji.extend({ url: z.string() })))
    return get(all.find((one) => one.name === name)?.url ?? '')
  },

  'GET /api/admin/users': () => get('/api/admin/users'),
  'PATCH /api/admin/users/{id}': async ({ cast, fresh }) => ({
    method: 'PATCH',
    path: await target(cast),
    json: { username: fresh() },
  }),
  'PUT /api/admin/users/{id}/password': async ({ cast }) =>
    put(`${await target(cast)}/password`, { new_password: PASSWORD }),
  'PUT /api/admin/users/{id}/avatar': async ({ cast }) => ({
    method: 'PUT',
    path: `${await target(cast)}/avatar`,
    raw: await image(),
  }),
  'PUT /api/admin/users/{id}/roles': async ({ cast }) => put(`${await target(cast)}/roles`, { role_ids: [] }),
  'POST /api/admin/users/{id}/ban': async ({ cast }) => post(`${await target(cast)}/ban`),
  'POST /api/admin/users/{id}/unban': async ({ cast }) => post(`${await target(cast)}/unban`),
  'POST /api/admin/users/{id}/kick': async ({ cast }) => post(`${await target(cast)}/kick`),
  'GET /api/admin/roles': () => get('/api/admin/roles'),
  'POST /api/admin/roles': ({ fresh }) => post('/api/admin/roles', { name: fresh() }),
  async 'DELETE /api/admin/roles/{id}'({ cast, fresh }) {
    const { id } = (await cast.people.admin.post('/api/admin/roles', { name: fresh() })).as(RoleReply)
    return { method: 'DELETE', path: `/api/admin/roles/${id}` }
  },
  'GET /api/admin/settings': () => get('/api/admin/settings'),
  'PATCH /api/admin/settings': () => ({ method: 'PATCH', path: '/api/admin/settings', json: { name: 'Matrix' } }),
  'GET /api/admin/overview': () => get('/api/admin/overview'),
  'GET /api/admin/mapping': () => get('/api/admin/mapping'),
  // Nothing is asked of the network that the tests run in.
  'PATCH /api/admin/mapping': () => ({ method: 'PATCH', path: '/api/admin/mapping', json: { wanted: false } }),
  'GET /api/admin/doctor': () => get('/api/admin/doctor'),
  'POST /api/admin/doctor': () => post('/api/admin/doctor'),
  'GET /api/admin/connections': () => get('/api/admin/connections'),
  'GET /api/admin/backups': () => get('/api/admin/backups'),
  async 'POST /api/admin/backups'({ cast }) {
    await backupEnded(cast.people.admin)
    return post('/api/admin/backups')
  },
  'DELETE /api/admin/backups/{name}': async ({ cast }) => ({
    method: 'DELETE',
    path: `/api/admin/backups/${await backup(cast)}`,
  }),
}

const get = (path: string): Request => ({ method: 'GET', path })
const post = (path: string, json?: object): Request => ({ method: 'POST', path, ...(json ? { json } : {}) })
const put = (path: string, json?: object): Request => ({ method: 'PUT', path, ...(json ? { json } : {}) })
const channel = ({ channelId }: Targets) => `/api/channels/${channelId}`
const message = ({ messageId }: Targets) => `/api/messages/${messageId}`

/** Whose thing it is. Who has no live session owns nothing here: for them it is always somebody else's. */
const owner = (cast: Cast, stage: Stage, situation: string) =>
  situation === 'own' && stage.person !== null ? stage.person : cast.bystander

/** A user of their own for whatever an admin may do to one. */
const target = async (cast: Cast) => `/api/admin/users/${(await cast.room.person('target')).id}`

let pixels: Promise<Uint8Array<ArrayBuffer>> | null = null
export async function image(fields: Record<string, string> = {}): Promise<FormData> {
  pixels ??= picture()
  return form(fields, new Blob([await pixels], { type: 'image/png' }), 'picture.png')
}
function form(fields: Record<string, string>, file: Blob, name: string): FormData {
  const body = new FormData()
  for (const [field, value] of Object.entries(fields)) body.set(field, value)
  body.set('file', file, name)
  return body
}
async function emoji(maker: { ask: Stage['caller']['ask'] }, name: string): Promise<string> {
  const reply = await maker.ask('POST', '/api/emojis', { raw: await image({ name }) })
  if (reply.status !== 200) throw new Error(`no emoji: ${reply.status} ${reply.text}`)
  return name
}

/** One of its own for each: only one is made at a time. */
let made: Promise<unknown> = Promise.resolve()
function backup(cast: Cast): Promise<string> {
  const mine = made.then(async () => {
    await backupEnded(cast.people.admin)
    return (await makeBackup(cast.people.admin)).name
  })
  made = mine
  return mine
}
