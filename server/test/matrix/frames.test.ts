import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commands } from '#protocol/commands.ts'
import type { Event, Http, Person, Socket } from '../client.ts'
import { Refused } from '../client.ts'
import { openSocket } from '../socket.ts'
import { startCast } from './cast.ts'
import type { Cast, Role } from './cast.ts'
import { FRAME_ROWS } from './frames-table.ts'
import { ask } from './table.ts'
import type { Row } from './table.ts'

let cast: Cast
/** Everywhere joined, and the one that is signalled. */
let ear: Socket
let outsider: Person
beforeAll(async () => {
  cast = await startCast()
  ear = await cast.bystander.connect()
  outsider = await cast.room.person('outsider')
})
afterAll(() => cast.close())

const CONTENT = 'said by frame'
type Frame = { type: string; channel_id: string }

/** The frame itself, and the event by which its effect shows: at the sender, or at the ear. */
type Spoken = { frame: Frame; effect: string | null; at: 'sender' | 'ear'; before?: Frame }
function spoken(row: Row, channel_id: string): Spoken {
  const plain = { type: row.what, channel_id }
  switch (row.what) {
    case 'join':
    case 'join_call':
      return { frame: plain, effect: 'room_state', at: 'sender' }
    case 'leave':
      return { frame: plain, effect: null, at: 'sender', before: { type: 'join', channel_id } }
    case 'leave_call':
      return { frame: plain, effect: 'voice_left', at: 'sender', before: { type: 'join_call', channel_id } }
    case 'voice_state': {
      const told = { muted: true, deafened: false, sharing: false }
      const before = { type: 'join_call', channel_id }
      return { frame: { ...plain, ...told }, effect: 'voice_state', at: 'sender', before }
    }
    case 'shareplay_action': {
      const action = { action_type: 'add', data: 'file:none' }
      return { frame: { ...plain, ...action }, effect: 'shareplay_update', at: 'sender' }
    }
    case 'shareplay_report': {
      const before = { type: 'shareplay_action', channel_id, action_type: 'add', data: 'file:none' }
      const frame = { ...plain, error_ms: 1, state: 'playing' }
      return { frame, effect: 'shareplay_report', at: 'sender', before }
    }
    case 'chat_message':
      return { frame: { ...plain, content: CONTENT } as Frame, effect: 'message_created', at: 'sender' }
    case 'typing':
      return { frame: { ...plain, started: true } as Frame, effect: 'typing', at: 'sender' }
    case 'webrtc_signal': {
      const to_user_id = row.situation.endsWith('outsider') ? outsider.id : cast.bystander.id
      return { frame: { ...plain, to_user_id, data: { sdp: 'x' } } as Frame, effect: 'webrtc_signal', at: 'ear' }
    }
    case 'ping':
      return { frame: { type: 'ping', channel_id, t0: 1 } as Frame, effect: 'pong', at: 'sender' }
    default:
      throw new Error(`no frame for ${row.what}`)
  }
}

const tokenOf = (caller: Http | Person) => ('auth' in caller ? caller.auth.access_token : null)

async function connectionOf(caller: Http | Person): Promise<Socket | '401'> {
  const token = tokenOf(caller)
  try {
    return await openSocket(cast.room.url, token === null ? {} : { token })
  } catch (error) {
    if (error instanceof Refused && error.status === 401) return '401'
    throw error
  }
}

const errorsIn = (events: readonly Event[]) => events.filter((event) => event.type === 'error')

const isPong = (event: Event, frame: Frame) => event.type === 'pong' && frame.type === 'ping' && event.t0 === 1

/** Sends a frame and gives what it brought, when everything has settled. */
async function hears(socket: Socket, frame: Frame): Promise<readonly Event[]> {
  const mark = socket.events.length
  socket.send(frame)
  await socket.settled()
  // What is stored takes a moment, and so does its refusal by the writer: another write comes after it.
  if (frame.type === 'chat_message') await cast.bystander.post('/api/presence/heartbeat', { status: 'online' })
  await socket.settled()
  // Others come and go meanwhile.
  const isOurs = ({ type, channel_id }: Event) => channel_id === frame.channel_id && !/^(member|channel)_/.test(type)
  return socket.events.slice(mark).filter((event) => event.type === 'error' || isOurs(event) || isPong(event, frame))
}

async function cell(row: Row, role: Role): Promise<string> {
  const kind = row.situation.startsWith('private') ? 'private' : 'public'
  const stage = await cast.stage(kind, role)
  if (row.situation === 'public, outsider') await outsider.post(`/api/channels/${stage.channelId}/leave`)
  ear.send({ type: 'join', channel_id: stage.channelId })
  await ear.next('room_state', (event) => event.channel_id === stage.channelId)
  const connection = await connectionOf(stage.caller)
  if (connection === '401') return '401'
  await using socket = connection
  const { frame, effect, at, before } = spoken(row, stage.channelId)
  if (before !== undefined) await hears(socket, before)
  const mark = ear.events.length
  const events = await hears(socket, frame)
  await ear.settled()
  const overheard = ear.events
    .slice(mark)
    .filter(({ type, channel_id }) => channel_id === stage.channelId && !/^(member|channel)_/.test(type))

  const [error, ...more] = errorsIn(events)
  expect(more).toEqual([])
  if (error !== undefined) {
    expect(overheard).toEqual([])
    expect(events).toEqual([error])
    if (error.code === 'not_a_member') return 'n'
    const unknown = await hears(socket, { ...frame, channel_id: randomUUID() })
    return JSON.stringify(unknown) === JSON.stringify(events) ? 'h' : 'no'
  }
  if (effect === null) return (await hasLeft(socket, stage.channelId)) ? 'ok' : 'quiet'
  const shown = at === 'sender' ? events : overheard
  return shown.some((event) => event.type === effect) ? 'ok' : 'quiet'
}

/** It hears no typing there; told apart from having never been there by whether it may join again. */
async function hasLeft(socket: Socket, channelId: string): Promise<boolean> {
  const mark = socket.events.length
  ear.send({ type: 'typing', channel_id: channelId, started: true })
  await ear.settled()
  await socket.settled()
  expect(socket.events.slice(mark).filter((event) => event.type === 'typing')).toEqual([])
  return (await hears(socket, { type: 'join', channel_id: channelId })).some((event) => event.type === 'room_state')
}

test('[WS9] the table has a row for every command, and no other', () => {
  const named = new Set(FRAME_ROWS.map((row) => row.what))
  expect([...named].toSorted()).toEqual(Object.keys(commands).toSorted())
})

describe('who may say what', () => {
  test.each(FRAME_ROWS)('$what ($situation)', async (row) => {
    expect(await ask(row, (role) => cell(row, role))).toEqual(row.cells)
  })
})
