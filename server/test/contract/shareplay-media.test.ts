import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ShareplayItem } from '#protocol/shareplay.ts'
import type { Person, Socket } from '../client.ts'
import { measure, noise, picture } from '../images.ts'
import { madeByFfmpeg, queueAction, songOf, until } from '../queue.ts'
import { expectError, inCall } from '../realtime.ts'
import { startRoom } from '../room.ts'
import type { TestRoom } from '../room.ts'
import { songWithCover } from '../songs.ts'

const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0
if (!hasFfmpeg) console.warn('NOT RUN: real songs, because there is no ffmpeg to make them.')

const SECS = 20
const ENCODED = {
  'cbr.mp3': ['audio/mpeg', '-b:a', '64k'],
  // Its length is in none of its headers.
  'vbr.mp3': ['audio/mpeg', '-q:a', '5', '-write_xing', '0'],
  'tone.flac': ['audio/flac'],
  'tone.ogg': ['audio/ogg', '-c:a', 'libvorbis'],
  'tone.opus': ['audio/ogg; codecs=opus', '-c:a', 'libopus'],
  'tone.m4a': ['audio/x-m4a', '-c:a', 'aac'],
  // What a player on the web can begin with before the whole is there.
  'fast.m4a': ['audio/x-m4a', '-c:a', 'aac', '-movflags', '+faststart'],
  'tone.wav': ['audio/wav'],
  'tone.webm': ['video/webm', '-c:a', 'libopus'],
} as const

/** A sweep: no part of it is like another. */
const sweep = (secs: number) => ['-f', 'lavfi', '-i', `aevalsrc=sin(300*t+20*t*t)*0.5:d=${secs}`]
const TITLE = 'A Söng'
const TAGS = ['-metadata', `title=${TITLE}`, '-metadata', 'artist=Ann']
/** Bare mpeg frames: no tag, no header with the length. */
const frames = (secs: number) =>
  madeByFfmpeg('bare.mp3', [...sweep(secs), ...'-write_xing 0 -id3v2_version 0 -b:a 24k -ar 22050'.split(' ')])

let room: TestRoom
let anna: Person
let channelId: string
let hand: Socket
beforeAll(async () => {
  room = await startRoom({ limits: { image_pixels: 1_000_000 } })
  anna = await room.person('anna')
  channelId = (await anna.channel({ name: 'music' })).id
  hand = await inCall(anna, channelId)
})
afterAll(() => room.close())

/** The item of a song once it is ready or has failed. It is the only one in the queue, and current. */
async function played(bytes: Uint8Array<ArrayBuffer>, name: string): Promise<ShareplayItem> {
  const url = await songOf(anna, bytes, name)
  hand.send(queueAction(channelId, 'clear'))
  hand.send(queueAction(channelId, 'add', url))
  const isDone = (item: ShareplayItem | undefined) =>
    item?.url === url && (item.download_status === 'ready' || item.download_status === 'error')
  const { queue } = await until(hand, (state) => isDone(state.queue[0]))
  const [item] = queue
  if (item === undefined) throw new Error('the queue is empty')
  return item
}
const offBy = (item: ShareplayItem, secs: number) => Math.abs(item.duration_seconds - secs) / secs

/** Asks for ranges as players do: at the begin, after a seek, at the end for an index, beyond the end. */
async function expectRanges(item: ShareplayItem, bytes: Uint8Array): Promise<void> {
  const url = `${room.url}${item.file_path ?? ''}`
  const size = bytes.length
  const middle = Math.floor(size / 2)
  const ask = (range: string, headers: Record<string, string> = {}) => fetch(url, { headers: { range, ...headers } })
  const parts: [range: string, from: number, to: number][] = [
    ['bytes=0-', 0, size],
    ['bytes=0-99', 0, 100],
    [`bytes=${middle}-${middle + 999}`, middle, middle + 1_000],
    [`bytes=${middle}-`, middle, size],
    [`bytes=${size - 10}-${size + 10}`, size - 10, size],
    [`bytes=${size - 1}-`, size - 1, size],
    ['bytes=-500', size - 500, size],
    [`bytes=-${size + 5}`, 0, size],
  ]
  for (const [range, from, to] of parts) {
    const reply = await ask(range)
    const same = Buffer.from(await reply.arrayBuffer()).equals(bytes.subarray(from, to))
    const { headers } = reply
    expect({ range, status: reply.status, of: headers.get('content-range'), same }).toEqual({
      range,
      status: 206,
      of: `bytes ${from}-${to - 1}/${size}`,
      same: true,
    })
  }
  for (const range of [`bytes=${size}-`, `bytes=${size + 1}-${size + 2}`]) {
    const reply = await ask(range)
    expect([reply.status, reply.headers.get('content-range')]).toEqual([416, `bytes */${size}`])
    await reply.body?.cancel()
  }
  const whole = await fetch(url)
  const etag = whole.headers.get('etag') ?? ''
  expect(Buffer.from(await whole.arrayBuffer()).equals(bytes)).toBe(true)
  const statuses = [await ask('bytes=0-9', { 'if-range': etag }), await ask('bytes=0-9', { 'if-range': '"other"' })]
  expect(statuses.map(({ status }) => status)).toEqual([206, 200])
  for (const reply of statuses) await reply.body?.cancel()
  const head = await fetch(url, { method: 'HEAD' })
  expect([head.status, head.headers.get('content-length')]).toEqual([200, String(size)])
}

