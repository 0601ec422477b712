import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { http, person } from '../client.ts'
import type { Event, Person } from '../client.ts'
import { expectEmpty, expectFailure } from '../expect.ts'
import { picture } from '../images.ts'
import { PASSWORD, startRoom } from '../room.ts'
import type { TestRoom } from '../room.ts'
import { Channel, Invite, Member, Profile, PublicUser, Role, expectFields } from '../shapes.ts'

let room: TestRoom
let owner: Person
beforeAll(async () => {
  room = await startRoom({ guests: true })
  owner = await room.owner()
})
afterAll(() => room.close())

let names = 0
const enter = (where: TestRoom, body: Record<string, unknown>) => where.nobody.post('/api/auth/guest', body)
/** A guest with a fresh name. */
async function guest(where = room, more: Record<string, unknown> = {}): Promise<Person> {
  const username = `visitor${(names += 1)}`
  return person(where.url, { username, password: '' }, await enter(where, { username, ...more }))
}
const Ids = z.array(Channel).transform((channels) => channels.map(({ id }) => id))
const Members = z.array(Member).transform((members) => members.map(({ user_id }) => user_id))
const Users = z.array(PublicUser)
const settled = async (check: () => Promise<boolean>) => {
  for (const end = Date.now() + 20_000; !(await check());) {
    if (Date.now() > end) throw new Error('it did not come about')
    await sleep(100)
  }
}

test('[GU1] a name is enough where the host allows it, and nowhere else', async () => {
  await using strict = await startRoom()
  const host = await strict.owner()
  expectFailure(await enter(strict, { username: 'visitor' }), 403, 'guests_not_allowed')
  expect((await strict.nobody.get('/api/health')).body).toMatchObject({ guests: false })
  const changed = await host.patch('/api/admin/settings', { guests: true })
  expect(changed.body).toMatchObject({ guests: true, invite_only: false })
  expect((await strict.nobody.get('/api/health')).body).toMatchObject({ guests: true })
  const reply = await enter(strict, { username: 'visitor' })
  expectFields(reply.body, ['access_token', 'refresh_token', 'refresh_token_id', 'user_id'])
  await strict.restart()
  expect((await strict.nobody.get('/api/health')).body).toMatchObject({ guests: true })
  await strict.restart({ guests: false })
  expectFailure(await enter(strict, { username: 'another' }), 403, 'guests_not_allowed')
})

test('[GU2] names of guests follow the rules of all names', async () => {
  const anna = await guest()
  expectFailure(await enter(room, { username: anna.username.toUpperCase() }), 409, 'username_taken')
  expectFailure(await enter(room, { username: owner.username }), 409, 'username_taken')
  expectFailure(await enter(room, { username: 'in\u202eside' }), 400, 'username_invalid')
  expectFailure(await enter(room, { username: '' }), 400)
  const signUp = { username: anna.username, password: PASSWORD }
  expectFailure(await room.nobody.post('/api/auth/register', signUp), 409, 'username_taken')
})

test('[GU3] an invite-only room wants a code of guests as well, and uses it up', async () => {
  await using closed = await startRoom({ guests: true, inviteOnly: true })
  const host = await closed.owner()
  expectFailure(await enter(closed, { username: 'without' }), 400, 'invite_required')
  expectFailure(await enter(closed, { username: 'wrong', invite_code: 'no such code' }), 400, 'invite_invalid')
  const { code } = (await host.post('/api/invites')).as(Invite)
  const came = await guest(closed, { invite_code: code })
  const [invite] = (await host.get('/api/invites')).as(z.array(Invite))
  expect(invite).toMatchObject({ code, joined_user_id: came.id, joined_username: came.username })
  expectFailure(await enter(closed, { username: 'late', invite_code: code }), 400, 'invite_invalid')
})

test('[GU4] a guest never becomes the owner', async () => {
  await using fresh = await startRoom({ guests: true })
  const first = await guest(fresh)
  expect((await first.get('/api/users/me')).as(Profile).roles).toEqual([])
  expect((await fresh.nobody.get('/api/health')).body).toMatchObject({ has_owner: false })
  expectFailure(await enter(fresh, { username: 'sly', invite_code: fresh.ownerCode }), 400, 'invite_invalid')
  const second = await fresh.owner()
  expect((await second.get('/api/users/me')).as(Profile).roles.map(({ name }) => name)).toEqual(['admin'])
})

test('[GU5] guests come at the pace of registrations', async () => {
  await using slow = await startRoom({ guests: true, limits: { rates: 'on', register_burst: 2 } })
  await slow.owner()
  await guest(slow)
  const refused = await enter(slow, { username: 'third' })
  expectFailure(refused, 429, 'slow_down')
  expect(refused.headers.get('retry-after')).toMatch(/^\d+$/)
})

test('[GU6] is_guest (ext) tells guests from accounts', async () => {
  const visitor = await guest()
  const users = (await owner.get('/api/users')).as(Users)
  expect(users.find(({ id }) => id === visitor.id)).toMatchObject({ is_guest: true })
  expect(users.find(({ id }) => id === owner.id)).toMatchObject({ is_guest: false })
  expect((await visitor.get('/api/users/me')).body).toMatchObject({ is_guest: true, email: null })
})

