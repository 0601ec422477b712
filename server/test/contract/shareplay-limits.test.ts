import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { register } from '../client.ts'
import type { Person, Socket } from '../client.ts'
import { expectFailure } from '../expect.ts'
import { noise } from '../images.ts'
import { countOf, filesIn, queueAction, readersOf, songOf, stateOf, toneOf, until } from '../queue.ts'
import { inCall, joined } from '../realtime.ts'
import { PASSWORD, type TestRoom, startRoom } from '../room.ts'
import { songWithCover } from '../songs.ts'
import { startChildRoom } from '../storage/child.ts'
import { startWebServer } from '../web-server.ts'

const lastState = (socket: Socket) => {
  const event = socket.events.findLast(({ type }) => type === 'shareplay_update')
  if (event === undefined) throw new Error('no update')
  return stateOf(event)
}

test('[SP44] in private-files mode who stays gets new URLs when somebody loses access, and who lost it none', async () => {
  await using room = await startRoom({ privateFiles: true })
  const [anna, bert, carl, dora] = await Promise.all(['a', 'b', 'c', 'd'].map((name) => room.person(name)))
  if (!anna || !bert || !carl || !dora) throw new Error('nobody')
  const members = [bert.id, carl.id, dora.id]
  const { id } = await anna.channel({ name: 'den', is_private: true, members })
  await using hand = await inCall(anna, id)
  const theirs = await Promise.all([bert, carl, dora].map((one) => joined(one, id)))
  hand.send(queueAction(id, 'add', await songOf(anna, toneOf(30))))
  const pathIn = (socket: Socket) => lastState(socket).queue[0]?.file_path ?? ''
  await until(hand, (state) => countOf(state, 'ready') === 1)

  const losses: (() => Promise<unknown>)[] = [
    () => bert.post(`/api/channels/${id}/leave`),
    () => anna.post(`/api/channels/${id}/members`, { remove: [carl.id, dora.id] }),
  ]
  for (const lose of losses) {
    const before = pathIn(hand)
    expect((await room.nobody.get(before)).status).toBe(200)
    await lose()
    await expect.poll(() => pathIn(hand)).not.toBe(before)
    expectFailure(await room.nobody.get(before), 401)
    expect((await room.nobody.get(pathIn(hand))).status).toBe(200)
  }
  // Of those who lost it together, none was told of the URLs that hold after it.
  for (const socket of theirs) {
    await socket.settled()
    expectFailure(await room.nobody.get(pathIn(socket)), 401)
    await socket.close()
  }
  const owner = await room.owner()
  const last = await room.person('last')
  await anna.post(`/api/channels/${id}/members`, { add: [last.id] })
  const before = pathIn(hand)
  expect((await owner.post(`/api/admin/users/${last.id}/ban`)).status).toBe(200)
  await expect.poll(() => pathIn(hand)).not.toBe(before)
  expect((await room.nobody.get(pathIn(hand))).status).toBe(200)
})

test('[SP46] fetched songs and covers have a size together; a song beyond it is an error item', async () => {
  const links = [440, 550].map((hertz) => toneOf(30, hertz))
  await using web = await startWebServer({
    '0.mp3': (response) => void response.end(links[0]),
    '1.mp3': (response) => void response.end(links[1]),
  })
  // Enough for one of them.
  const least = Math.max(...links.map(({ length }) => length))
  await using room = await startRoom({ allowFetch: ['127.0.0.0/8'], limits: { shareplay_disk_bytes: 450_000 } })
  expect(least).toBeLessThan(450_000)
  expect(2 * least).toBeGreaterThan(450_000)
  const anna = await room.person('anna')
  const [here, there] = [await anna.channel({ name: 'here' }), await anna.channel({ name: 'there' })]
  await using one = await joined(anna, here.id)
  await using other = await joined(anna, there.id)
  one.send(queueAction(here.id, 'add', `${web.url}/0.mp3`))
  await until(one, (state) => countOf(state, 'ready') === 1)
  other.send(queueAction(there.id, 'add', `${web.url}/1.mp3`))
  for (let tries = 0; tries < 2; tries++) {
    const { queue } = await until(other, (state) => countOf(state, 'error') === 1)
    expect(queue[0]).toMatchObject({
      download_error: 'All songs of this room together have at most 0 MiB. Remove some, then try again.',
      file_path: null,
    })
    other.send(queueAction(there.id, 'retry', 0))
  }
  await until(other, (state) => countOf(state, 'error') === 1)
  one.send(queueAction(here.id, 'remove', 0))
  await expect.poll(() => filesIn(room.dataDir)).toEqual([])
  other.send(queueAction(there.id, 'retry', 0))
  await until(other, (state) => countOf(state, 'ready') === 1)
  other.send(queueAction(there.id, 'clear'))
  await expect.poll(() => filesIn(room.dataDir)).toEqual([])
})

test('[SP46] what covers take counts too, and one that is too much is left out', async () => {
  const bytes = await Promise.all([440, 550].map(async (hertz) => songWithCover(hertz, await noise(320))))
  /** The sizes of the covers, null where there is none, of songs that are added one after the other. */
  const coversIn = async (room: TestRoom, order: readonly number[]) => {
    const anna = await room.person('anna')
    const { id } = await anna.channel({ name: 'here' })
    await using hand = await inCall(anna, id)
    // Uploads cost nothing themselves.
    const songs = await Promise.all(bytes.map((song) => songOf(anna, song)))
    for (const [at, nth] of order.entries()) {
      hand.send(queueAction(id, 'add', songs[nth]))
      await until(hand, (state) => countOf(state, 'ready') === at + 1)
    }
    const paths = lastState(hand).queue.map((item) => item.thumbnail_path)
    return Promise.all(paths.map(async (path) => path && (await anna.get(path)).bytes.length))
  }
  await using roomy = await startRoom()
  const [size] = await coversIn(roomy, [0])
  if (typeof size !== 'number') throw new Error('it has no cover')
  await using room = await startRoom({ limits: { shareplay_disk_bytes: Math.floor(1.5 * size) } })
  // The same cover again costs nothing.
  expect(await coversIn(room, [0, 1, 0])).toEqual([size, null, size])
})

