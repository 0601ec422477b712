import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from '@playwright/test'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { Reached } from '../../server/protocol/bridge.ts'
import { Health } from '../../server/protocol/health.ts'
import { formatAppLink } from '../../server/protocol/invitation.ts'
import { createTunnels } from '../../main/tunnels.ts'
import { TEXTS } from '../../main/texts.ts'
import { loadDial } from '../../server/start.ts'
import { http, register } from '../../server/test/client.ts'
import { startRoom } from '../../server/test/room.ts'
import { call } from './call.ts'
import { startPlain, startRecorder } from './recorder.ts'
import { openedShell, startBrowser } from './shell.ts'

let browser: Browser
beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(() => browser.close())

const PASSWORD = 'correct horse battery'
/** How the stand-in's page calls itself to a WebSocket (electron-stand-in/origin.ts). */
const origins = ['http://stuffchat.localhost']

async function openTunnels() {
  const logged: string[] = []
  const tunnels = createTunnels({ dial: await loadDial(), log: (what) => void logged.push(what) })
  return { ...tunnels, logged, [Symbol.asyncDispose]: tunnels.close }
}
const healthOf = async (url: string) => Health.parse(await (await fetch(`${url}/api/health`)).json())
const opened = (reached: unknown) => {
  const parsed = Reached.parse(reached)
  if (parsed.kind !== 'open') throw new Error(`It is ${parsed.kind}.`)
  return parsed
}
const failed = async (asked: Promise<unknown>) => {
  await expect(asked).rejects.toThrow(/fetch failed/)
}

test('[PN1] the right key: open, by the address that proved it, and the room is behind it', async () => {
  await using room = await startRoom()
  await using tunnels = await openTunnels()
  const { identity } = await healthOf(room.url)
  const reached = opened(await tunnels.reach({ addresses: [`127.0.0.1:${room.port}`], identity }))
  expect(reached).toMatchObject({ identity, addresses: [`127.0.0.1:${room.port}`] })
  expect(await healthOf(reached.base_url)).toMatchObject({ identity, name: 'Stuffchat' })
  // First use: nobody named a key, and it is told which one was shown.
  const first = opened(await tunnels.reach({ addresses: [`127.0.0.1:${room.port}`], identity: null }))
  expect(first).toEqual(reached)
})

test('[PN2] another key at the same address: changed, whose key it is, and not a byte was said', async () => {
  await using room = await startRoom()
  const { identity } = await healthOf(room.url)
  await using other = await startRecorder()
  await using tunnels = await openTunnels()
  expect(await tunnels.reach({ addresses: [other.address], identity })).toEqual({
    kind: 'changed',
    address: other.address,
    identity: other.identity,
  })
  await expect.poll(() => other.visits()).toBeGreaterThan(0)
  expect(other.heard()).toBe('')
  // Where the room is as well, it is found, and the other is not used.
  const both = opened(await tunnels.reach({ addresses: [other.address, `127.0.0.1:${room.port}`], identity }))
  expect(both.addresses).toEqual([`127.0.0.1:${room.port}`])
  for (let n = 0; n < 10; n += 1) expect((await healthOf(both.base_url)).identity).toBe(identity)
  expect(other.heard()).toBe('')
})

test('[PN3] an expired certificate around the right key is the room; around another it is not', async () => {
  await using expired = await startRecorder({ agedDays: 1_000, answer: '{}' })
  await using tunnels = await openTunnels()
  const { address, identity } = expired
  const reached = opened(await tunnels.reach({ addresses: [address], identity }))
  expect(await (await fetch(`${reached.base_url}/api/health`)).json()).toEqual({})
  const other = 'A'.repeat(43)
  const before = expired.heard()
  expect(await tunnels.reach({ addresses: [address], identity: other })).toEqual({ kind: 'changed', address, identity })
  expect(expired.heard()).toBe(before)
})

