import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { register } from '../client.ts'
import type { Person } from '../client.ts'
import { startProcess } from '../fuzz/process.ts'
import type { RoomProcess } from '../fuzz/process.ts'
import { countOf, queueAction, readersOf, songOf, stateOf, until } from '../queue.ts'
import { inCall } from '../realtime.ts'
import { PASSWORD } from '../room.ts'
import { songWithCover } from '../songs.ts'

const MiB = 2 ** 20
const ADDS = 10_000
const WITHIN_MS = 10_000
const CLIENTS = 8
const ROUNDS = 100
const MOST_ITEMS = 200

let room: RoomProcess
let people: Person[]
beforeAll(async () => {
  // A process of its own, with every limit as it is by default.
  room = await startProcess({ rates: 'on' })
  people = await Promise.all(
    Array.from({ length: CLIENTS }, (_, n) => register(room.url, { username: `dj${n}`, password: PASSWORD })),
  )
})
afterAll(() => room[Symbol.asyncDispose]())

test('[SP50] 10,000 adds in ten seconds: at most 200 items and two fetches, nobody is too slow, and nothing is left', async () => {
  const [host] = people
  if (!host) throw new Error('nobody came')
  const { id } = await host.channel({ name: 'party', is_private: true, members: people.slice(1).map((one) => one.id) })
  const sockets = await Promise.all(people.map((one) => inCall(one, id)))
  const song = await songOf(host, await songWithCover())
  const before = await room.memory()

  let flooding = true
  const readers: number[] = []
  const watchReaders = async () => {
    for (; flooding; await sleep(20)) readers.push((await readersOf(room.pid)) ?? 0)
  }
  const waits: number[] = []
  await using ear = await host.connect()
  const watchPings = async () => {
    for (; flooding; await sleep(50)) {
      const began = performance.now()
      await ear.settled()
      waits.push(performance.now() - began)
    }
  }
  const watching = [watchReaders(), watchPings()]
  const began = performance.now()
  for (let round = 0; round < ROUNDS; round++) {
    for (const socket of sockets) {
      for (let n = 0; n < ADDS / ROUNDS / CLIENTS; n++) {
        socket.send(queueAction(id, 'add', n % 4 === 0 ? `words ${round} ${n}` : song))
      }
    }
    // Else all but the first 200 would only be refused: what is fetched and what waits is thrown away again and again.
    if (round % 5 === 4) sockets[round % CLIENTS]?.send(queueAction(id, 'clear'))
    await sleep(Math.max(0, began + (WITHIN_MS * 0.9 * (round + 1)) / ROUNDS - performance.now()))
  }
  for (const socket of sockets) await socket.settled()
  const took = performance.now() - began
  flooding = false
  await Promise.all(watching)
  const peak = await room.memory()

  const updates = sockets.flatMap(({ events }) => events.filter(({ type }) => type === 'shareplay_update')).map(stateOf)
  const errors = sockets.flatMap(({ events }) => events.filter(({ type }) => type === 'error'))
  const figures = {
    secs: Math.round(took / 100) / 10,
    updates_each: Math.round(updates.length / CLIENTS),
    longest: Math.max(...updates.map(({ queue }) => queue.length)),
    refused: errors.length,
    readers: Math.max(...readers),
    pings: waits.length,
    slowest_ping_ms: Math.round(Math.max(...waits)),
    rss_mib: [before, peak].map(({ rss }) => Math.round(rss / MiB)),
  }
  console.info(JSON.stringify(figures))
  expect(figures.longest).toBe(MOST_ITEMS)
  expect(figures.readers).toBeLessThanOrEqual(2)
  expect([...new Set(errors.map(({ code }) => code))]).toEqual(['queue_full'])
  expect(peak.rss - before.rss).toBeLessThan(200 * MiB)
  expect(room.ended()).toBe(null)
  for (const socket of sockets) expect(socket.ws.readyState).toBe(socket.ws.OPEN)

  // What stands in the queue at last comes all right, once the rest is thrown away.
  const [hand] = sockets
  if (!hand) throw new Error('nobody came')
  hand.send(queueAction(id, 'clear'))
  await hand.settled()
  hand.send(queueAction(id, 'add', song))
  await until(hand, (state) => state.queue.length === 1 && countOf(state, 'ready') === 1)
  for (const socket of sockets) await socket.close()
  await expect.poll(async () => (await readersOf(room.pid)) ?? 0).toBe(0)
  await expect.poll(async () => (await host.get(`/api/shareplay/${id}/current`)).status).toBe(404)
  await expect.poll(() => room.songs()).toEqual([])
  const after = await room.memory()
  expect(after.heapUsed - before.heapUsed).toBeLessThan(16 * MiB)
}, 120_000)