test('[GU7] a guest is in every public channel, hears, writes and uploads there', async () => {
  const { id } = await owner.channel({ name: 'open' })
  const visitor = await guest()
  const later = await owner.channel({ name: 'later' })
  expect((await visitor.get('/api/channels')).as(Ids)).toEqual(expect.arrayContaining([id, later.id]))
  await using socket = await visitor.connect()
  const said = await owner.say(id, 'welcome')
  await socket.next('message_created', (event) => event['id'] === said.id)
  const file_id = await visitor.file('of a guest', 'note.txt')
  await visitor.say(id, 'thank you', { file_id })
  expect((await visitor.put(`/api/messages/${said.id}/reactions/%F0%9F%91%8D`)).status).toBe(200)
  expectEmpty(await visitor.post(`/api/channels/${id}/leave`))
  expectEmpty(await visitor.post(`/api/channels/${id}/join`))
})

test('[GU8] guests are in no private channel', async () => {
  const visitor = await guest()
  const members = [visitor.id]
  expectFailure(await owner.post('/api/channels', { name: 'inner', is_private: true, members }), 400, 'not_for_guests')
  const { id } = await owner.channel({ name: 'inner', is_private: true })
  expectFailure(await owner.post(`/api/channels/${id}/members`, { add: members }), 400, 'not_for_guests')
  expectFailure(await visitor.post(`/api/channels/${id}/join`), 404)
  expectEmpty(await owner.patch(`/api/channels/${id}`, { is_private: false }))
  expect((await visitor.get('/api/channels')).as(Ids)).toContain(id)
})

test('[GU9] a channel made private loses its guests at once', async () => {
  const { id } = await owner.channel({ name: 'shy' })
  const visitor = await guest()
  const member = await room.person()
  await using theirs = await visitor.connect()
  await using others = await member.connect()
  expectEmpty(await owner.patch(`/api/channels/${id}`, { is_private: true }))
  expectFailure(await visitor.post(`/api/channels/${id}/messages`, { content: 'too late' }), 404)
  await owner.say(id, 'among ourselves')
  const isOurs = (event: Event) => event['channel_id'] === id
  expect(await theirs.next('member_removed', isOurs)).toMatchObject({ user_id: visitor.id })
  await others.next('message_created', isOurs)
  await theirs.none('message_created', 0, isOurs)
  expect((await owner.get(`/api/channels/${id}/members`)).as(Members)).toEqual(
    expect.arrayContaining([owner.id, member.id]),
  )
  expect((await owner.get(`/api/channels/${id}/members`)).as(Members)).not.toContain(visitor.id)
})

test('[GU10] guests make no channels, invitations or emojis: 403 guests_cannot', async () => {
  const visitor = await guest()
  for (const body of [{ name: 'mine' }, { name: 'mine', is_private: true }])
    expectFailure(await visitor.post('/api/channels', body), 403, 'guests_cannot')
  expectFailure(await visitor.post('/api/invites'), 403, 'guests_cannot')
  const image = { bytes: await picture(), name: 'a.png', type: 'image/png' }
  expectFailure(await visitor.form('POST', '/api/emojis', image, { name: 'mine' }), 403, 'guests_cannot')
})

test('[GU11] guests manage nothing: no channel becomes theirs, and nobody makes them manager or admin', async () => {
  const maker = await room.person()
  const { id } = await maker.channel({ name: 'orphan' })
  const visitor = await guest()
  const set = [{ user_id: visitor.id, can_manage: true }]
  expectFailure(await maker.post(`/api/channels/${id}/members`, { set }), 400, 'not_for_guests')
  const all = (await owner.get(`/api/channels/${id}/members`)).as(Members)
  expectEmpty(await owner.post(`/api/channels/${id}/members`, { remove: all.filter((one) => one !== maker.id) }))
  expectEmpty(await visitor.post(`/api/channels/${id}/join`))
  expectEmpty(await maker.post(`/api/channels/${id}/leave`))
  expect((await visitor.get(`/api/channels/${id}/ownership`)).body).toEqual({ is_owner: false })
  expectFailure(await visitor.patch(`/api/channels/${id}`, { name: 'mine now' }), 403)
  // Whoever comes next and has an account inherits it.
  expectEmpty(await owner.post(`/api/channels/${id}/join`))
  expect((await owner.get(`/api/channels/${id}/ownership`)).body).toEqual({ is_owner: true })
  const roles = (await owner.get('/api/admin/roles')).as(z.array(Role))
  const role_ids = roles.map((role) => role.id)
  expectFailure(await owner.put(`/api/admin/users/${visitor.id}/roles`, { role_ids }), 400, 'not_for_guests')
})

