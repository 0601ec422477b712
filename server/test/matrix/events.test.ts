import { beforeAll, afterAll, describe, expect, test } from 'vitest'
import { Event as ServerEvent } from '#protocol/events.ts'
import type { Event, Person, Socket } from '../client.ts'
import { expectEmpty } from '../expect.ts'
import { startRoom } from '../room.ts'
import type { TestRoom } from '../room.ts'
import type { Kind } from './cast.ts'
import { EVENT_ROWS, OBSERVERS } from './events-table.ts'
import type { Heard, Observer } from './events-table.ts'

type Audience = Record<Observer, { person: Person; socket: Socket }>
type Scene = { channelId: string; actor: Person; socket: Socket; messageId: string }
/** Brings an event about; gives what tells it from others, and who else must hear it (the acting connection, if null). */
type Act = (scene: Scene) => Promise<{ about: (event: Event) => boolean; hearer?: Socket }>

const in_ = (channelId: string) => (event: Event) => event.channel_id === channelId

test('every event has a row, and no other', () => {
  const types = ServerEvent.options.map((option) => option.shape.type.value)
  expect(EVENT_ROWS.map((row) => row.type).toSorted()).toEqual([...types].toSorted())
})

describe.each(['private', 'public'] as const)('in a %s channel', (kind: Kind) => {
  let room: TestRoom
  let actor: Person
  let second: Person
  let newcomer: Person
  let audience: Audience
  let socket: Socket
  let secondSocket: Socket
  let newcomerSocket: Socket

  beforeAll(async () => {
    room = await startRoom()
    const admin = await room.owner()
    actor = await room.person('actor')
    second = await room.person('second')
    newcomer = await room.person('newcomer')
    socket = await actor.connect()
    secondSocket = await second.connect()
    newcomerSocket = await newcomer.connect()
    const observer = async (person: Person) => ({ person, socket: await person.connect() })
    audience = {
      joined: await observer(await room.person('joined')),
      unjoined: await observer(await room.person('unjoined')),
      left: await observer(await room.person('left')),
      outsider: await observer(await room.person('outsider')),
      admin: await observer(admin),
    }
  })
  afterAll(() => room.close())

  /** A channel of the actor's with everybody where the table wants them. Nobody outside shares another with the actor. */
  async function scene(): Promise<Scene> {
    const { joined, unjoined, left, outsider, admin } = audience
    const isPrivate = kind === 'private'
    const members = [joined, unjoined, left].map(({ person }) => person.id)
    const body = isPrivate ? { is_private: true, members: [...members, second.id] } : {}
    const { id } = await actor.channel({ name: kind, ...body })
    for (const one of [joined, left]) {
      one.socket.send({ type: 'join', channel_id: id })
      await one.socket.next('room_state', in_(id))
    }
    if (isPrivate) await actor.post(`/api/channels/${id}/members`, { remove: [left.person.id] })
    else
      for (const one of [left.person, outsider.person, admin.person, newcomer])
        await one.post(`/api/channels/${id}/leave`)
    return { channelId: id, actor, socket, messageId: (await actor.say(id, 'of the scene')).id }
  }

  const acts: Record<string, Act> = {
    async connection_metadata({ actor }) {
      const another = await actor.connect()
      return { about: (event) => event.session_id === another.id, hearer: another }
    },
    async message_created({ actor, channelId }) {
      const { id } = await actor.say(channelId, 'hear')
      return { about: (event) => event.id === id }
    },
    async message_edited({ actor, messageId, socket, channelId }) {
      await join(socket, channelId)
      await actor.patch(`/api/messages/${messageId}`, { content: 'again' })
      return { about: (event) => event.id === messageId }
    },
    async message_deleted({ actor, messageId, socket, channelId }) {
      await join(socket, channelId)
      await actor.delete(`/api/messages/${messageId}`)
      return { about: (event) => event.id === messageId }
    },
    async reaction_updated({ actor, messageId, socket, channelId }) {
      await join(socket, channelId)
      await actor.put(`/api/messages/${messageId}/reactions/x`)
      return { about: (event) => event.message_id === messageId }
    },
    async user_updated({ actor }) {
      expect((await actor.patch('/api/users/me', { email: `${kind}@example.org` })).status).toBe(200)
      return { about: (event) => event.user_id === actor.id }
    },
    async typing({ socket, channelId }) {
      await join(socket, channelId)
      socket.send({ type: 'typing', channel_id: channelId, started: true })
      return { about: in_(channelId) }
    },
    async room_state({ socket, channelId }) {
      socket.send({ type: 'join', channel_id: channelId })
      return { about: in_(channelId) }
    },
    async voice_joined({ socket, channelId }) {
      socket.send({ type: 'join_call', channel_id: channelId })
      return { about: in_(channelId) }
    },
    async voice_left({ socket, channelId }) {
      await join(socket, channelId)
      socket.send({ type: 'join_call', channel_id: channelId })
      socket.send({ type: 'leave_call', channel_id: channelId })
      return { about: in_(channelId) }
    },
    async voice_state({ socket, channelId }) {
      socket.send({ type: 'join_call', channel_id: channelId })
      socket.send({ type: 'voice_state', channel_id: channelId, muted: true, deafened: false, sharing: false })
      return { about: in_(channelId) }
    },
    async shareplay_state({ socket, channelId }) {
      socket.send({ type: 'shareplay_action', channel_id: channelId, action_type: 'add', data: 'file:none' })
      socket.send({ type: 'join', channel_id: channelId })
      return { about: in_(channelId) }
    },
    async shareplay_update({ socket, channelId }) {
      // It becomes an error item, which is another update: this one alone is about the pause.
      socket.send({ type: 'shareplay_action', channel_id: channelId, action_type: 'add', data: 'file:none' })
      const hasFailed = (event: Event) => in_(channelId)(event) && JSON.stringify(event).includes('no such file')
      await socket.next('shareplay_update', hasFailed)
      socket.send({ type: 'shareplay_action', channel_id: channelId, action_type: 'pause' })
      return { about: (event) => in_(channelId)(event) && JSON.stringify(event).includes('"paused"') }
    },
    async shareplay_cleared({ socket, channelId }) {
      socket.send({ type: 'join_call', channel_id: channelId })
      socket.send({ type: 'shareplay_action', channel_id: channelId, action_type: 'add', data: 'file:none' })
      socket.send({ type: 'leave_call', channel_id: channelId })
      return { about: in_(channelId) }
    },
    async shareplay_report({ socket, channelId }) {
      socket.send({ type: 'shareplay_action', channel_id: channelId, action_type: 'add', data: 'file:none' })
      socket.send({ type: 'shareplay_report', channel_id: channelId, error_ms: 4, state: 'playing' })
      return { about: in_(channelId) }
    },
    async webrtc_signal({ socket, channelId }) {
      socket.send({ type: 'webrtc_signal', channel_id: channelId, to_user_id: second.id, data: 1 })
      return { about: in_(channelId), hearer: secondSocket }
    },
    async pong({ socket }) {
      socket.send({ type: 'ping', t0: 7 })
      return { about: (event) => event.t0 === 7 }
    },
    async channel_updated({ actor, channelId }) {
      expectEmpty(await actor.patch(`/api/channels/${channelId}`, { name: 'renamed' }))
      return { about: (event) => JSON.stringify(event.channel).includes(channelId) }
    },
    async member_added({ actor, channelId }) {
      expectEmpty(await actor.post(`/api/channels/${channelId}/members`, { add: [newcomer.id] }))
      return {
        about: (event) => event.channel_id === channelId && event.user_id === newcomer.id,
        hearer: newcomerSocket,
      }
    },
    async member_removed({ actor, channelId }) {
      await actor.post(`/api/channels/${channelId}/members`, { add: [newcomer.id] })
      expectEmpty(await actor.post(`/api/channels/${channelId}/members`, { remove: [newcomer.id] }))
      return {
        about: (event) => event.channel_id === channelId && event.user_id === newcomer.id,
        hearer: newcomerSocket,
      }
    },
    async presence_changed({ actor }) {
      expectEmpty(await actor.post('/api/presence/heartbeat', { status: 'dnd' }))
      return { about: (event) => event.user_id === actor.id && event.status === 'dnd' }
    },
    async read_marker({ actor, channelId, messageId }) {
      expectEmpty(await actor.post(`/api/channels/${channelId}/read`, { message_id: messageId }))
      return { about: in_(channelId) }
    },
    async error({ socket }) {
      socket.send({ type: 'nonsense' })
      return { about: (event) => event.in_reply_to === 'nonsense' }
    },
    async channel_created({ actor }) {
      const members = [audience.joined.person.id, audience.unjoined.person.id]
      const { id } = await actor.channel({
        name: 'another',
        ...(kind === 'private' ? { is_private: true, members } : {}),
      })
      return { about: (event) => JSON.stringify(event.channel).includes(id) }
    },
    async channel_deleted({ actor, channelId }) {
      expectEmpty(await actor.delete(`/api/channels/${channelId}`))
      return { about: in_(channelId) }
    },
  }

  const stored = EVENT_ROWS.filter((row) => row.type !== 'server_closing')
  test.each(stored)('$type', async ({ type, heard }) => {
    const here = await scene()
    for (const { socket } of Object.values(audience)) await socket.settled()
    const marks = OBSERVERS.map((name) => audience[name].socket.events.length)
    const act = acts[type]
    if (act === undefined) throw new Error(`nothing brings ${type} about`)
    const { about, hearer = socket } = await act(here)
    // A new public channel has everybody for its member.
    const everybody = kind === 'public' && type === 'channel_created'
    const hearers = OBSERVERS.filter((name) => everybody || heard[name]).map((name) => audience[name].socket)
    // What is due has come (presence is gathered for a moment) before it is asked who else has heard it.
    for (const one of [hearer, ...hearers]) {
      if (!one.events.some((event) => event.type === type && about(event))) await one.next(type, about)
    }
    for (const { socket } of Object.values(audience)) await socket.settled()

    const counts = OBSERVERS.map(
      (name, at) =>
        audience[name].socket.events.slice(marks[at]).filter((event) => event.type === type && about(event)).length,
    )
    expect(counts).toEqual(OBSERVERS.map((name) => (everybody || heard[name] ? 1 : 0)))
    if (everybody) await leaveAll()
  })

  async function leaveAll(): Promise<void> {
    for (const { id } of await actorsChannels()) await actor.delete(`/api/channels/${id}`)
  }
  const actorsChannels = async () => (await actor.get('/api/channels')).body as { id: string }[]

  test('server_closing', async () => {
    await room.stop()
    const row = EVENT_ROWS.find(({ type }) => type === 'server_closing')
    const sockets = OBSERVERS.map((name) => audience[name].socket)
    await Promise.all(sockets.map((one) => one.closed))
    const heard: Heard['joined'][] = sockets.map((one) => one.events.some((event) => event.type === 'server_closing'))
    expect(heard).toEqual(OBSERVERS.map((name) => row?.heard[name]))
  })
})

async function join(socket: Socket, channelId: string): Promise<void> {
  socket.send({ type: 'join', channel_id: channelId })
  await socket.next('room_state', in_(channelId))
}
