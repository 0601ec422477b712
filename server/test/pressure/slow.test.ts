import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'
import { register } from '../client.ts'
import type { Person } from '../client.ts'
import { OPCODE, upgrade } from '../fuzz/frame.ts'
import type { RawSocket } from '../fuzz/frame.ts'
import { startProcess } from '../fuzz/process.ts'
import type { RoomProcess } from '../fuzz/process.ts'
import { joined } from '../realtime.ts'
import { PASSWORD } from '../room.ts'

const MiB = 2 ** 20
/** 32 KB on the wire. */
const CONTENT = '😀'.repeat(8_000)
/** So many of them fill whatever the system buffers between two sockets (some MiB each way), and ours. */
const FLOOD = 440
const AT_ONCE = 20
const Event = z.looseObject({ type: z.string() })

const opened: RawSocket[] = []
afterEach(() => opened.splice(0).forEach((socket) => socket.destroy()))

async function start(limits = {}) {
  const room = await startProcess(limits)
  const [anna, bert] = await Promise.all(
    ['anna', 'bert'].map((username) => register(room.url, { username, password: PASSWORD })),
  )
  if (anna === undefined || bert === undefined) throw new Error('nobody')
  const { id } = await anna.channel({ name: 'torrent', is_private: true, members: [bert.id] })
  return { room, anna, bert, id, [Symbol.asyncDispose]: () => room[Symbol.asyncDispose]() }
}

/** Upgrades, joins, and stops reading. */
async function slowReader(room: RoomProcess, who: Person, channelId: string): Promise<RawSocket> {
  const socket = await upgrade(room.port, who.auth.access_token, { join: channelId })
  opened.push(socket)
  socket.pause()
  return socket
}
const eventsOf = (socket: RawSocket) =>
  socket
    .frames()
    .filter((one) => one.opcode === OPCODE.text)
    .map((one) => Event.parse(JSON.parse(one.payload.toString())))

async function flood(
  from: Person,
  channelId: string,
  count: number,
  each: (n: number) => void = () => {},
): Promise<void> {
  for (let n = 0; n < count; n += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, () => from.say(channelId, CONTENT)))
    each(n)
  }
}

test('beyond 1 MiB buffered a slow reader misses what is ephemeral, and nothing else', async () => {
  await using stage = await start({ slow_reader_close_bytes: 1_000 * MiB })
  const { room, anna, bert, id } = stage
  const slow = await slowReader(room, bert, id)
  await using typist = await joined(anna, id)
  await using quick = await joined(bert, id)
  const rounds = FLOOD / AT_ONCE
  await flood(anna, id, FLOOD, () => typist.send({ type: 'typing', channel_id: id, started: true }))
  await typist.settled()
  await quick.settled()
  const typed = (events: readonly { type: string }[]) =>
    events.filter((event) => event.type === 'typing' && 'started' in event && event.started === true).length
  expect(typed(quick.events)).toBe(rounds)

  slow.resume()
  const created = () => eventsOf(slow).filter((event) => event.type === 'message_created')
  await slow.until(() => slow.frames().filter((one) => one.payload.length > CONTENT.length).length >= FLOOD, 10_000)
  expect(created().map((event) => event.seq)).toEqual(Array.from({ length: FLOOD }, (_, n) => n + 1))
  const events = eventsOf(slow)
  expect(typed(events)).toBeLessThan(rounds)
  // All that came after the last one that it got had gone through the buffer of 1 MiB and more.
  const after = events.slice(events.findLastIndex((event) => event.type === 'typing') + 1)
  expect(Buffer.byteLength(JSON.stringify(after))).toBeGreaterThan(MiB)
  // It is no second-class connection for ever: with the buffer empty it hears of everything again.
  const before = typed(events)
  typist.send({ type: 'typing', channel_id: id, started: true })
  await slow.until(() => typed(eventsOf(slow)) > before, 5_000)
  expect(typed(eventsOf(slow))).toBe(before + 1)
}, 60_000)

test('twenty that never read are closed, and nobody else waits for them', async () => {
  await using stage = await start()
  const { room, anna, bert, id } = stage
  await using quick = await joined(bert, id)
  const slow = await Promise.all(Array.from({ length: 20 }, () => slowReader(room, bert, id)))
  const before = await room.memory()
  const waits: number[] = []
  let flooding = true
  const watch = async () => {
    for (; flooding; await sleep(20)) {
      const began = performance.now()
      await quick.settled()
      waits.push(performance.now() - began)
    }
  }
  const watching = watch()
  await flood(anna, id, FLOOD)
  flooding = false
  await watching
  const last = FLOOD
  await quick.next('message_created', (event) => event.seq === last)
  const peak = await room.memory()

  // Those that read again learn why; who never does is cut off some time later.
  for (const socket of slow) socket.resume()
  await Promise.all(slow.map((socket) => socket.until(() => socket.closeCode() !== null, 10_000)))
  expect(slow.map((socket) => (socket.said().closed ? 1013 : socket.closeCode()))).toEqual(slow.map(() => 1013))
  for (const socket of slow) socket.destroy()
  await sleep(1_000)
  const after = await room.memory()
  const sorted = waits.toSorted((a, b) => a - b)
  const figures = {
    pings: waits.length,
    p50_ms: Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0),
    max_ms: Math.round(sorted.at(-1) ?? 0),
    with_1013: slow.filter((socket) => socket.closeCode() === 1013).length,
    rss_mib: [before, peak, after].map((one) => Math.round(one.rss / MiB)),
    external_mib: [before, peak, after].map((one) => Math.round(one.external / MiB)),
  }
  console.info(JSON.stringify(figures))
  expect(figures.max_ms).toBeLessThan(1_500)
  // 2 MiB each at the most, and what one turn adds to it, of which all share the one buffer.
  expect(peak.external - before.external).toBeLessThan(20 * 2 * MiB + 16 * MiB)
  expect(after.external - before.external).toBeLessThan(8 * MiB)
  expect(peak.rss - before.rss).toBeLessThan(160 * MiB)
}, 60_000)

test('default limits: a flood of frames, right or wrong, is closed with 1008', async () => {
  await using stage = await start({ rates: 'on', send_burst: 100_000 })
  const { room, anna, bert, id } = stage
  await using quick = await joined(bert, id)
  for (const text of ['{"type":"ping"}', 'nonsense', '{"type":"join","channel_id":"x"}']) {
    const socket = await upgrade(room.port, anna.auth.access_token)
    opened.push(socket)
    socket.writeFrames(text, 1_900)
    await socket.until(() => socket.closeCode() !== null, 300)
    expect(socket.closeCode()).toBe(null)
    socket.writeFrames(text, 3_000)
    await socket.until(() => socket.closeCode() !== null, 5_000)
    expect(socket.closeCode()).toBe(1008)
  }
  const began = performance.now()
  await anna.say(id, 'still here')
  await quick.next('message_created', (event) => event.content === 'still here')
  expect(performance.now() - began).toBeLessThan(2_000)
}, 60_000)