test('[GU12] a guest has no password: none is right, none is changed, none is set', async () => {
  const visitor = await guest()
  for (const password of ['', PASSWORD, 'undefined'])
    expectFailure(
      await room.nobody.post('/api/auth/login', { username_or_email: visitor.username, password }),
      401,
      'bad_credentials',
    )
  const change = { current_password: '', new_password: PASSWORD }
  expectFailure(await visitor.put('/api/users/me/password', change), 403, 'guests_cannot')
  const reset = await owner.put(`/api/admin/users/${visitor.id}/password`, { new_password: PASSWORD })
  expectFailure(reset, 400, 'not_for_guests')
  await visitor.refresh()
  expect((await visitor.get('/api/users/me')).status).toBe(200)
  expectEmpty(await visitor.logout())
  expectFailure(await visitor.get('/api/users/me'), 401)
})

test('[GU13] a guest becomes an account: the same user, whose other sessions end', async () => {
  const { id: channel } = await owner.channel({ name: 'staying' })
  const visitor = await guest()
  const said = await visitor.say(channel, 'I shall stay')
  await using socket = await visitor.connect()
  await using listener = await owner.connect()
  expectFailure(await visitor.post('/api/users/me/account', { password: 'short' }), 400)
  const taken = await visitor.post('/api/users/me/account', { password: PASSWORD, username: owner.username })
  expectFailure(taken, 409, 'username_taken')
  const username = `${visitor.username} stays`
  const email = `stays${names}@example.org`
  const kept = await visitor.post('/api/users/me/account', { password: PASSWORD, username, email })
  expect(kept.as(Profile)).toMatchObject({ id: visitor.id, username, email, is_guest: false })
  await listener.next('user_updated', (event) => event['user_id'] === visitor.id)
  expect((await visitor.get('/api/users/me')).status).toBe(200)
  await socket.settled()
  expectFailure(await visitor.post('/api/users/me/account', { password: PASSWORD }), 409, 'not_a_guest')

  const again = await room.nobody.post('/api/auth/login', { username_or_email: email, password: PASSWORD })
  const account = person(room.url, { username, password: PASSWORD }, again)
  expect(account.id).toBe(visitor.id)
  expect((await account.history(channel)).find((message) => message.id === said.id)?.user_id).toBe(visitor.id)
  expect((await account.channel({ name: 'of my own' })).is_owner).toBe(true)
  const inner = await owner.channel({ name: 'inner', is_private: true })
  expectEmpty(await owner.post(`/api/channels/${inner.id}/members`, { add: [account.id] }))
})

test('[GU14] a guest is kicked and banned as anybody', async () => {
  const visitor = await guest()
  expectEmpty(await owner.post(`/api/admin/users/${visitor.id}/kick`))
  expectFailure(await visitor.get('/api/users/me'), 401)
  const other = await guest()
  expectEmpty(await owner.post(`/api/admin/users/${other.id}/ban`))
  const { refresh_token, refresh_token_id } = other.auth
  const refresh = await room.nobody.post('/api/auth/refresh', { refresh_token, refresh_token_id })
  expect([401, 403]).toContain(refresh.status)
})

test('[GU15] who stays away for too long is forgotten: the name is free, the messages stay', async () => {
  await using forgetful = await startRoom({ guests: true, limits: { guest_absence_ms: 1_500 } })
  const host = await forgetful.owner()
  const { id: channel } = await host.channel({ name: 'hall' })
  const away = await guest(forgetful)
  const here = await guest(forgetful)
  await using stays = await here.connect()
  await using listener = await host.connect()
  const said = await away.say(channel, 'I was here', { file_id: await away.file('proof', 'proof.txt') })
  await away.put(`/api/messages/${said.id}/reactions/%F0%9F%91%8D`)
  const isGone = async () => !(await host.get('/api/users')).as(Users).some(({ id }) => id === away.id)
  await settled(isGone)
  await listener.next('member_removed', (event) => event['user_id'] === away.id)
  await listener.next('user_updated', (event) => event['user_id'] === away.id)

  expectFailure(await away.get('/api/users/me'), 401)
  const { refresh_token, refresh_token_id } = away.auth
  expectFailure(await forgetful.nobody.post('/api/auth/refresh', { refresh_token, refresh_token_id }), 401)
  expect((await host.get(`/api/channels/${channel}/members`)).as(Members)).not.toContain(away.id)
  expectFailure(await host.post(`/api/channels/${channel}/members`, { add: [away.id] }), 400)
  expectFailure(await host.post(`/api/admin/users/${away.id}/ban`), 404)
  expectFailure(await host.patch(`/api/admin/users/${away.id}`, { username: 'back' }), 404)

  const [message] = (await host.history(channel)).filter(({ id }) => id === said.id)
  expect(message).toMatchObject({ user_id: away.id, content: 'I was here', reactions: [{ users: [away.id] }] })
  expect((await http(forgetful.url).get(String(message?.file_url))).text).toBe('proof')
  const shown = (await host.get(`/api/users/${away.id}`)).as(PublicUser)
  expect(shown).toMatchObject({ username: away.username, is_guest: true })

  const heir = await enter(forgetful, { username: away.username })
  expect(heir.status).toBe(200)
  expect(person(forgetful.url, { username: away.username, password: '' }, heir).id).not.toBe(away.id)
  expect((await here.get('/api/users/me')).status).toBe(200)
  await stays.settled()
})
