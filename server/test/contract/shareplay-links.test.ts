import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ShareplayItem, ShareplayState } from '#protocol/shareplay.ts'
import type { Event, Person } from '../client.ts'
import { filesIn, queueAction, songOf, until } from '../queue.ts'
import { inCall, joined } from '../realtime.ts'
import { startRoom } from '../room.ts'
import type { TestRoom } from '../room.ts'
import { type Pages, type WebServer, endless, startWebServer } from '../web-server.ts'

const MiB = 2 ** 20
const LOCAL = 'A room does not fetch from private or local addresses. Upload the song as a file instead.'
const LIMITS = {
  shareplay_fetch_bytes: 1 * MiB,
  shareplay_fetch_secs: 60,
  shareplay_fetch_ms: 6_000,
  shareplay_fetch_idle_ms: 1_000,
  shareplay_fetch_slow_bytes: 4_096,
}
const ZEROS = Buffer.alloc(64 * 1024)

let tones: { tagged: Buffer; bare: Buffer; long: Buffer }
let web: WebServer
let room: TestRoom
let anna: Person

const send =
  (bytes: Buffer | string, headers: Record<string, string> = {}) =>
  (response: Parameters<Pages['']>[0]) =>
    void response.writeHead(200, headers).end(bytes)
const moved =
  (to: string, status = 302) =>
  (response: Parameters<Pages['']>[0]) =>
    void response.writeHead(status, { location: to }).end('moved')

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'stuffchat-sounds-'))
  const made = async (name: string, secs: number, ...options: string[]) => {
    const path = join(folder, name)
    const tone = ['-f', 'lavfi', '-i', `sine=frequency=440:duration=${secs}`, '-b:a', '32k', ...options]
    execFileSync('ffmpeg', ['-v', 'error', ...tone, path])
    return readFile(path)
  }
  const tags = ['-metadata', 'title=A Tone', '-metadata', 'artist=Ann']
  tones = {
    tagged: await made('tagged.mp3', 3, ...tags),
    bare: await made('bare.mp3', 3, '-map_metadata', '-1'),
    long: await made('long.mp3', 70),
  }
  await rm(folder, { recursive: true })
  web = await startWebServer({
    'song.mp3': send(tones.tagged, { 'content-type': 'text/html' }),
    'My%20Tune.mp3': send(tones.bare, { 'content-type': 'application/octet-stream' }),
    'long.mp3': send(tones.long),
    'page.mp3': send('<!DOCTYPE html><title>x</title>', { 'content-type': 'audio/mpeg' }),
    'list.mp3': send('#EXTM3U\nhttp://127.0.0.1/secret\n', { 'content-type': 'audio/mpeg' }),
    'list.pls': send('[playlist]\nFile1=http://127.0.0.1/\n', { 'content-type': 'audio/x-scpls' }),
    'zip.mp3': send(Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(9_000)]), {
      'content-type': 'audio/mpeg',
    }),
    empty: send(''),
    broken: send(Buffer.concat([tones.bare.subarray(0, 20), Buffer.alloc(9_000, 7)])),
    large: (response) => void response.writeHead(200, { 'content-length': String(2 * MiB) }).write(tones.bare),
    endless: (response) =>
      endless(
        response.writeHead(200).on('error', () => undefined),
        tones.bare,
      ),
    bomb: send(gzipSync(Buffer.alloc(64 * MiB)), { 'content-encoding': 'gzip' }),
    radio: (response) => endless(response.writeHead(200, { 'icy-name': 'FM' }), tones.bare),
    silent: () => {},
    stalled: (response) => void response.writeHead(200).write(tones.bare.subarray(0, 5_000)),
    drip: (response) => {
      const drip = setInterval(() => response.write(ZEROS.subarray(0, 100)), 50)
      response.writeHead(200).write(tones.bare.subarray(0, 5_000))
      response.on('close', () => clearInterval(drip))
    },
    cut: (response) => {
      response.writeHead(200, { 'content-length': String(tones.bare.length) }).write(tones.bare.subarray(0, 6_000))
      setTimeout(() => response.destroy(), 50)
    },
    paced: (response) => {
      response.writeHead(200, { 'content-length': String(tones.long.length) })
      const parts = Array.from({ length: 40 }, (_, at) => tones.long.subarray(at * 7_500, (at + 1) * 7_500))
      const next = setInterval(() => {
        const part = parts.shift()
        if (part) response.write(part)
        else response.end()
      }, 30)
      response.on('close', () => clearInterval(next))
    },
    secret: (response) => void response.writeHead(403).end('internal: the key is 1234'),
    failing: (response) => void response.writeHead(500).end('Traceback'),
    loop: moved('/loop'),
    'to-file': moved('file:///etc/passwd'),
    'to-login': moved('http://a:b@127.0.0.1/'),
    'to-local': moved('http://[::1]:8/'),
    'to-mail': moved('http://127.0.0.1:25/'),
  } satisfies Pages)
  room = await startRoom({ allowFetch: ['127.0.0.0/8'], limits: LIMITS })
  anna = await room.person('anna')
}, 60_000)
afterAll(async () => {
  await room.close()
  await web[Symbol.asyncDispose]()
})

