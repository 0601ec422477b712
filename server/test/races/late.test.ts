import { once } from 'node:events'
import { request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Person } from '../client.ts'
import { expectEmpty } from '../expect.ts'
import { picture } from '../images.ts'
import type { TestRoom } from '../room.ts'
import { PublicUser } from '../shapes.ts'
import { LOSSES, withOther } from './losses.ts'
import { startRaceRoom } from './rounds.ts'
import { everything, join, makeScene } from './scene.ts'
import type { Scene } from './scene.ts'

/**
 * The races with the chance taken out: what was begun before the right was lost and ends after the reply that took it
 * away. It does not land.
 */
let room: TestRoom
beforeAll(async () => {
  room = await startRaceRoom()
})
afterAll(() => room.close())

/** Sends a request's head and waits until it has been seen; the body goes out when it is asked for. */
async function begin(who: Person, method: string, path: string, body: object | Buffer, type = 'application/json') {
  const bytes = body instanceof Buffer ? body : Buffer.from(JSON.stringify(body))
  const sent = request(new URL(path, room.url), {
    method,
    agent: false,
    headers: {
      authorization: `Bearer ${who.auth.access_token}`,
      'content-type': type,
      'content-length': bytes.length,
    },
  })
  sent.flushHeaders()
  await sleep(50)
  // The server is through with whatever came until now.
  await who.get('/api/health')
  return async (): Promise<number> => {
    const answered = once(sent, 'response')
    sent.end(bytes)
    const [response] = await answered
    response.resume()
    return response.statusCode
  }
}

const contents = async ({ anna, channel }: Scene) =>
  (await everything(anna, channel.id))?.map((message) => message.content) ?? []

describe('[RC4] a post that had begun', () => {
  test.each(LOSSES)('by somebody who is then $what', async (loss) => {
    const scene = await makeScene(room, loss.isPrivate)
    const { bert, channel } = scene
    await withOther(bert)
    const finish = await begin(bert, 'POST', `/api/channels/${channel.id}/messages`, { content: 'late' })
    expectEmpty(await loss.lose(scene))
    expect([await finish(), await contents(scene)]).toEqual([loss.refusal, []])
  })
})

describe('[RC4] a frame that comes when the connection is being closed', () => {
  test.each(LOSSES.filter((loss) => loss.code !== undefined))('of somebody who is $what', async (loss) => {
    const scene = await makeScene(room, loss.isPrivate)
    const { bert, channel, ear } = scene
    await withOther(bert)
    const socket = await bert.connect()
    await join(socket, channel.id)
    // It does not read that it is closed, and goes on talking.
    socket.ws.pause()
    expectEmpty(await loss.lose(scene))
    socket.send({ type: 'chat_message', channel_id: channel.id, content: 'late' })
    socket.send({ type: 'typing', channel_id: channel.id, started: true })
    socket.send({ type: 'join_call', channel_id: channel.id })
    await sleep(100)
    await ear.settled()
    const heard = ear.events.map((event) => event.type)
    expect(heard.filter((type) => /^(message_created|typing|voice_joined)$/.test(type))).toEqual([])
    expect(await contents(scene)).toEqual([])
    await socket.terminate()
  })
})

test('[RC4] an admin’s request that had begun when he was demoted', async () => {
  const chief = await room.owner()
  const [admin, target] = [await room.person('admin'), await room.person('target')]
  const roles = (await chief.get('/api/admin/roles')).body as { id: string; name: string }[]
  const role_ids = roles.filter((role) => role.name === 'admin').map((role) => role.id)
  const setRoles = (ids: string[]) => chief.put(`/api/admin/users/${admin.id}/roles`, { role_ids: ids })
  expectEmpty(await setRoles(role_ids))
  const finish = await begin(admin, 'PUT', `/api/admin/users/${target.id}/roles`, { role_ids })
  expectEmpty(await setRoles([]))
  expect(await finish()).toBe(403)
  const profiles = (await chief.get('/api/admin/users')).body as { id: string; roles: unknown[] }[]
  expect(profiles.find((one) => one.id === target.id)?.roles).toEqual([])
})

test('[RC4] a manager’s change of members that had begun when he was removed', async () => {
  const { anna, bert, carl, channel } = await makeScene(room, true)
  const path = `/api/channels/${channel.id}/members`
  const friend = await room.person('friend')
  expectEmpty(await anna.post(path, { set: [{ user_id: bert.id, can_write: true, can_manage: true }] }))
  const finish = await begin(bert, 'POST', path, { add: [friend.id], remove: [carl.id] })
  expectEmpty(await anna.post(path, { remove: [bert.id] }))
  expect(await finish()).toBe(404)
  const members = ((await anna.get(path)).body as { user_id: string }[]).map((one) => one.user_id)
  expect(members.toSorted()).toEqual([anna.id, carl.id].toSorted())
})

test('[RC4] a new picture that was on its way when its user was banned', async () => {
  const admin = await room.owner()
  const bert = await room.person('bert')
  const form = new FormData()
  form.set('file', new Blob([await picture()]), 'picture.png')
  const whole = new Response(form)
  const type = whole.headers.get('content-type') ?? ''
  const finish = await begin(bert, 'PUT', '/api/users/me/avatar', Buffer.from(await whole.arrayBuffer()), type)
  expectEmpty(await admin.post(`/api/admin/users/${bert.id}/ban`))
  expect(await finish()).toBe(401)
  expect((await admin.get(`/api/users/${bert.id}`)).as(PublicUser).avatar_file_id).toBeNull()
})
