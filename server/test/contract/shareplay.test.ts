import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ShareplayState } from '#protocol/shareplay.ts'
import type { Event, Person, Socket } from '../client.ts'
import { filesIn } from '../queue.ts'
import { expectError, inCall, joined } from '../realtime.ts'
import { startRoom } from '../room.ts'
import type { TestRoom } from '../room.ts'
import { expectFailure } from '../expect.ts'

let room: TestRoom
let anna: Person
let bert: Person
let sounds: string
beforeAll(async () => {
  room = await startRoom()
  anna = await room.person('anna')
  bert = await room.person('bert')
  sounds = await mkdtemp(join(tmpdir(), 'stuffchat-sounds-'))
})
afterAll(async () => {
  await room.close()
  await rm(sounds, { recursive: true, force: true })
})

const cell = () => anna.channel({ name: 'music', is_voice: true, is_private: true, members: [bert.id] })
const stateOf = (event: Event) => ShareplayState.parse(event.state)
const currentOf = (state: ShareplayState) => state.queue[state.current_index ?? -1]
const action = (channel_id: string, action_type: string, data: unknown = null, more: object = {}) => ({
  type: 'shareplay_action',
  channel_id,
  action_type,
  data,
  ...more,
})

/** A tone of so many seconds, as one of Anna's uploads. */
async function song(secs: number, format = 'mp3', who = anna): Promise<string> {
  const path = join(sounds, `${randomUUID()}.${format}`)
  const tone = ['-f', 'lavfi', '-i', `sine=frequency=440:duration=${secs}`, '-metadata', 'title=A Tone']
  execFileSync('ffmpeg', ['-v', 'error', ...tone, path])
  return who.file(new Uint8Array(await readFile(path)), `tone.${format}`)
}

/** The next update in which something holds. */
async function until(socket: Socket, holds: (state: ShareplayState) => boolean): Promise<ShareplayState> {
  return stateOf(await socket.next('shareplay_update', (event) => holds(stateOf(event))))
}
const isReady = (state: ShareplayState) => currentOf(state)?.download_status === 'ready'

test('[SP1] an uploaded file is added, becomes ready and plays slightly ahead, for all who joined', async () => {
  const { id } = await cell()
  await using ear = await joined(bert, id)
  await using hand = await inCall(anna, id)
  const file = await song(5)
  hand.send(action(id, 'add', `file:${file}`))
  const first = await until(ear, () => true)
  expect(first).toMatchObject({ current_index: 0, status: 'playing', start_time: null, current_position_secs: 0 })
  expect(first.queue).toMatchObject([
    { title: `file:${file}`, url: `file:${file}`, duration_seconds: 0, download_status: 'grabbing', file_path: null },
  ])
  const state = await until(ear, isReady)
  const item = currentOf(state)
  expect(item).toMatchObject({ title: 'A Tone', added_by: anna.id, file_path: `/api/shareplay/song/${item?.id}` })
  expect(Math.abs((item?.duration_seconds ?? 0) - 5)).toBeLessThan(0.2)
  const ahead = Date.parse(state.start_time ?? '') - Date.now()
  expect(ahead).toBeGreaterThan(0)
  expect(ahead).toBeLessThanOrEqual(500)
  // Whoever comes later is told at once.
  await using late = await joined(bert, id)
  expect(stateOf(await late.next('shareplay_state'))).toEqual(state)
})