test('[PN4] nobody, and somebody who does not speak TLS: said as what it is, and no secret was sent', async () => {
  await using plain = await startPlain()
  await using tunnels = await openTunnels()
  const identity = 'A'.repeat(43)
  expect(await tunnels.reach({ addresses: [plain.address], identity })).toEqual({
    kind: 'no_tls',
    address: plain.address,
  })
  expect(await tunnels.reach({ addresses: [plain.address], identity: null })).toMatchObject({ kind: 'no_tls' })
  // The beginning of a handshake, and nothing of HTTP.
  expect(plain.heard().charCodeAt(0)).toBe(0x16)
  expect(plain.heard()).not.toMatch(/HTTP|GET|POST/)
  expect(await tunnels.reach({ addresses: ['127.0.0.1:1'], identity })).toEqual({ kind: 'closed' })
  await using other = await startRecorder()
  // What is worth most to know is told.
  expect(await tunnels.reach({ addresses: ['127.0.0.1:1', plain.address, other.address], identity })).toMatchObject({
    kind: 'changed',
  })
})

test('[PN5] somebody takes over address, name and room id: nothing reaches them, and the room may come back', async () => {
  await using room = await startRoom()
  await using tunnels = await openTunnels()
  const health = await healthOf(room.url)
  const { identity } = health
  const request = { addresses: [`127.0.0.1:${room.port}`], identity }
  const { base_url } = opened(await tunnels.reach(request))
  const ann = await register(base_url, { username: 'ann', password: PASSWORD })
  const socket = await ann.connect()
  await room.stop()
  await socket.closed
  {
    await using other = await startRecorder({ port: room.port, answer: JSON.stringify(health) })
    // The app goes on as if nothing had happened, with its token in every request.
    for (let n = 0; n < 20; n += 1) await failed(ann.get('/api/users/me'))
    await failed(http(base_url).post('/api/auth/refresh', { refresh_token: ann.auth.refresh_token }))
    await expect(ann.connect()).rejects.toThrow(/ECONNRESET|socket hang up|closed/)
    expect(await tunnels.reach(request)).toMatchObject({ kind: 'changed', identity: other.identity })
    for (let n = 0; n < 20; n += 1) await failed(ann.get('/api/users/me'))
    expect(other.heard()).toBe('')
    // Whoever asks without a key gets another way, to somebody else, and the room's own stays shut.
    const theirs = opened(await tunnels.reach({ ...request, identity: null }))
    expect(theirs.base_url).not.toBe(base_url)
    await failed(ann.get('/api/users/me'))
    expect(other.heard()).toBe('')
  }
  await room.restart()
  expect(opened(await tunnels.reach(request)).base_url).toBe(base_url)
  expect((await ann.get('/api/users/me')).status).toBe(200)
  expect(tunnels.logged).toEqual([])
})