/** What becomes of these once they are added, in this order; and every update on the way. */
async function added(
  urls: readonly string[],
  who = anna,
): Promise<{ items: ShareplayItem[]; updates: ShareplayState[]; end(): Promise<void> }> {
  const { id } = await who.channel({ name: 'music' })
  const socket = await joined(who, id)
  const stateOf = (event: Event) => ShareplayState.parse(event.state)
  for (const url of urls) {
    socket.send({ type: 'shareplay_action', channel_id: id, action_type: 'add', data: url })
  }
  const isOver = ({ queue }: ShareplayState) =>
    queue.length === urls.length && queue.every((one) => ['ready', 'error'].includes(one.download_status))
  const last = await socket.next('shareplay_update', (event) => isOver(stateOf(event)), 25_000)
  const updates = socket.events.filter((event) => event.type === 'shareplay_update').map(stateOf)
  return {
    items: stateOf(last).queue,
    updates,
    async end() {
      socket.send({ type: 'shareplay_action', channel_id: id, action_type: 'clear' })
      await socket.settled()
      await socket.close()
    },
  }
}
/** What is said of each. */
async function errors(urls: readonly string[], who = anna): Promise<(string | null)[]> {
  const { items, end } = await added(urls, who)
  await end()
  return items.map((item) => item.download_error)
}
const on = (path: string) => `${web.url}/${path}`

test('[SP20] a link to a song is fetched: title, artist, duration, bytes and progress; without tags its name', async () => {
  const { items, updates, end } = await added([on('song.mp3?x=1#t'), on('My%20Tune.mp3')])
  expect(items).toMatchObject([
    { title: 'A Tone', artist: 'Ann', download_status: 'ready', progress: null, url: on('song.mp3?x=1#t') },
    { title: 'My Tune', artist: null, download_status: 'ready' },
  ])
  for (const item of items) expect(Math.abs(item.duration_seconds - 3)).toBeLessThan(0.2)
  const response = await fetch(`${room.url}${items[0]?.file_path}`)
  expect(response.headers.get('content-type')).toBe('audio/mpeg')
  expect(Buffer.from(await response.arrayBuffer()).equals(tones.tagged)).toBe(true)
  expect(updates.some(({ queue }) => queue[0]?.download_status === 'downloading')).toBe(true)
  await end()
  expect(web.asked).toMatchObject({ 'accept-encoding': 'identity', 'user-agent': 'Stuffchat' })
  expect(Object.keys(web.asked)).not.toContain('cookie')
})

