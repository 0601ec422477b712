import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { bareRequest, person } from '../client.ts'
import type { Reply } from '../client.ts'
import { expectFailure } from '../expect.ts'
import { PASSWORD, startRoom } from '../room.ts'

const JSON_TYPE = { 'content-type': 'application/json' }
const on = { rates: 'on' } as const

function expectSlowDown(reply: Reply): void {
  expectFailure(reply, 429)
  expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0)
}

/** A login from that loopback address; Linux answers on all of 127.0.0.0/8. */
const loginFrom = (url: string, username: string, password: string, localAddress = '127.0.0.1', more = {}) =>
  bareRequest(
    url,
    'POST',
    '/api/auth/login',
    { ...JSON_TYPE, ...more },
    {
      body: JSON.stringify({ username_or_email: username, password }),
      localAddress,
    },
  )
const isLinux = process.platform === 'linux'

test('[LI1] failed logins per account and address', async () => {
  await using room = await startRoom({ limits: { ...on, login_failures_per_minute: 3, login_delay_ms: 0 } })
  await room.register('anna')
  await room.register('bert')
  for (let n = 0; n < 3; n += 1) expectFailure(await loginFrom(room.url, 'anna', 'wrong password'), 401)
  expectSlowDown(await loginFrom(room.url, 'anna', 'wrong password'))
  expectSlowDown(await loginFrom(room.url, 'ANNA', 'wrong password'))
  expect((await loginFrom(room.url, 'bert', PASSWORD)).status).toBe(200)
})

test('[LI2] failed logins per address', async () => {
  await using room = await startRoom({ limits: { ...on, login_failures_per_address_per_minute: 6, login_delay_ms: 0 } })
  await room.register('anna')
  for (let n = 0; n < 6; n += 1) expectFailure(await loginFrom(room.url, `nobody ${n}`, 'wrong password'), 401)
  expectSlowDown(await loginFrom(room.url, 'nobody else', 'wrong password'))
})

test.skipIf(!isLinux)('[LI3] nobody can lock another out', async () => {
  await using room = await startRoom({ limits: { ...on, login_failures_per_minute: 3, login_delay_ms: 50 } })
  await room.register('anna')
  for (let n = 0; n < 8; n += 1) await loginFrom(room.url, 'anna', 'wrong password', '127.0.0.2')
  expectSlowDown(await loginFrom(room.url, 'anna', PASSWORD, '127.0.0.2'))
  expect((await loginFrom(room.url, 'anna', PASSWORD, '127.0.0.3')).status).toBe(200)
})

test('[LI4] registrations per address', async () => {
  await using room = await startRoom({ limits: { ...on, register_burst: 3, register_per_second: 0.01 } })
  for (const name of ['anna', 'bert', 'carl']) await room.register(name)
  expectSlowDown(await room.nobody.post('/api/auth/register', { username: 'dora', password: PASSWORD }))
})

test('[LI5] sends per account', async () => {
  await using room = await startRoom({ limits: { ...on, send_burst: 5, send_per_second: 0.01 } })
  const [anna, bert] = [await room.register('anna'), await room.register('bert')]
  const { id } = await anna.channel({ name: 'busy' })
  await using socket = await anna.connect()
  for (let n = 0; n < 5; n += 1) await anna.say(id, `${n}`)
  expectSlowDown(await anna.post(`/api/channels/${id}/messages`, { content: 'too much' }))
  socket.send({ type: 'chat_message', channel_id: id, content: 'too much' })
  await socket.next('error')
  await socket.settled()
  expect((await bert.say(id, 'mine')).seq).toBe(6)
})

test('[LI6] a spoofed forwarding header changes nothing', async () => {
  await using room = await startRoom({ limits: { ...on, login_failures_per_minute: 2, login_delay_ms: 0 } })
  await room.register('anna')
  const spoofed = (n: number) => ({
    'x-forwarded-for': `198.51.100.${n}`,
    forwarded: `for=198.51.100.${n}`,
    'x-real-ip': `198.51.100.${n}`,
  })
  for (let n = 0; n < 2; n += 1) {
    expectFailure(await loginFrom(room.url, 'anna', 'wrong password', '127.0.0.1', spoofed(n)), 401)
  }
  expectSlowDown(await loginFrom(room.url, 'anna', 'wrong password', '127.0.0.1', spoofed(9)))
})