test('[SP2] [ME1] the id is the capability: ranges for nobody, 404 for an unknown song, and gone with its item', async () => {
  const { id } = await cell()
  await using hand = await inCall(anna, id)
  expectFailure(await anna.get(`/api/shareplay/${id}/current`), 404)
  hand.send(action(id, 'add', `file:${await song(2, 'flac')}`))
  const item = currentOf(await until(hand, isReady))
  expect((await bert.get(`/api/shareplay/${id}/current`)).body).toEqual({ song_id: item?.id })
  expectFailure(await room.nobody.get(`/api/shareplay/${id}/current`), 401)
  const path = `${room.url}${item?.file_path ?? ''}`
  const whole = await fetch(path)
  expect([whole.status, whole.headers.get('content-type'), whole.headers.get('accept-ranges')]).toEqual([
    200,
    'audio/flac',
    'bytes',
  ])
  const bytes = new Uint8Array(await whole.arrayBuffer())
  const part = await fetch(path, { headers: { range: 'bytes=100-199' } })
  expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 100-199/${bytes.length}`])
  expect(new Uint8Array(await part.arrayBuffer())).toEqual(bytes.subarray(100, 200))
  for (const kind of ['song', 'thumbnail']) {
    const unknown = `/api/shareplay/${kind}/${randomUUID()}`
    expectFailure(await room.nobody.get(unknown), 401)
    expectFailure(await anna.get(unknown), 404)
  }
  hand.send(action(id, 'remove', 0))
  expect(await until(hand, ({ queue }) => queue.length === 0)).toMatchObject({ current_index: null, status: 'paused' })
  expect((await fetch(path)).status).toBe(401)
})

test('[SP3] an unknown file and one that is not theirs to read are the same error item', async () => {
  const { id } = await cell()
  const hidden = await song(1, 'wav', await room.person('carl'))
  await using hand = await inCall(anna, id)
  for (const data of [`file:${randomUUID()}`, `file:${hidden}`]) hand.send(action(id, 'add', data))
  const { queue } = await until(hand, (state) => state.queue.filter((one) => one.download_error).length === 2)
  expect(queue[0]?.download_error).toBe(queue[1]?.download_error)
  expect(queue.map((one) => [one.download_status, one.file_path])).toEqual([
    ['error', null],
    ['error', null],
  ])
})

test('[SP4] a link or words become an error item that says what works', async () => {
  const { id } = await cell()
  await using hand = await inCall(anna, id)
  hand.send(action(id, 'add', 'http://127.0.0.1/secret.mp3'))
  const state = await until(hand, ({ queue }) => queue[0]?.download_status === 'error')
  expect(state.queue[0]?.download_error).toMatch(/Upload/)
  expect(state.start_time).toBeNull()
})

test('[SP5] two people who press next with the same rev skip one track', async () => {
  const { id } = await cell()
  await using one = await inCall(anna, id)
  await using two = await inCall(bert, id)
  for (let at = 0; at < 3; at++) one.send(action(id, 'add', `file:${randomUUID()}`))
  await until(one, ({ queue }) => queue.filter((item) => item.download_error).length === 3)
  one.send(action(id, 'pause'))
  const { rev } = await until(one, ({ status }) => status === 'paused')
  one.send(action(id, 'next', null, { rev }))
  await one.settled()
  expect(await expectError(two, action(id, 'next', null, { rev }))).toMatchObject({ code: 'stale' })
  const state = await until(two, ({ current_index: index }) => index === 1)
  expect(state.rev).toBe(rev + 1)
})

test("[SP6] the room's clock advances, and an older client's next around the end advances no further", async () => {
  const { id } = await cell()
  await using hand = await inCall(anna, id)
  const file = await song(1, 'wav')
  for (let at = 0; at < 3; at++) hand.send(action(id, 'add', `file:${file}`))
  await until(hand, ({ queue }) => queue.filter((item) => item.download_status === 'ready').length === 3)
  const { start_time: start } = await until(hand, ({ current_index: index }) => index === 1)
  for (let at = 0; at < 3; at++) hand.send(action(id, 'next'))
  await hand.settled()
  const events = hand.events.filter((event) => event.type === 'shareplay_update').map(stateOf)
  expect(events.at(-1)).toMatchObject({ current_index: 1, start_time: start })
})

test('[SP7] the last one out of the call ends it: files gone, shareplay_cleared, nothing left to join', async () => {
  const { id } = await cell()
  await using ear = await joined(bert, id)
  await using hand = await inCall(anna, id)
  hand.send(action(id, 'add', `file:${await song(1, 'ogg')}`))
  const item = currentOf(await until(hand, isReady))
  const mine = async () => (await filesIn(room.dataDir)).length
  const before = await mine()
  hand.send({ type: 'leave_call', channel_id: id })
  for (const socket of [ear, hand]) expect(await socket.next('shareplay_cleared')).toMatchObject({ channel_id: id })
  expectFailure(await anna.get(`/api/shareplay/song/${item?.id}`), 404)
  await expect.poll(mine).toBe(before - 1)
  await using late = await joined(bert, id)
  await late.none('shareplay_state')
})

test('[SP8] seeking, indexes and actions that are none are errors and change nothing', async () => {
  const { id } = await cell()
  await using hand = await inCall(anna, id)
  hand.send(action(id, 'add', `file:${await song(5, 'wav')}`))
  const ready = await until(hand, isReady)
  const wrong: [string, unknown][] = [
    ['seek', 'soon'],
    ['seek', -1],
    ['seek', 6],
    ['track', 7],
    ['remove', 'x'],
    ['dance', null],
    ['add', ' '],
    ['move', '0,9'],
  ]
  const heard = hand.waiting('shareplay_update').length
  for (const [type, data] of wrong) await expectError(hand, action(id, type, data))
  expect(hand.waiting('shareplay_update').length).toBe(heard)
  hand.send(action(id, 'pause'))
  expect((await until(hand, ({ status }) => status === 'paused')).rev).toBe(ready.rev + 1)
  hand.send(action(id, 'seek', '0:03'))
  const sought = await until(hand, ({ current_position_secs: secs }) => secs === 3)
  expect(sought).toMatchObject({ status: 'paused', start_time: null })
})

test('[SP60] a seek that was meant for the song before is the error stale and changes nothing', async () => {
  const { id } = await cell()
  await using hand = await inCall(anna, id)
  const file = await song(5, 'wav')
  for (let at = 0; at < 2; at++) hand.send(action(id, 'add', `file:${file}`))
  await until(hand, ({ queue }) => queue.filter((item) => item.download_status === 'ready').length === 2)
  hand.send(action(id, 'pause'))
  const before = await until(hand, ({ status }) => status === 'paused')
  const meant = { item_id: currentOf(before)?.id }
  hand.send(action(id, 'seek', 2, meant))
  await until(hand, ({ current_position_secs: secs }) => secs === 2)
  hand.send(action(id, 'next'))
  const next = await until(hand, ({ current_index: index }) => index === 1)
  const heard = hand.waiting('shareplay_update').length
  expect(await expectError(hand, action(id, 'seek', 3, meant))).toMatchObject({ code: 'stale' })
  expect(hand.waiting('shareplay_update').length).toBe(heard)
  hand.send(action(id, 'seek', 1, { item_id: currentOf(next)?.id }))
  const sought = await until(hand, ({ current_position_secs: secs }) => secs === 1)
  expect(sought).toMatchObject({ current_index: 1, rev: next.rev + 1 })
})

test('[SP9] a full queue takes no more, and without anybody there it ends by itself', async () => {
  await using small = await startRoom({ limits: { shareplay_items: 2, shareplay_idle_ms: 100 } })
  const who = await small.person('dora')
  const { id } = await who.channel({ name: 'den' })
  const hand = await joined(who, id)
  for (let at = 0; at < 2; at++) hand.send(action(id, 'add', 'x'))
  await hand.settled()
  expect(await expectError(hand, action(id, 'add', 'x'))).toMatchObject({ code: 'queue_full' })
  hand.send({ type: 'leave', channel_id: id })
  // Who is only in the room was never asked; the queue lasts as long as its time.
  await expect.poll(async () => (await who.get(`/api/shareplay/${id}/current`)).status, { timeout: 5_000 }).toBe(404)
  await hand.close()
})

test('[SP10] in private-files mode a song needs a reader, or the signature that its URL carries', async () => {
  await using locked = await startRoom({ privateFiles: true })
  const who = await locked.person('emil')
  const stranger = await locked.person('fred')
  const { id } = await who.channel({ name: 'den', is_private: true })
  await using hand = await inCall(who, id)
  hand.send(action(id, 'add', `file:${await song(1, 'wav', who)}`))
  const item = currentOf(await until(hand, isReady))
  const path = item?.file_path ?? ''
  expect(path).toMatch(/\?exp=\d+&sig=/)
  expect((await locked.nobody.get(path)).status).toBe(200)
  const bare = path.replace(/\?.*/, '')
  expectFailure(await locked.nobody.get(bare), 401)
  expectFailure(await stranger.get(bare), 404)
  expect((await who.get(bare)).status).toBe(200)
})

test('[SP11] nothing of it survives a restart', async () => {
  await using other = await startRoom()
  const who = await other.person('gina')
  const { id } = await who.channel({ name: 'den' })
  const hand = await inCall(who, id)
  hand.send(action(id, 'add', `file:${await song(1, 'wav', who)}`))
  await until(hand, isReady)
  await other.restart()
  await hand.closed
  await using again = await joined(who, id)
  await again.none('shareplay_state')
  expect(await filesIn(other.dataDir)).toEqual([])
})

test('[SP12] a queue full of long texts, changed as often as frames may come, disconnects nobody', async () => {
  const { id } = await cell()
  await using ear = await joined(bert, id)
  await using hand = await joined(anna, id)
  for (let at = 0; at < 200; at++) hand.send(action(id, 'add', `${at} ${'漢'.repeat(650)}`))
  for (let at = 0; at < 300; at++) hand.send(action(id, 'shuffle'))
  await until(ear, ({ queue }) => queue.length === 200)
  await ear.settled()
  await hand.settled()
  expect(await expectError(hand, action(id, 'add', '漢'.repeat(700)))).toMatchObject({ code: 'invalid' })
  await using late = await joined(bert, id)
  expect(stateOf(await late.next('shareplay_state')).queue).toHaveLength(200)
})
