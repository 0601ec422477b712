import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { bareRequest, http, Refused } from '../client.ts'
import type { Reply } from '../client.ts'
import { expectFailure } from '../expect.ts'
import { PASSWORD, startRoom } from '../room.ts'
import type { TestRoom } from '../room.ts'

/** Only Linux answers on all of 127.0.0.0/8, which is what makes several addresses of one machine. */
const isLinux = process.platform === 'linux'
const JSON_TYPE = { 'content-type': 'application/json' }
type From = { address?: string; headers?: Record<string, string> }

const post = (room: TestRoom, path: string, body: unknown, { address = '127.0.0.1', headers = {} }: From = {}) =>
  bareRequest(
    room.url,
    'POST',
    path,
    { ...JSON_TYPE, ...headers },
    { body: JSON.stringify(body), localAddress: address },
  )
const login = (room: TestRoom, username_or_email: string, password: string, from?: From) =>
  post(room, '/api/auth/login', { username_or_email, password }, from)
const registerAs = (room: TestRoom, username: string, from?: From) =>
  post(room, '/api/auth/register', { username, password: PASSWORD }, from)

const statuses = (replies: readonly Reply[]) => {
  const counts: Record<number, number> = {}
  for (const { status } of replies) counts[status] = (counts[status] ?? 0) + 1
  return counts
}
/** 429 in the usual form, and whole seconds within the bounds in `Retry-After`. */
function expectSlowDown(reply: Reply | undefined, atMostSecs: number): void {
  if (reply === undefined) throw new Error('nothing was refused')
  expectFailure(reply, 429, 'slow_down')
  const secs = Number(reply.headers.get('retry-after'))
  expect(Number.isInteger(secs)).toBe(true)
  expect(secs).toBeGreaterThanOrEqual(1)
  expect(secs).toBeLessThanOrEqual(atMostSecs)
}
const times = <T>(count: number, make: (n: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, n) => make(n)))
/** The limits as they are when nobody sets any. */
const defaults = { limits: { rates: 'on' } } as const

describe.skipIf(!isLinux)('failed logins, default limits', () => {
  test('five a minute of one account from one address, parallel ones too', async () => {
    await using room = await startRoom(defaults)
    for (const name of ['anna', 'bert']) await room.register(name)
    const replies = await times(30, () => login(room, 'anna', 'wrong password'))
    expect(statuses(replies)).toEqual({ 401: 5, 429: 25 })
    expectSlowDown(
      replies.find((reply) => reply.status === 429),
      60,
    )
    // Even the right password has to wait here; another account, and another address, have not.
    expectSlowDown(await login(room, 'anna', PASSWORD), 60)
    expect((await login(room, 'bert', PASSWORD)).status).toBe(200)
    expect((await login(room, 'anna', PASSWORD, { address: '127.0.0.2' })).status).toBe(200)
  })

  test('a hundred a minute from one address, whatever the names', async () => {
    await using room = await startRoom(defaults)
    await room.register('anna')
    const address = '127.0.0.3'
    for (let n = 0; n < 100; n += 20) {
      const replies = await times(20, (m) => login(room, `nobody ${n + m}`, 'wrong password', { address }))
      expect(statuses(replies)).toEqual({ 401: 20 })
    }
    expectSlowDown(await login(room, 'somebody', 'wrong password', { address }), 60)
    expectSlowDown(await login(room, 'anna', PASSWORD, { address }), 60)
    expect((await login(room, 'anna', PASSWORD, { address: '127.0.0.4' })).status).toBe(200)
  })

  test('of one account from everywhere: a delay of at most 2 s, and nobody is locked out', async () => {
    await using room = await startRoom(defaults)
    for (const name of ['anna', 'bert']) await room.register(name)
    const addresses = Array.from({ length: 40 }, (_, n) => `127.0.1.${n + 1}`)
    await Promise.all(addresses.map((address) => login(room, 'anna', 'wrong password', { address })))
    const timed = async (name: string, address: string) => {
      const began = performance.now()
      expect((await login(room, name, PASSWORD, { address })).status).toBe(200)
      return performance.now() - began
    }
    const guessed = await timed('anna', '127.0.2.1')
    const calm = await timed('bert', '127.0.2.1')
    expect(guessed).toBeGreaterThan(1_500)
    expect(guessed).toBeLessThan(4_000)
    expect(calm).toBeLessThan(1_500)
  })
})