test('[PN6] in the app: signed in by the tunnel; the takeover gets nothing of the page, and is told as such', async () => {
  await using room = await startRoom({ origins })
  await using shell = await openedShell(browser)
  const health = await healthOf(room.url)
  const request = { addresses: [`127.0.0.1:${room.port}`], identity: health.identity }
  const { base_url } = opened(await call(shell.page, 'rooms.reach', request))
  const account = { username: 'ann', password: PASSWORD }
  const signedIn = await shell.page.evaluate(
    async ([url, body]) => {
      const answer = await fetch(`${url}/api/auth/register`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      return answer.json()
    },
    [base_url, account] as const,
  )
  const { access_token } = z.object({ access_token: z.string() }).parse(signedIn)
  /** How the page's own socket and request fare. */
  const tries = () =>
    shell.page.evaluate(
      async ([url, token]) => {
        const socket = await new Promise<string>((resolve) => {
          const ws = new WebSocket(`${url.replace('http', 'ws')}/ws?token=${token}`)
          ws.addEventListener('message', () => resolve('talks'))
          ws.addEventListener('close', () => resolve('closed'))
        })
        const me = await fetch(`${url}/api/users/me`, { headers: { authorization: `Bearer ${token}` } }).then(
          ({ status }) => status,
          () => 'failed',
        )
        return { socket, me }
      },
      [base_url, access_token] as const,
    )
  expect(await tries()).toEqual({ socket: 'talks', me: 200 })
  await room.stop()
  await using other = await startRecorder({ port: room.port, answer: JSON.stringify(health) })
  expect(await tries()).toEqual({ socket: 'closed', me: 'failed' })
  expect(await call(shell.page, 'rooms.reach', request)).toEqual({
    kind: 'changed',
    address: request.addresses[0],
    identity: other.identity,
  })
  expect(await tries()).toEqual({ socket: 'closed', me: 'failed' })
  await expect.poll(() => other.visits()).toBeGreaterThan(0)
  expect(other.heard()).toBe('')
  expect(shell.logged).toEqual([])
})

test('[PN7] the page cannot speak to a room past the tunnel: not by request, picture, sound or socket', async () => {
  await using other = await startPlain()
  await using shell = await openedShell(browser)
  const answered: string[] = []
  shell.page.on('response', (response) => answered.push(response.url()))
  // As text: these are the page's own things, of which Node has no types.
  const blocked = await shell.page.evaluate(`(async (port) => {
    const hosts = ['http://localhost:' + port, 'https://localhost:' + port, 'http://127.0.0.2:' + port]
    const kinds = new Set()
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => kinds.add(effectiveDirective))
    for (const host of hosts) {
      await fetch(host + '/api/health').catch(() => undefined)
      for (const kind of ['img', 'video']) {
        document.body.append(Object.assign(document.createElement(kind), { src: host + '/files/x' }))
      }
      // The policy's own way of saying no to a socket is to throw.
      try { new WebSocket(host.replace('http', 'ws') + '/ws') } catch {}
      navigator.sendBeacon(host + '/api/health', 'x')
    }
    await new Promise((done) => setTimeout(done, 300))
    return [...kinds].sort()
  })(${Number(other.address.split(':')[1])})`)
  expect(blocked).toEqual(['connect-src', 'img-src', 'media-src'])
  expect([answered, other.heard()]).toEqual([[], ''])
})

test('[PN8] the key of a saved room stays what it is, in the file as well, until the room is forgotten', async () => {
  await using shell = await openedShell(browser)
  const [a, b] = ['A'.repeat(43), `${'B'.repeat(42)}A`]
  const room = {
    key: 'k',
    name: 'Attic',
    addresses: ['10.0.0.1:22800'],
    identity: null,
    room_id: null,
    username: null,
    last_used_at: null,
  }
  await call(shell.page, 'rooms.save', room)
  expect(await call(shell.page, 'rooms.save', { ...room, identity: a })).toEqual([{ ...room, identity: a }])
  expect(await call(shell.page, 'rooms.save', { ...room, identity: b })).toEqual({
    refused: TEXTS.rooms.otherIdentity,
  })
  expect(await call(shell.page, 'rooms.save', { ...room, name: 'Cellar' })).toEqual([
    { ...room, name: 'Cellar', identity: a },
  ])
  const stored = z.object({ rooms: z.array(z.object({ identity: z.string() })) })
  const file = readFileSync(join(shell.userData, 'stuffchat.json'), 'utf8')
  expect(stored.parse(JSON.parse(file)).rooms).toEqual([{ identity: a }])
  await call(shell.page, 'rooms.forget', { room: 'k' })
  expect(await call(shell.page, 'rooms.save', { ...room, identity: b })).toEqual([{ ...room, identity: b }])
})

test('[PN9] a link to the room that is saved is known by its key; one to a look-alike says that it changed', async () => {
  await using room = await startRoom({ name: 'Attic' })
  await using look = await startRecorder()
  const { identity, room_id } = await healthOf(room.url)
  const addresses = [`127.0.0.1:${room.port}`]
  await using shell = await openedShell(browser)
  await call(shell.page, 'rooms.save', {
    key: 'k',
    name: 'Attic',
    addresses,
    identity,
    room_id,
    username: 'ann',
    last_used_at: null,
  })
  const follow = async (link: { addresses: string[]; identity: string | null; room_id: string | null }) => {
    // The page is loaded anew, and asks.
    shell.window().webContents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false })
    const url = formatAppLink({ name: 'Attic', code: 'CODE', ...link })
    shell.app.emit('open-url', { preventDefault: () => undefined }, url)
    return call(shell.page, 'links.take')
  }
  const known = { known_as: 'k', trust: 'known' }
  expect(await follow({ addresses, identity, room_id })).toMatchObject(known)
  // It has moved, and is what it was.
  expect(await follow({ addresses: ['10.9.9.9:22800'], identity, room_id: null })).toMatchObject(known)
  const changed = { known_as: 'k', trust: 'changed' }
  expect(await follow({ addresses, identity: look.identity, room_id: null })).toMatchObject(changed)
  expect(await follow({ addresses: [look.address], identity: look.identity, room_id })).toMatchObject(changed)
  expect(await follow({ addresses, identity: null, room_id: null })).toMatchObject({ trust: 'unverified' })
  expect([look.heard(), look.visits()]).toEqual(['', 0])
})
