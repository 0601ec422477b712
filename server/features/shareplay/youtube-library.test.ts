import { execFileSync } from 'node:child_process'
import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { makeCertificate } from '../../tls/make-certificate.ts'
import { type News, SourceError, Unfit } from './source.ts'
import { fetchByLibrary } from './youtube-library.ts'

const ID = '-bcdEFG_123'
const MEDIA_HOST = 'rr1---sn-abc.googlevideo.com'
const root = mkdtempSync(join(tmpdir(), 'stuffchat-library-'))
const tone = join(root, 'tone.m4a')
let ca: string
let youtube: Server
let proxy: Server
/** What the proxy was asked for, and what YouTube was. */
let connects: string[]
let requests: string[]
let scene: { reason?: string; details?: object; hangs?: boolean; page?: string }

const details = () => ({
  videoId: ID,
  title: 'A Song',
  lengthSeconds: '3',
  channelId: 'UCabc',
  author: 'Ann - Topic',
  isLiveContent: false,
  viewCount: '1',
  thumbnail: { thumbnails: [] },
  ...scene.details,
})
const playability = () => (scene.reason === undefined ? { status: 'OK' } : { status: 'ERROR', reason: scene.reason })
const watchPage = () => `<html><script>var ytInitialPlayerResponse = ${JSON.stringify({
  playabilityStatus: playability(),
  videoDetails: details(),
  microformat: { playerMicroformatRenderer: { ownerChannelName: 'Ann' } },
})};</script><script>var ytInitialData = {"contents":{"a":{}}};</script>
<script>{"jsUrl":"/s/player/abc/base.js"}</script></html>`

/** A player without the functions that the library looks for: it would like to write that down somewhere. */
const PLAYER = `'use strict';var Y="a;b".split(";");x={signatureTimestamp:12345}`

/** As much of YouTube as the library asks for. */
function answer(request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '', `https://${request.headers.host}`)
  requests.push(`${request.method} ${url.host}${url.pathname}`)
  const bytes = readFileSync(tone)
  if (url.host === MEDIA_HOST) {
    response.writeHead(200, { 'content-type': 'audio/mp4', 'content-length': bytes.length })
    if (scene.hangs) response.write(bytes.subarray(0, 1_000))
    else response.end(bytes)
  } else if (url.pathname === '/youtubei/v1/player') {
    const format = { itag: 140, mimeType: 'audio/mp4; codecs="mp4a.40.2"', bitrate: 130_000, audioSampleRate: '44100' }
    const media = { ...format, url: `https://${MEDIA_HOST}/videoplayback?x=1`, contentLength: String(bytes.length) }
    const streamingData = { formats: [], adaptiveFormats: [media] }
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ playabilityStatus: playability(), videoDetails: details(), streamingData }))
  } else {
    response.writeHead(200, { 'content-type': 'text/html' })
    response.end(url.pathname.endsWith('.js') ? PLAYER : (scene.page ?? watchPage()))
  }
}

beforeAll(async () => {
  execFileSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'sine=frequency=440:duration=3', '-c:a', 'aac', tone])
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const names = { dns: ['www.youtube.com', 'youtubei.googleapis.com', MEDIA_HOST], ips: [] }
  ca = await makeCertificate({ key: createPrivateKey(key), name: 'stand-in', names, now: Date.now() })
  youtube = createTlsServer({ key, cert: ca }, answer).listen(0, '127.0.0.1')
  await once(youtube, 'listening')
  proxy = createServer().listen(0, '127.0.0.1')
  proxy.on('connect', (request, client) => {
    connects.push(`${request.url} ${request.headers['proxy-authorization']}`)
    const server = connect(portOf(youtube), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      client.pipe(server).pipe(client)
    })
    for (const one of [client, server]) {
      for (const over of ['error', 'end']) one.on(over, () => [client, server].map((end) => end.destroy()))
    }
  })
  await once(proxy, 'listening')
})
afterAll(() => {
  for (const server of [youtube, proxy]) {
    server.closeAllConnections()
    server.close()
  }
  rmSync(root, { recursive: true, force: true })
})
beforeEach(() => {
  scene = {}
  connects = []
  requests = []
})

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

