import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Person, Socket } from '../client.ts'
import { startRoom } from '../room.ts'
import type { TestRoom } from '../room.ts'

let room: TestRoom
let anna: Person
let bert: Person
beforeAll(async () => {
  room = await startRoom()
  anna = await room.person('anna')
  bert = await room.person('bert')
})
afterAll(() => room.close())

/** Somebody watching, somebody resumable in the call. */
async function call(resume: Record<string, string>, caller = anna, watcher = bert) {
  const { id } = await caller.channel({ name: 'call', is_voice: true, is_private: true, members: [watcher.id] })
  const eye = await watcher.connect()
  eye.send({ type: 'join', channel_id: id })
  await eye.next('room_state')
  const line = await caller.connect(resume)
  line.send({ type: 'join_call', channel_id: id })
  await eye.next('voice_joined')
  return { id, eye, line }
}
async function voiceUsers(eye: Socket, channelId: string): Promise<unknown> {
  eye.send({ type: 'join', channel_id: channelId })
  return (await eye.next('room_state')).voice_users
}

test('[RS1] a connection that breaks is held and comes back', async () => {
  const { id, eye, line } = await call({ resume: '' })
  await line.terminate()
  await eye.none('voice_left', 300)
  expect(await voiceUsers(eye, id)).toEqual([[anna.id, line.id]])
  await using again = await anna.connect({ resume: line.id })
  expect(again.id).toBe(line.id)
  expect(await voiceUsers(eye, id)).toEqual([[anna.id, line.id]])
  await eye.none('voice_left')
  eye.send({
    type: 'webrtc_signal',
    channel_id: id,
    to_user_id: anna.id,
    to_session_id: line.id,
    data: { candidate: {} },
  })
  await again.next('webrtc_signal')
})

test('[RS2] when it does not come back, voice_left follows', async () => {
  await using brief = await startRoom({ limits: { hold_ms: 500 } })
  const [carl, dora] = [await brief.register('carl'), await brief.register('dora')]
  const { eye, id, line } = await call({ resume: '' }, carl, dora)
  const at = Date.now()
  await line.terminate()
  expect(await eye.next('voice_left')).toMatchObject({ user_id: carl.id, session_id: line.id })
  expect(Date.now() - at).toBeGreaterThanOrEqual(400)
  expect(await voiceUsers(eye, id)).toEqual([])
})

test('[RS3] a clean close leaves at once', async () => {
  for (const code of [1000, 1001]) {
    const { eye, line } = await call({ resume: '' })
    // 1001 belongs to a browser's page that goes away; ws itself lets clients send it too.
    await line.close(code)
    expect(await eye.next('voice_left', undefined, 8_000)).toMatchObject({ session_id: line.id })
  }
})

test('[RS4] another login session or user cannot take the session_id', async () => {
  const { eye, id, line } = await call({ resume: '' })
  await line.terminate()
  const phone = await anna.login()
  await using other = await phone.connect({ resume: line.id })
  await using stranger = await bert.connect({ resume: line.id })
  expect([other.id, stranger.id]).not.toContain(line.id)
  expect(await voiceUsers(eye, id)).toEqual([[anna.id, line.id]])
  await using again = await anna.connect({ resume: line.id })
  expect(again.id).toBe(line.id)
})

test('[RS5] resuming displaces a half-open predecessor', async () => {
  const { eye, id, line } = await call({ resume: '' })
  await using again = await anna.connect({ resume: line.id })
  expect(again.id).toBe(line.id)
  await line.closed
  await eye.none('voice_left', 100)
  expect(await voiceUsers(eye, id)).toEqual([[anna.id, again.id]])
  await again.settled()
})

test('[RS6] a restarted server gives the same session_id back', async () => {
  await using lasting = await startRoom()
  const carl = await lasting.register('carl')
  const before = await carl.connect({ resume: '' })
  await lasting.restart()
  expect((await before.closed).code).toBe(1012)
  const phone = await carl.login()
  await using stranger = await phone.connect({ resume: before.id })
  expect(stranger.id).not.toBe(before.id)
  await using again = await carl.connect({ resume: before.id })
  expect(again.id).toBe(before.id)
})

test('[RS7] without resume a break leaves at once', async () => {
  const { eye, line } = await call({})
  await line.terminate()
  expect(await eye.next('voice_left', undefined, 8_000)).toMatchObject({ session_id: line.id })
})

test('[RS8] a client that gives up on its connection (4000) is held', async () => {
  const { id, eye, line } = await call({ resume: '' })
  await line.close(4000)
  await eye.none('voice_left', 300)
  await using again = await anna.connect({ resume: line.id })
  expect(again.id).toBe(line.id)
  expect(await voiceUsers(eye, id)).toEqual([[anna.id, line.id]])
})