test('registrations, default limits: a burst of 200 an address, then one a second', async () => {
  await using room = await startRoom(defaults)
  await room.owner()
  const replies: Reply[] = []
  for (let n = 0; n < 220; n += 20) replies.push(...(await times(20, (m) => registerAs(room, `guest${n + m}`))))
  const { 200: made = 0, 429: refused = 0 } = statuses(replies)
  expect(made + refused).toBe(220)
  // The owner was the first; each second gives one more.
  expect(made).toBeGreaterThanOrEqual(199)
  expect(made).toBeLessThan(215)
  expectSlowDown(
    replies.find((reply) => reply.status === 429),
    2,
  )
  if (isLinux) expect((await registerAs(room, 'elsewhere', { address: '127.0.0.2' })).status).toBe(200)
  await sleep(1_100)
  expect((await registerAs(room, 'patient')).status).toBe(200)
}, 60_000)

test('sends, default limits: a burst of 600 an account, then 20 a second', async () => {
  await using room = await startRoom(defaults)
  const [anna, bert] = [await room.register('anna'), await room.register('bert')]
  const { id } = await anna.channel({ name: 'busy' })
  const say = () => anna.post(`/api/channels/${id}/messages`, { content: 'x' })
  const replies: Reply[] = []
  const began = performance.now()
  for (let n = 0; n < 1_000; n += 50) replies.push(...(await times(50, say)))
  const seconds = (performance.now() - began) / 1_000
  const { 200: sent = 0 } = statuses(replies)
  expect(sent).toBeGreaterThanOrEqual(600)
  expect(sent).toBeLessThanOrEqual(Math.min(999, 601 + Math.ceil(seconds * 20)))
  expectSlowDown(
    replies.find((reply) => reply.status === 429),
    1,
  )
  // Frames count as the same sends, and another account is not concerned.
  await using socket = await anna.connect()
  for (let n = 0; n < 30; n += 1) socket.send({ type: 'chat_message', channel_id: id, content: 'x' })
  expect(await socket.next('error')).toMatchObject({ code: 'slow_down' })
  expect((await bert.post(`/api/channels/${id}/messages`, { content: 'mine' })).status).toBe(200)
}, 60_000)

test.skipIf(!isLinux)('requests of any kind, by address', async () => {
  await using room = await startRoom({ limits: { rates: 'on', request_burst: 5, request_per_second: 0.5 } })
  const health = (address: string) => bareRequest(room.url, 'GET', '/api/health', {}, { localAddress: address })
  expect(statuses(await times(5, () => health('127.0.0.2')))).toEqual({ 200: 5 })
  expectSlowDown(await health('127.0.0.2'), 2)
  expect((await health('127.0.0.3')).status).toBe(200)
})

test('`rates: off` lifts each of them, however low it is set', async () => {
  const low = {
    login_failures_per_minute: 1,
    login_failures_per_address_per_minute: 1,
    register_burst: 1,
    send_burst: 1,
    request_burst: 1,
    frame_burst: 1,
  }
  await using room = await startRoom({ limits: { rates: 'off', ...low } })
  const anna = await room.register('anna')
  const began = performance.now()
  expect(statuses(await times(10, () => login(room, 'anna', 'wrong password')))).toEqual({ 401: 10 })
  expect(performance.now() - began).toBeLessThan(2_000)
  expect(statuses(await times(10, (n) => registerAs(room, `guest${n}`)))).toEqual({ 200: 10 })
  const { id } = await anna.channel({ name: 'busy' })
  expect(statuses(await times(10, () => anna.post(`/api/channels/${id}/messages`, { content: 'x' })))).toEqual({
    200: 10,
  })
  await using socket = await anna.connect()
  for (let n = 0; n < 100; n += 1) socket.send({ type: 'ping' })
  await socket.settled()
})