test('[SP47] the same song lies once, however many items of however many channels have it, and goes with the last', async () => {
  await using room = await startRoom()
  const anna = await room.person('anna')
  const bytes = await songWithCover()
  const channels = await Promise.all(['a', 'b'].map((name) => anna.channel({ name })))
  const hands = await Promise.all(channels.map(({ id }) => inCall(anna, id)))
  // Uploaded twice, and added twice each.
  const songs = [await songOf(anna, bytes), await songOf(anna, bytes, 'again.mp3')]
  for (const [at, hand] of hands.entries()) {
    for (const song of [...songs, ...songs]) hand.send(queueAction(channels[at]?.id ?? '', 'add', song))
  }
  for (const hand of hands) await until(hand, (state) => countOf(state, 'ready') === 4)
  expect(await filesIn(room.dataDir)).toHaveLength(2)
  const [one, other] = hands
  const [here, there] = channels
  if (!one || !other || !here || !there) throw new Error('nobody')
  await one.close()
  for (let left = 3; left > 0; left--) {
    other.send(queueAction(there.id, 'remove', 0))
    const { queue } = await until(other, (state) => state.queue.length === left && countOf(state, 'ready') === left)
    const reply = await anna.get(queue[0]?.file_path ?? '')
    expect([reply.status, Buffer.from(reply.bytes).equals(bytes)]).toEqual([200, true])
  }
  expect(await filesIn(room.dataDir)).toHaveLength(2)
  other.send(queueAction(there.id, 'remove', 0))
  await expect.poll(() => filesIn(room.dataDir)).toEqual([])
  await other.close()
})

test('[SP48] channels take turns at being fetched for, and the current item goes before others of its channel', async () => {
  await using room = await startRoom({ limits: { shareplay_fetches: 1 } })
  const anna = await room.person('anna')
  const [many, few] = [await anna.channel({ name: 'many' }), await anna.channel({ name: 'few' })]
  await using one = await joined(anna, many.id)
  await using other = await joined(anna, few.id)
  const song = await songOf(anna, toneOf(60))
  for (let at = 0; at < 12; at++) one.send(queueAction(many.id, 'add', song))
  one.send(queueAction(many.id, 'track', 9))
  await one.settled()
  other.send(queueAction(few.id, 'add', song))
  await until(other, (state) => countOf(state, 'ready') === 1)
  await one.settled()
  // What ran, the current one, and at most one more while the update was on its way.
  const { queue } = lastState(one)
  expect(queue.filter((item) => item.download_status === 'ready').length).toBeLessThanOrEqual(4)
  expect(queue[9]?.download_status).toBe('ready')
  const last = await until(one, (state) => countOf(state, 'ready') === 12)
  expect(last.current_index).toBe(9)
})

/** A room's people, a song in its queue that is ready, and others that are on their way. */
async function busy(who: Person, channelId: string): Promise<Socket> {
  const hand = await inCall(who, channelId)
  const song = await songOf(who, await songWithCover())
  for (let at = 0; at < 20; at++) hand.send(queueAction(channelId, 'add', song))
  await until(hand, (state) => countOf(state, 'ready') > 0)
  return hand
}
const readers = async () => (await readersOf()) ?? 0

test('[SP51] nothing is left after the call, however it ends, and after the room closes: no file, and nobody who reads one', async () => {
  await using room = await startRoom()
  const anna = await room.person('anna')
  const { id } = await anna.channel({ name: 'den' })
  const ends: ((hand: Socket) => unknown)[] = [
    (hand) => hand.send({ type: 'leave_call', channel_id: id }),
    (hand) => hand.terminate(),
    (hand) => hand.send(queueAction(id, 'clear')),
    () => anna.delete(`/api/channels/${id}`),
  ]
  for (const end of ends) {
    const hand = await busy(anna, id)
    await Promise.resolve(end(hand))
    await expect.poll(async () => [await filesIn(room.dataDir), await readers()]).toEqual([[], 0])
    await hand.terminate()
  }
  const again = await anna.channel({ name: 'another' })
  const hand = await busy(anna, again.id)
  await room.stop()
  await hand.closed
  await expect(filesIn(room.dataDir)).rejects.toThrow('ENOENT')
  await expect.poll(readers).toBe(0)
})

test('[SP52] a room that was killed amid it has taken everything away once it runs again', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'stuffchat-test-'))
  try {
    const first = await startChildRoom(dataDir)
    const anna = await register(first.url, { username: 'anna', password: PASSWORD })
    const hand = await busy(anna, (await anna.channel({ name: 'den' })).id)
    expect((await filesIn(dataDir)).length).toBeGreaterThan(0)
    await first.end('SIGKILL')
    await hand.closed
    expect((await filesIn(dataDir)).length).toBeGreaterThan(0)
    const second = await startChildRoom(dataDir)
    await expect.poll(() => filesIn(dataDir)).toEqual([])
    await second.end()
    await expect(filesIn(dataDir)).rejects.toThrow('ENOENT')
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
})