async function run(more: { maxBytes?: number; maxSecs?: number; timeoutMs?: number; signal?: AbortSignal } = {}) {
  const folder = mkdtempSync(join(root, 'job-'))
  const news: News[] = []
  let isClosed = false
  const issueProxy = async () => ({
    url: `http://job:word@127.0.0.1:${portOf(proxy)}`,
    close: () => void (isClosed = true),
  })
  const { signal = new AbortController().signal, ...limits } = more
  const usual = { maxBytes: 2 ** 20, maxSecs: 60, timeoutMs: 20_000 }
  const deps = { issueProxy, now: () => performance.now(), ca, ...usual, ...limits }
  const allow = (bytes: number) => {
    if (bytes > deps.maxBytes) throw new SourceError('This is too large.')
  }
  const { timeoutMs } = deps
  const task = { id: ID, timeoutMs, folder, name: 'song', signal, tell: (one: News) => void news.push(one), allow }
  const ended = await fetchByLibrary(deps, task).catch((error: unknown) => error)
  expect(isClosed).toBe(true)
  return { ended, news, folder }
}

test('a video comes with a title, an artist and a length, and by the proxy alone', async () => {
  const before = readdirSync('.')
  const { ended, news, folder } = await run()
  expect(ended).toEqual({ id: ID, title: 'A Song', artist: 'Ann', duration: 3, isLive: false })
  expect(news[0]).toEqual({ title: 'A Song', artist: 'Ann', duration: 3, status: 'downloading' })
  expect(news.at(-1)).toMatchObject({ progress: expect.any(Number) })
  expect(readFileSync(join(folder, 'song'))).toEqual(readFileSync(tone))
  const word = `Basic ${btoa('job:word')}`
  const hosts = ['www.youtube.com', 'youtubei.googleapis.com', MEDIA_HOST]
  expect(new Set(connects)).toEqual(new Set(hosts.map((host) => `${host}:443 ${word}`)))
  expect(requests).toContain(`GET ${MEDIA_HOST}/videoplayback`)
  // It has not found the functions that it looks for, and wrote no page down; nor did it ask for updates.
  expect([readdirSync('.'), readdirSync(folder)]).toEqual([before, ['song']])
  expect([process.env['YTDL_NO_UPDATE'], process.env['YTDL_NO_DEBUG_FILE']]).toEqual([undefined, undefined])
})

test('why there is none is a sentence of ours', async () => {
  const sentence = async (more: Parameters<typeof run>[0] = {}) => {
    const { ended } = await run(more)
    return ended instanceof SourceError ? ended.message : `no sentence: ${String(ended)}`
  }
  scene = { reason: 'Private video' }
  expect(await sentence()).toBe('YouTube did not hand out this: it is private.')
  scene = { page: '<html>nothing that it knows</html>' }
  expect(await sentence()).toMatch(/^YouTube did not hand out this: perhaps it has changed. Install yt-dlp/)
  scene = { details: { lengthSeconds: '61' } }
  expect(await sentence()).toMatch(/too long/)
  scene = {}
  expect(await sentence({ maxBytes: 1_000 })).toMatch(/too large/)
  scene = { hangs: true }
  expect(await sentence({ timeoutMs: 3_000 })).toMatch(/too long to fetch/)
}, 60_000)

test('what is not wanted any more ends at once', async () => {
  scene = { hangs: true }
  const abort = new AbortController()
  const running = run({ signal: abort.signal })
  await expect.poll(() => requests.some((one) => one.includes('videoplayback')), { timeout: 15_000 }).toBe(true)
  abort.abort()
  const { ended } = await running
  expect(ended).toBeInstanceOf(Unfit)
  await expect.poll(() => new Promise((resolve) => proxy.getConnections((_error, count) => resolve(count)))).toBe(0)
}, 60_000)