test('[LI7] behind a trusted proxy the forwarded address counts', async () => {
  const limits = { ...on, login_failures_per_minute: 2, login_delay_ms: 0 }
  await using room = await startRoom({ limits, trustedProxies: ['127.0.0.0/8'] })
  await room.register('anna')
  const via = (address: string, password: string) =>
    loginFrom(room.url, 'anna', password, '127.0.0.1', { 'x-forwarded-for': address })
  for (let n = 0; n < 2; n += 1) expectFailure(await via('198.51.100.1', 'wrong password'), 401)
  expectSlowDown(await via('198.51.100.1', 'wrong password'))
  // The last entry is what the proxy saw; what stands before it anybody can write.
  expectSlowDown(await via('203.0.113.9, 198.51.100.1', 'wrong password'))
  expect((await via('198.51.100.2', PASSWORD)).status).toBe(200)
})

/** Sends that much and waits until the other side ends the connection; gives what it said. */
function stall(port: number, sent: (string | Uint8Array)[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => sent.forEach((part) => socket.write(part)))
    let said = ''
    socket.setTimeout(12_000, () => {
      socket.destroy()
      reject(new Error(`still open after 12 s; it said ${said}`))
    })
    // Once: the timeout is for silence, and a chatty peer must not keep us waiting for ever.
    socket.once('data', () => undefined)
    socket.on('data', (chunk) => (said += chunk.toString('latin1')))
    socket.on('end', () => socket.end())
    socket.on('error', () => resolve(said))
    socket.on('close', () => resolve(said))
  })
}
const patient = { limits: { header_timeout_ms: 500 } }

test('[LI8] a body that never finishes is cut', async () => {
  await using room = await startRoom(patient)
  const anna = await room.register('anna')
  const head = (path: string, type: string) =>
    `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${anna.auth.access_token}\r\ncontent-type: ${type}\r\ncontent-length: 1000\r\n\r\n`
  await stall(room.port, [head('/api/auth/login', 'application/json'), '{"username_or_email":'])
  await stall(room.port, [head('/api/channels', 'application/json'), '{"name":'])
  expect((await room.nobody.get('/api/health')).status).toBe(200)
}, 40_000)

test('[LI9] headers that never finish are cut', async () => {
  await using room = await startRoom(patient)
  await stall(room.port, ['GET /api/health HTTP/1.1\r\nhost: 127.0.0.1\r\nx-slow: '])
  expect((await room.nobody.get('/api/health')).status).toBe(200)
}, 40_000)

test('[LI10] a frame that never finishes is cut', async () => {
  await using room = await startRoom(patient)
  const anna = await room.register('anna')
  const upgrade = [
    `GET /ws?token=${anna.auth.access_token} HTTP/1.1`,
    'host: 127.0.0.1',
    'connection: Upgrade',
    'upgrade: websocket',
    'sec-websocket-version: 13',
    'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
  ]
  // FIN + text, masked, a length of 100 in two bytes, the mask, and only three bytes of it.
  const partial = new Uint8Array([0x81, 0xfe, 0x00, 0x64, 1, 2, 3, 4, 0x7a, 0x20, 0x71])
  expect(await stall(room.port, [`${upgrade.join('\r\n')}\r\n\r\n`, partial])).toMatch(/^HTTP\/1\.1 101/)
}, 40_000)

test('[LI11] an unknown limit is refused at the start', async () => {
  const limits = JSON.parse('{"no_such_limit":1}')
  await expect(startRoom({ limits })).rejects.toThrow()
})

test('[LI6] an account made behind a spoofed header is as any other', async () => {
  await using room = await startRoom()
  await room.owner()
  const account = { username: 'spoofer', password: PASSWORD }
  const headers = { 'x-forwarded-for': '127.0.0.1' }
  const spoofer = person(
    room.url,
    account,
    await room.nobody.ask('POST', '/api/auth/register', { json: account, headers }),
  )
  expectFailure(await spoofer.get('/api/admin/users'), 403)
})