/** To places in it, as seconds and as a time; not behind its end. */
async function expectSeeks({ duration_seconds: secs }: ShareplayItem): Promise<void> {
  for (const to of [secs / 2, 0.25, secs * 0.9]) {
    hand.send(queueAction(channelId, 'seek', to))
    const state = await until(hand, ({ current_position_secs: position }) => position === to)
    expect([state.status, state.start_time]).toEqual(['playing', expect.any(String)])
  }
  expect(await expectError(hand, queueAction(channelId, 'seek', secs + 1))).toMatchObject({ code: 'seek_invalid' })
}

describe.skipIf(!hasFfmpeg)('songs that ffmpeg made', () => {
  test.each(Object.entries(ENCODED))('[SP53] [SP54] %s', async (name, [type, ...options]) => {
    const bytes = madeByFfmpeg(name, [...sweep(SECS), ...TAGS, ...options])
    const item = await played(bytes, name)
    expect(item).toMatchObject({ title: TITLE, artist: 'Ann', download_status: 'ready', download_error: null })
    expect(offBy(item, SECS)).toBeLessThan(0.01)
    const reply = await fetch(`${room.url}${item.file_path ?? ''}`)
    const { headers } = reply
    expect([headers.get('content-type'), headers.get('accept-ranges'), headers.get('x-content-type-options')]).toEqual([
      type,
      'bytes',
      'nosniff',
    ])
    expect(headers.get('content-disposition')).toMatch(/^inline/)
    await reply.body?.cancel()
    await expectRanges(item, bytes)
    await expectSeeks(item)
  })

  test('[SP55] two hours of mp3 without an index', async () => {
    const minute = frames(60)
    const bytes = new Uint8Array(Buffer.concat(Array.from({ length: 120 }, () => minute)))
    const item = await played(bytes, 'hours.mp3')
    expect(item).toMatchObject({ title: 'hours', download_status: 'ready' })
    expect(offBy(item, 7_200)).toBeLessThan(0.01)
    await expectRanges(item, bytes)
    await expectSeeks(item)
    hand.send(queueAction(channelId, 'seek', '1:59:00'))
    await until(hand, ({ current_position_secs: position }) => position === 7_140)
  }, 120_000)

  test('[SP57] covers', async () => {
    const coverOf = async (png: Uint8Array<ArrayBuffer>, spoil = false) => {
      const bytes = await songWithCover(440, png)
      if (spoil) bytes.fill(0, Buffer.from(bytes).indexOf('PNG'), Buffer.from(bytes).indexOf('IDAT'))
      const { thumbnail_path: path, download_status: status } = await played(bytes, 'covered.mp3')
      expect(status).toBe('ready')
      if (path === null) return null
      const { status: found, headers, bytes: cover } = await room.nobody.get(path)
      expect([found, headers.get('content-type')]).toEqual([200, 'image/jpeg'])
      return cover
    }
    const large = await noise(1_000)
    const small = await coverOf(large)
    if (!small) throw new Error('it has no cover')
    expect(await measure(small)).toEqual({ format: 'jpeg', width: 512, height: 512 })
    expect(small.length).toBeLessThan(large.length / 8)
    const wide = await coverOf(await picture(300, 20))
    expect(wide && (await measure(wide))).toMatchObject({ width: 300, height: 20 })
    expect(await coverOf(await noise(200), true)).toBeNull()
    expect(await coverOf(await picture(1_001, 1_000))).toBeNull()
  })

  test('[SP56] broken tags', async () => {
    const bare = frames(SECS)
    const flac = madeByFfmpeg('tone.flac', [...sweep(SECS), ...TAGS])
    const comments = Buffer.from(flac).indexOf('title=')
    const playable = {
      'nonsense.mp3': Buffer.concat([Buffer.from('ID3\u0004\0\0\0\0\u0002\0'), Buffer.alloc(256, 'xyz'), bare]),
      'overlong.mp3': Buffer.concat([
        Buffer.from('ID3\u0003\0\0\0\0\u0001\u0000TIT2\u007f\u007f\u007f\u007f\0\0'),
        Buffer.alloc(118),
        bare,
      ]),
      // The end of its last frame is missing.
      'cut.mp3': Buffer.from(bare.subarray(0, Math.floor(bare.length * 0.999) - 7)),
    }
    for (const [name, bytes] of Object.entries(playable)) {
      const item = await played(new Uint8Array(bytes), name)
      expect(item).toMatchObject({ title: name.split('.')[0], download_status: 'ready' })
      expect({ name, off: offBy(item, SECS) < 0.01 }).toEqual({ name, off: true })
      await expectRanges(item, bytes)
    }
    const broken = {
      // The title is longer than the block that it stands in.
      'overlong.flac': Buffer.concat([
        flac.subarray(0, comments - 4),
        Buffer.from([0xff, 0xff, 0xff, 0x7f]),
        flac.subarray(comments),
      ]),
      'endless.mp3': Buffer.concat([Buffer.from('ID3\u0004\0\0\u007f\u007f\u007f\u007f'), bare]),
      'cut.m4a': Buffer.from(madeByFfmpeg('a.m4a', [...sweep(SECS), '-c:a', 'aac'])).subarray(0, 60_000),
      'zeros.flac': Buffer.concat([flac.subarray(0, 8), Buffer.alloc(50_000)]),
    }
    for (const [name, bytes] of Object.entries(broken)) {
      const item = await played(new Uint8Array(bytes), name)
      expect({ name, ...item }).toMatchObject({
        name,
        download_status: 'error',
        download_error: expect.stringMatching(/^This file .*\.$/),
        file_path: null,
      })
    }
  })
})
