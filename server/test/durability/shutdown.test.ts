import { once } from 'node:events'
import { existsSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import type { Socket as TcpSocket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { login, register } from '../client.ts'
import type { Person } from '../client.ts'
import { Message } from '../shapes.ts'
import { spawnServer } from './process.ts'
import type { ServerProcess } from './process.ts'

const PASSWORD = 'correct horse battery'
const CLIENTS = 50

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stuffchat-shutdown-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** A person alone in a hall. */
async function enter(url: string): Promise<{ owner: Person; channelId: string }> {
  const owner = await register(url, { username: 'owner', password: PASSWORD })
  return { owner, channelId: (await owner.channel({ name: 'hall' })).id }
}

/** An upload whose second half never comes. */
async function halfSent(url: string, { auth }: Person): Promise<TcpSocket> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  // The room cuts it off; that is how it ends.
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  const head = [
    'POST /api/files HTTP/1.1',
    `Host: ${hostname}`,
    `Authorization: Bearer ${auth.access_token}`,
    'Content-Type: multipart/form-data; boundary=edge',
    'Content-Length: 1000000',
  ]
  const part = '--edge\r\nContent-Disposition: form-data; name="file"; filename="half.bin"\r\n\r\n'
  socket.write(`${head.join('\r\n')}\r\n\r\n${part}${'x'.repeat(100_000)}`)
  await sleep(100)
  return socket
}

/** Sends as fast as it is answered, on both ways, until the room goes; gives the words that were acknowledged. */
async function busy(person: Person, channelId: string, name: string) {
  const socket = await person.connect()
  const acknowledged: string[] = []
  const chatting = (async () => {
    for (let n = 0; ; n += 1) {
      const word = `${name}-${n}`
      if (n % 2 === 0) {
        socket.send({ type: 'chat_message', channel_id: channelId, content: word, client_id: word })
        await socket.next('message_created', (one) => one.client_id === word)
      } else if ((await person.post(`/api/channels/${channelId}/messages`, { content: word })).status !== 200) return
      acknowledged.push(word)
    }
  })()
  // However it ends: the room goes while they talk.
  return { socket, acknowledged, done: chatting.catch(() => undefined) }
}

const isCheckpointed = (dataDir: string) => {
  const log = join(dataDir, 'stuffchat.db-wal')
  return !existsSync(log) || statSync(log).size === 0
}

async function allWords(url: string, channelId: string): Promise<Set<string>> {
  const owner = await login(url, { username: 'owner', password: PASSWORD })
  const words = new Set<string>()
  for (let last = 0; ;) {
    const page = (await owner.get(`/api/channels/${channelId}/messages?after_seq=${last}&limit=200`)).as(
      z.array(Message),
    )
    for (const message of page) words.add(message.content ?? '')
    last += page.length
    if (page.length < 200) return words
  }
}

describe.each(['SIGTERM', 'SIGINT'] as const)('%s', (signal) => {
  test('ends a busy room within 3 s with exit 0, clients told and log checkpointed', { timeout: 60_000 }, async () => {
    const dataDir = join(folder, 'room')
    await using server = spawnServer({ dataDir, limits: { connections_per_user: CLIENTS } })
    const { url } = await server.listening
    const { owner, channelId } = await enter(url)
    const upload = await halfSent(url, owner)
    const clients = await Promise.all(Array.from({ length: CLIENTS }, (_, n) => busy(owner, channelId, `client${n}`)))
    await sleep(500)

    expect(await timeToEnd(server, signal)).toBeLessThan(3_000)
    expect(await server.ended).toEqual({ code: 0, signal: null })
    const ends = await Promise.all(clients.map(({ socket }) => socket.closed))
    expect(new Set(ends.map(({ code }) => code))).toEqual(new Set([1012]))
    const told = clients.filter(({ socket }) => socket.events.some(({ type }) => type === 'server_closing'))
    expect(told.length).toBe(CLIENTS)
    expect(isCheckpointed(dataDir)).toBe(true)
    expect(server.log()).not.toContain('"event":"bug"')
    await Promise.all(clients.map(({ done }) => done))
    upload.destroy()

    await using again = spawnServer({ dataDir })
    const stored = await allWords((await again.listening).url, channelId)
    const acknowledged = clients.flatMap((client) => client.acknowledged)
    expect(acknowledged.length).toBeGreaterThan(CLIENTS)
    expect(acknowledged.filter((word) => !stored.has(word))).toEqual([])
  })
})

test('a second SIGINT ends the room at once', async () => {
  await using server = spawnServer({ dataDir: join(folder, 'room') })
  const { url } = await server.listening
  const { owner } = await enter(url)
  // The first one waits for this a while.
  const upload = await halfSent(url, owner)
  server.kill('SIGINT')
  await sleep(700)
  expect(server.running).toBe(true)
  expect(await timeToEnd(server, 'SIGINT')).toBeLessThan(400)
  upload.destroy()
})

test('one Ctrl+C that comes twice is one', async () => {
  const dataDir = join(folder, 'room')
  await using server = spawnServer({ dataDir })
  const { url } = await server.listening
  const { owner } = await enter(url)
  const socket = await owner.connect()
  // A terminal signals the whole foreground group, and npm hands the signal on to its child as well.
  server.kill('SIGINT')
  await sleep(5)
  server.kill('SIGINT')
  expect(await server.ended).toEqual({ code: 0, signal: null })
  expect((await socket.closed).code).toBe(1012)
  expect(isCheckpointed(dataDir)).toBe(true)
})

test('SIGTERM while it starts ends it, and the next start finds everything in order', async () => {
  const dataDir = join(folder, 'room')
  for (const ms of [30, 100, 160, 220, 280]) {
    await using server = spawnServer({ dataDir })
    await sleep(ms)
    expect(await timeToEnd(server, 'SIGTERM')).toBeLessThan(3_000)
  }
  await using server = spawnServer({ dataDir })
  await enter((await server.listening).url)
})

async function timeToEnd(server: ServerProcess, signal: NodeJS.Signals): Promise<number> {
  const began = performance.now()
  server.kill(signal)
  await server.ended
  return performance.now() - began
}