test('[SP21] how far it is comes at most four times a second, and only grows', async () => {
  const begin = performance.now()
  const { updates, items, end } = await added([on('paced')])
  const took = performance.now() - begin
  await end()
  // Longer than this room allows, which is seen when all of it is there.
  expect(items[0]?.download_error).toBe('This is too long: songs here have at most 1 minutes.')
  const told = updates.map(({ queue }) => queue[0]?.progress ?? null).filter((one) => one !== null)
  expect(told.length).toBeGreaterThanOrEqual(3)
  // At the begin, and then as it goes: of the forty parts most are not told.
  expect(told.length).toBeLessThanOrEqual(2 + took / 250)
  expect(told).toEqual(told.toSorted((one, other) => one - other))
})

test('[SP22] five redirects are followed; a sixth, a loop, another scheme or a password in it are not', async () => {
  // Where it listens is known only now.
  await using hops = await startWebServer({
    ...Object.fromEntries([5, 4, 3, 2].map((at) => [`hop${at}`, moved(`/hop${at - 1}`, 303 + (at % 2) * 4)])),
    hop6: moved('hop5', 301),
    hop1: moved(on('song.mp3')),
  })
  const { items, end } = await added([`${hops.url}/hop5`, `${hops.url}/hop6`, on('loop')])
  await end()
  expect(items[0]).toMatchObject({ download_error: null, title: 'A Tone' })
  const turning = 'This link leads from one place to the next without an end.'
  expect(items.slice(1).map((item) => item.download_error)).toEqual([turning, turning])
  const said = await errors([on('to-file'), on('to-login'), 'http://a:b@127.0.0.1/x.mp3', 'http://', 'http://[::'])
  expect(new Set(said)).toEqual(
    new Set([
      'This is no link that a room can fetch: it must begin with http or https, without a name and a password in it.',
    ]),
  )
  const mail = 'A room does not fetch from this port: it belongs to servers of another kind.'
  expect(await errors([on('to-mail'), 'http://127.0.0.1:6667/x.mp3'])).toEqual([mail, mail])
})

test('[SP23] a private or local place is one sentence whatever leads there and whoever listens, and nobody is called', async () => {
  await using canary = await startWebServer({})
  await using six = await startWebServer({}, '::1').catch(() => startWebServer({}))
  await using closed = await startRoom()
  const who = await closed.person('dora')
  const { port } = canary
  const targets = [
    `http://127.0.0.1:${port}/`,
    `http://127.1:${port}/`,
    `http://2130706433:${port}/`,
    `http://0x7f.1:${port}/`,
    `http://0177.0.0.1:${port}/`,
    `http://①②⑦.⓪.⓪.①:${port}/`,
    `http://localhost:${port}/`,
    `http://[::1]:${six.port}/`,
    `http://[::ffff:127.0.0.1]:${port}/`,
    `http://[::ffff:7f00:1]:${port}/`,
    `http://0.0.0.0:${port}/`,
    `http://0:${port}/`,
    `http://[::]:${port}/`,
    `https://127.0.0.1:${port}/`,
    // Nobody listens there.
    'http://127.0.0.1:8/',
    'http://169.254.169.254/latest/meta-data/',
    closed.url,
  ]
  expect(await errors(targets, who)).toEqual(targets.map(() => LOCAL))
  expect([canary.connections, six.connections]).toEqual([0, 0])
  // From where it may, to where it may not.
  expect(await errors([on('to-local')])).toEqual([LOCAL])
  // It would have been seen.
  expect(await errors([`http://127.1:${port}/`])).toEqual(['There is nothing at this link.'])
  expect(canary.connections).toBe(1)
})

test('[SP24] too much is cut, announced or not, endless or packed, and nothing of it stays on the disk', async () => {
  const said = await errors([on('large'), on('endless'), on('radio'), on('bomb'), on('long.mp3')])
  expect(said).toEqual([
    'This is too large: songs from a link have at most 1 MiB.',
    'This is too large: songs from a link have at most 1 MiB.',
    'This is a radio station, not a song.',
    'This comes packed, and a room does not unpack songs.',
    'This is too long: songs here have at most 1 minutes.',
  ])
  await expect.poll(() => filesIn(room.dataDir)).toEqual([])
})