describe('who an address is', () => {
  const SPOOFED = [
    'x-forwarded-for',
    'forwarded',
    'x-real-ip',
    'x-client-ip',
    'true-client-ip',
    'cf-connecting-ip',
    'via',
    'x-forwarded-host',
  ]
  const limits = { rates: 'on', register_burst: 2, register_per_second: 0.001 } as const

  test('no header changes it', async () => {
    await using room = await startRoom({ limits })
    await room.owner()
    expect((await registerAs(room, 'one')).status).toBe(200)
    for (const name of SPOOFED) {
      const headers = { [name]: name === 'forwarded' ? 'for=198.51.100.7' : '198.51.100.7' }
      expectSlowDown(await registerAs(room, 'two', { headers }), 1_001)
    }
  })

  test.skipIf(!isLinux)('but X-Forwarded-For of a trusted proxy, and of no other', async () => {
    await using room = await startRoom({ limits, trustedProxies: ['127.0.0.9'] })
    await room.owner()
    let made = 0
    const via = (address: string, forwarded: string) =>
      registerAs(room, `guest${(made += 1)}`, { address, headers: { 'x-forwarded-for': forwarded } })
    for (let n = 0; n < 2; n += 1) expect((await via('127.0.0.9', '198.51.100.1')).status).toBe(200)
    expectSlowDown(await via('127.0.0.9', '198.51.100.1'), 1_001)
    // What a client wrote itself stands to the left of what the proxy saw.
    expectSlowDown(await via('127.0.0.9', '203.0.113.5, 198.51.100.1'), 1_001)
    expect((await via('127.0.0.9', '198.51.100.2')).status).toBe(200)
    for (let n = 0; n < 2; n += 1) expect((await via('127.0.0.8', `203.0.113.${n}`)).status).toBe(200)
    expectSlowDown(await via('127.0.0.8', '203.0.113.77'), 1_001)
  })

  test.skipIf(!isLinux)('a /64 of IPv6 behind a proxy is one', async () => {
    await using room = await startRoom({ limits, trustedProxies: ['127.0.0.9'] })
    await room.owner()
    const via = (name: string, forwarded: string) =>
      registerAs(room, name, { address: '127.0.0.9', headers: { 'x-forwarded-for': forwarded } })
    expect((await via('one', '2001:db8:1:2::1')).status).toBe(200)
    expect((await via('two', '2001:db8:1:2:ffff::2')).status).toBe(200)
    expectSlowDown(await via('three', '2001:db8:1:2:3:4:5:6'), 1_001)
    expect((await via('four', '2001:db8:1:3::1')).status).toBe(200)
  })
})

describe('connections', () => {
  test('of one user: the one too many is a 429 with Retry-After, and leaving makes room', async () => {
    await using room = await startRoom({ limits: { connections_per_user: 3 } })
    const [anna, bert] = [await room.register('anna'), await room.register('bert')]
    const sockets = await times(3, () => anna.connect())
    await expect(anna.connect()).rejects.toMatchObject({ status: 429 })
    const headers = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    }
    expectSlowDown(await bareRequest(room.url, 'GET', `/ws?token=${anna.auth.access_token}`, headers), 60)
    await using other = await bert.connect()
    await other.settled()
    await sockets[0]?.close()
    await expect.poll(async () => (await anna.connect()).id, { timeout: 5_000 }).toBeTruthy()
    for (const socket of sockets) await socket.close()
  })

  test('of one user, all at once', async () => {
    await using room = await startRoom({ limits: { connections_per_user: 5 } })
    const anna = await room.register('anna')
    for (const query of [{}, { resume: '' }]) {
      const all = await Promise.allSettled(Array.from({ length: 40 }, () => anna.connect(query)))
      const open = all.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
      const refused = all.flatMap((one) =>
        one.status === 'rejected' && one.reason instanceof Refused ? [one.reason.status] : [],
      )
      await Promise.all(open.map((socket) => socket.close()))
      expect({ query, open: open.length, refused }).toEqual({ query, open: 5, refused: refused.map(() => 429) })
    }
  })

  test('of one user: who comes back to a held one takes its place', async () => {
    await using room = await startRoom({ limits: { connections_per_user: 1, connections: 1 } })
    const anna = await room.register('anna')
    const first = await anna.connect({ resume: '' })
    await first.terminate()
    await using second = await anna.connect({ resume: first.id })
    expect(second.id).toBe(first.id)
  })

  test('of the room: 503', async () => {
    await using room = await startRoom({ limits: { connections: 2 } })
    const [anna, bert, carl] = [await room.register('anna'), await room.register('bert'), await room.register('carl')]
    const sockets = [await anna.connect(), await bert.connect()]
    await expect(carl.connect()).rejects.toMatchObject({ status: 503 })
    expect((await http(room.url).get('/api/health')).status).toBe(200)
    for (const socket of sockets) await socket.close()
  })
})
