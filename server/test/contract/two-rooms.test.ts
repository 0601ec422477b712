import { expect, test } from 'vitest'
import { z } from 'zod'
import { http, person } from '../client.ts'
import { expectFailure } from '../expect.ts'
import { picture } from '../images.ts'
import { PASSWORD, startRoom } from '../room.ts'
import { Channel, Profile, PublicUser, Unread } from '../shapes.ts'

test('[TW1] two rooms in one process', async () => {
  await using one = await startRoom({ name: 'One' })
  await using two = await startRoom({ name: 'Two' })
  const [anna, twin] = [await one.register('anna'), await two.register('anna')]
  const [here, there] = [await anna.channel({ name: 'here' }), await twin.channel({ name: 'there' })]
  await using ear = await anna.connect()
  await using other = await twin.connect()
  await Promise.all(
    Array.from({ length: 10 }, (_, n) => Promise.all([anna.say(here.id, `${n}`), twin.say(there.id, `${n}`)])),
  )
  await Promise.all([ear.settled(), other.settled()])
  expect((await anna.get('/api/channels')).as(z.array(Channel)).map((channel) => channel.name)).toEqual(['here'])
  expect((await twin.get('/api/users')).as(z.array(PublicUser))).toHaveLength(1)
  await ear.none('message_created', 0, (event) => event.channel_id === there.id)
  expectFailure(await anna.get(`/api/channels/${there.id}/messages`), 404)
  await two.stop()
  expect((await anna.say(here.id, 'still here')).seq).toBe(11)
})

test('[TW2] a token of one room is a 401 in the other', async () => {
  await using one = await startRoom()
  await using two = await startRoom()
  const anna = await one.register('anna')
  await two.register('anna')
  expectFailure(await http(two.url, () => anna.auth.access_token).get('/api/users/me'), 401)
  const { refresh_token_id, refresh_token } = anna.auth
  expectFailure(await two.nobody.post('/api/auth/refresh', { refresh_token_id, refresh_token }), 401)
})

test('[DU1] a restarted room has everything', async () => {
  await using room = await startRoom({ name: 'Lasting' })
  const [anna, bert] = [await room.register('anna'), await room.register('bert', { email: 'bert@example.org' })]
  const { id } = await anna.channel({ name: 'kept', is_private: true, members: [bert.id] })
  const more = { file_id: await anna.file('bytes', 'b.txt'), client_id: 'my-client-id' }
  const said = await anna.say(id, 'kept', more)
  await bert.put(`/api/messages/${said.id}/reactions/x`)
  await bert.post(`/api/channels/${id}/read`, { message_id: said.id })
  await anna.form('POST', '/api/emojis', { bytes: await picture(), name: 'e.png' }, { name: 'kept' })
  await anna.form('PUT', '/api/users/me/avatar', { bytes: await picture(), name: 'a.png' })
  await anna.post('/api/invites')
  const paths = ['/api/users', '/api/users/me', '/api/channels', '/api/channels/unread', '/api/emojis', '/api/invites']
  paths.push(
    `/api/channels/${id}/messages`,
    `/api/channels/${id}/members`,
    `/api/channels/${id}/info`,
    '/api/search?q=kept',
  )
  const look = async (who: typeof anna) => Promise.all(paths.map(async (path) => (await who.get(path)).text))
  const before = [await look(anna), await look(bert)]
  await room.restart()
  const account = { username: 'anna', password: PASSWORD }
  const again = person(
    room.url,
    account,
    await room.nobody.post('/api/auth/login', { username_or_email: 'anna', password: PASSWORD }),
  )
  expect([await look(again), await look(bert)]).toEqual(before)
  expect((await room.nobody.get(String(said.file_url))).text).toBe('bytes')
  expect((await room.nobody.get('/emojis/kept/image')).status).toBe(200)
  expect((await again.say(id, 'kept', more)).id).toBe(said.id)
  expect((await again.say(id, 'next')).seq).toBe(2)
  const health = (await room.nobody.get('/api/health')).as(z.looseObject({ name: z.string() }))
  expect(health.name).toBe('Lasting')
})

test('[DU2] login sessions live over a restart', async () => {
  await using room = await startRoom()
  const anna = await room.register('anna')
  const { id } = await anna.channel({ name: 'kept' })
  const phone = await anna.login()
  await phone.logout()
  await room.restart()
  expect((await anna.get('/api/users/me')).as(Profile).id).toBe(anna.id)
  expectFailure(await phone.get('/api/users/me'), 401)
  expect((await anna.get('/api/channels/unread')).as(z.array(Unread)).map((row) => row.channel_id)).toEqual([id])
  await anna.refresh()
  await using socket = await anna.connect()
  await socket.settled()
})
