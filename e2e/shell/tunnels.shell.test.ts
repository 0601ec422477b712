import { createHash, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { createTunnels } from '../../main/tunnels.ts'
import { Health } from '../../server/protocol/health.ts'
import { loadDial } from '../../server/start.ts'
import { register } from '../../server/test/client.ts'
import { startRoom } from '../../server/test/room.ts'
import type { TestRoom } from '../../server/test/room.ts'
import { FileReply } from '../../server/test/shapes.ts'

const PASSWORD = 'correct horse battery'
const MiB = 2 ** 20

async function openTunnels() {
  const logged: string[] = []
  const tunnels = createTunnels({ dial: await loadDial(), log: (what) => void logged.push(what) })
  return { ...tunnels, logged, [Symbol.asyncDispose]: tunnels.close }
}
type Opened = Awaited<ReturnType<typeof openTunnels>>

const identityOf = async (room: TestRoom): Promise<string> => {
  const { identity } = Health.parse(await (await fetch(`${room.url}/api/health`)).json())
  if (identity === null) throw new Error('The room has no key.')
  return identity
}
async function baseUrl(tunnels: Opened, addresses: string[], identity: string): Promise<string> {
  const reached = await tunnels.reach({ addresses, identity })
  if (reached.kind !== 'open') throw new Error(`It is ${reached.kind}.`)
  return reached.base_url
}
/** Somebody in the room, by the tunnel. */
async function inside(room: TestRoom, tunnels: Opened) {
  const identity = await identityOf(room)
  const url = await baseUrl(tunnels, [`127.0.0.1:${room.port}`], identity)
  return { identity, url, ann: await register(url, { username: 'ann', password: PASSWORD }) }
}
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

test('[TN1] a file of 64 MiB goes up and comes down whole, at a pace that is told', async () => {
  await using room = await startRoom()
  await using tunnels = await openTunnels()
  const { ann, url } = await inside(room, tunnels)
  const { id } = await ann.channel({ name: 'hall' })
  const bytes = new Uint8Array(randomBytes(64 * MiB))
  const measure = async (base: string) => {
    const person = { headers: { authorization: `Bearer ${ann.auth.access_token}` } }
    const form = new FormData()
    form.set('file', new Blob([bytes]), 'big.bin')
    const began = performance.now()
    const up = await fetch(`${base}/api/files`, { method: 'POST', body: form, ...person })
    const uploaded = performance.now()
    expect(up.status).toBe(200)
    const { file_id } = FileReply.parse(await up.json())
    const { file_url } = await ann.say(id, 'big', { file_id })
    // As Electron saves it: by the address alone, whose signature says who may.
    const asked = performance.now()
    const down = await fetch(`${base}${file_url}`)
    const got = new Uint8Array(await down.arrayBuffer())
    const ended = performance.now()
    expect([got.byteLength, hashOf(got)]).toEqual([bytes.byteLength, hashOf(bytes)])
    const pace = (ms: number) => `${Math.round((64 * 1_000) / ms)} MB/s`
    return `up ${pace(uploaded - began)}, down ${pace(ended - asked)}`
  }
  const direct = await measure(room.url)
  const tunnelled = await measure(url)
  console.log(`64 MiB, room, tunnel and client in one process: direct ${direct}; by the tunnel ${tunnelled}`)
}, 120_000)

test('[TN2] a WebSocket goes by it, with what is said in both directions', async () => {
  await using room = await startRoom()
  await using tunnels = await openTunnels()
  const { ann } = await inside(room, tunnels)
  await using socket = await ann.connect()
  const { id } = await ann.channel({ name: 'hall' })
  socket.send({ type: 'join', channel_id: id })
  await socket.settled()
  for (let n = 0; n < 50; n += 1) socket.send({ type: 'chat_message', channel_id: id, content: `m${n}` })
  await socket.settled()
  const said = Array.from({ length: 50 }, (_, n) => `m${n}`)
  expect(new Set((await ann.history(id)).map(({ content }) => content))).toEqual(new Set(said))
  await socket.next('message_created', (event) => JSON.stringify(event).includes('"m49"'))
})

test('[TN3] fifty requests at once are fifty answers', async () => {
  await using room = await startRoom()
  await using tunnels = await openTunnels()
  const { ann } = await inside(room, tunnels)
  const answers = await Promise.all(Array.from({ length: 50 }, () => ann.get('/api/users/me')))
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 200))
})

test('[TN4] the room starts anew: the same way leads to it, and who was signed in is', async () => {
  await using room = await startRoom()
  await using tunnels = await openTunnels()
  const { ann, url, identity } = await inside(room, tunnels)
  const socket = await ann.connect()
  await room.restart()
  await socket.closed
  await expect.poll(async () => (await ann.get('/api/users/me')).status, { timeout: 10_000 }).toBe(200)
  await using again = await ann.connect()
  expect(again.metadata['session_id']).toBeDefined()
  expect(await baseUrl(tunnels, [`127.0.0.1:${room.port}`], identity)).toBe(url)
})

test('[TN5] the room moves: the same way leads to where it is, once that was told', async () => {
  await using room = await startRoom()
  await using tunnels = await openTunnels()
  const { ann, url, identity } = await inside(room, tunnels)
  await room.restart({ host: '127.0.0.2' })
  await expect(ann.get('/api/users/me')).rejects.toThrow('fetch failed')
  const addresses = [`127.0.0.1:${room.port}`, `127.0.0.2:${room.port}`]
  expect(await baseUrl(tunnels, addresses, identity)).toBe(url)
  expect((await ann.get('/api/users/me')).status).toBe(200)
  await room.restart({ host: '127.0.0.1' })
  // The tunnel knows the other address, and finds it by itself.
  await expect
    .poll(() =>
      ann.get('/api/users/me').then(
        ({ status }) => status,
        () => 0,
      ),
    )
    .toBe(200)
})

test('[TN6] the room sees who comes as from where they are, and no other name than this machine’s', async () => {
  await using room = await startRoom()
  await using tunnels = await openTunnels()
  const { ann, url } = await inside(room, tunnels)
  await using _socket = await ann.connect()
  const connections = (await ann.get('/api/admin/connections')).text
  expect(connections).toContain('127.0.0.1')
  // Another page of a browser on this machine that found the port is told no by the room, as at its own port.
  const stranger = await fetch(`${url}/api/health`, { headers: { origin: 'https://example.org' } })
  expect(stranger.status).toBe(403)
})

test('[TN7] another program that took a port of ours before is no tunnel, and links to it are as they were', async () => {
  await using tunnels = await openTunnels()
  const server = createServer((_request, response) => void response.end('hello')).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  expect(tunnels.owns(`http://127.0.0.1:${port}/`)).toBe(false)
  expect(await tunnels.reach({ addresses: [`127.0.0.1:${port}`], identity: null })).toMatchObject({ kind: 'no_tls' })
  server.close()
})