test('[SP24] a disk that would be too full takes no song from a link, whether its size is known or not', async () => {
  await using full = await startRoom({ allowFetch: ['127.0.0.0/8'], limits: { free_disk_bytes: 2 ** 50 } })
  const who = await full.person('fred')
  const said = await errors([on('song.mp3'), on('endless')], who)
  expect(said).toEqual(['The disk of this room is full.', 'The disk of this room is full.'])
  await expect.poll(() => filesIn(full.dataDir)).toEqual([])
})

test('[SP25] what it is tell its bytes: pages, playlists, archives and junk are sentences', async () => {
  const said = await errors(['page.mp3', 'list.mp3', 'list.pls', 'zip.mp3', 'empty', 'broken'].map(on))
  expect(said).toEqual([
    'This is a web page, not a song.',
    'This is a playlist, not a song. Add the songs in it one by one.',
    'This is a playlist, not a song. Add the songs in it one by one.',
    'There is no music at this link.',
    'There is no music at this link.',
    expect.stringMatching(/no music|cannot be played/),
  ])
})

test('[SP26] a server that is silent, stalls, drips or breaks off holds nothing up', async () => {
  const said = await errors(['silent', 'stalled', 'drip', 'cut'].map(on))
  expect(said).toEqual([
    'The server of this link did not answer in time.',
    expect.stringMatching(/too slowly|did not answer/),
    'This comes too slowly to be a song.',
    'The connection broke before the song was through.',
  ])
})

test('[SP48] two links that never come to an end hold up no song that was uploaded', async () => {
  await using slow = await startWebServer({
    a: (response) => void response.writeHead(200).write(tones.bare),
    b: (response) => void response.writeHead(200).write(tones.bare),
  })
  await using other = await startRoom({ allowFetch: ['127.0.0.0/8'] })
  const who = await other.person('lara')
  const { id } = await who.channel({ name: 'den' })
  await using hand = await inCall(who, id)
  for (const name of ['a', 'b']) hand.send(queueAction(id, 'add', `${slow.url}/${name}`))
  await expect.poll(() => slow.connections).toBe(2)
  hand.send(queueAction(id, 'add', await songOf(who, new Uint8Array(tones.tagged))))
  const { queue } = await until(hand, (state) => state.queue[2]?.download_status === 'ready')
  expect(queue.map((item) => item.download_status)).not.toContain('error')
})

test('[SP27] a refusal, an error, nobody there and nonsense are sentences without what the server said', async () => {
  const garbage = createServer((socket) => socket.end('SSH-2.0-nonsense\r\n')).listen(0, '127.0.0.1')
  await once(garbage, 'listening')
  const address = garbage.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const said = await errors([
    on('secret'),
    on('failing'),
    on('nothing-here'),
    `http://127.0.0.1:${port}/`,
    `https://127.0.0.1:${web.port}/`,
    'http://127.0.0.1:8/',
  ])
  garbage.close()
  const away = 'The room could not connect to the server of this link.'
  expect(said).toEqual([
    'The server of this link does not give it to the room (403).',
    'The server of this link does not give it now (500). Try again later.',
    'There is nothing at this link.',
    away,
    away,
    away,
  ])
})

test('[SP28] what is removed while it is fetched lets go of the server at once, and so does a room that closes', async () => {
  await using other = await startRoom({ allowFetch: ['127.0.0.0/8'] })
  let closed = 0
  await using slow = await startWebServer({
    a: (response) => void response.on('close', () => closed++),
    b: (response) =>
      void response
        .on('close', () => closed++)
        .writeHead(200)
        .write(tones.bare),
  })
  const who = await other.person('emil')
  const { id } = await who.channel({ name: 'music' })
  await using socket = await joined(who, id)
  const act = (action_type: string, data: unknown) =>
    socket.send({ type: 'shareplay_action', channel_id: id, action_type, data })
  act('add', `${slow.url}/a`)
  act('add', `${slow.url}/b`)
  await expect.poll(() => slow.connections).toBe(2)
  act('remove', 0)
  await expect.poll(() => closed).toBe(1)
  await other.stop()
  await expect.poll(() => closed).toBe(2)
})
