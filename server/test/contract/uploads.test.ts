import { request } from 'node:http'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bareRequest } from '../client.ts'
import type { Person } from '../client.ts'
import { expectFailure, expectRefused } from '../expect.ts'
import { picture } from '../images.ts'
import { startRoom } from '../room.ts'
import type { TestRoom } from '../room.ts'
import { expectFields, FileReply, UUID_V4 } from '../shapes.ts'
import type { Message } from '../shapes.ts'

let room: TestRoom
let anna: Person
let bert: Person
beforeAll(async () => {
  room = await startRoom()
  anna = await room.person('anna')
  bert = await room.person('bert')
})
afterAll(() => room.close())

type Bytes = Uint8Array<ArrayBuffer> | string

/** Uploads, attaches in a fresh channel, and gives the message with its URL. */
async function posted(bytes: Bytes, name: string, type?: string): Promise<{ message: Message; url: string }> {
  const channel = await anna.channel({ name: 'files', is_private: true, members: [bert.id] })
  const message = await anna.say(channel.id, name, { file_id: await anna.file(bytes, name, type) })
  return { message, url: String(message.file_url) }
}

test('[FI1] the first file part is taken, whatever its name', async () => {
  for (const field of ['file', 'upload', 'x y']) {
    const reply = await anna.form(
      'POST',
      '/api/files',
      { bytes: field, name: 'a.txt', field },
      { note: 'a text field' },
    )
    expectFields(reply.body, ['file_id'])
    expect(reply.as(FileReply).file_id).toMatch(UUID_V4)
  }
  const two = new FormData()
  two.set('one', new Blob(['first']), 'first.txt')
  two.set('two', new Blob(['second']), 'second.txt')
  const { file_id } = (await anna.ask('POST', '/api/files', { raw: two })).as(FileReply)
  const channel = await anna.channel({ name: 'files', is_private: true })
  const message = await anna.say(channel.id, 'x', { file_id })
  expect([message.filename, message.file_size]).toEqual(['first.txt', 5])
})

test('[FI2] too large is a 413 file_too_large', async () => {
  await using small = await startRoom({ limits: { upload_bytes: 1000 } })
  const carl = await small.register('carl')
  expectFailure(await carl.upload('x'.repeat(1001), 'x.txt'), 413, 'file_too_large')
  expect((await carl.upload('x'.repeat(1000), 'x.txt')).status).toBe(200)
})

test('[FI3] empty files are fine', async () => {
  const { message, url } = await posted('', 'empty.txt')
  expect(message.file_size).toBe(0)
  const reply = await room.nobody.get(url)
  expect([reply.status, reply.text]).toEqual([200, ''])
})

test('[FI19] the unattached bytes of a user are limited', async () => {
  await using small = await startRoom({ limits: { unattached_bytes_per_user: 1000 } })
  const [carl, dora] = [await small.register('carl'), await small.register('dora')]
  const file_id = await carl.file('x'.repeat(600), 'x.txt')
  expectRefused(await carl.upload('x'.repeat(600), 'x.txt'))
  expect((await dora.upload('x'.repeat(600), 'x.txt')).status).toBe(200)
  const channel = await carl.channel({ name: 'room for more', is_private: true })
  await carl.say(channel.id, 'attached', { file_id })
  expect((await carl.upload('x'.repeat(600), 'x.txt')).status).toBe(200)
})

test('[FI20] the uploads of a user at once are limited', async () => {
  await using small = await startRoom({ limits: { uploads_per_user: 1 } })
  const [carl, dora] = [await small.register('carl'), await small.register('dora')]
  const boundary = 'edge'
  const first = request(`${small.url}/api/files`, {
    method: 'POST',
    agent: false,
    headers: {
      authorization: `Bearer ${carl.auth.access_token}`,
      'content-type': `multipart/form-data; boundary=${boundary}`,
      // The answer to it says that the server has begun with this one, before the next is sent.
      expect: '100-continue',
    },
  })
  first.flushHeaders()
  await new Promise((resolve) => first.once('continue', resolve))
  const answered = new Promise<number>((resolve, reject) => {
    first.on('response', (response) => resolve(response.resume().statusCode ?? 0))
    first.on('error', reject)
  })
  first.write(`--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="slow.txt"\r\n\r\nslow`)
  await expect.poll(async () => (await carl.upload('x', 'x.txt')).status, { timeout: 10_000 }).not.toBe(200)
  expectRefused(await carl.upload('x', 'x.txt'))
  expect((await dora.upload('x', 'x.txt')).status).toBe(200)
  first.end(`\r\n--${boundary}--\r\n`)
  expect(await answered).toBe(200)
  expect((await carl.upload('x', 'x.txt')).status).toBe(200)
})

test('[FI21] 507 when the disk would fall under the free space asked for', async () => {
  await using full = await startRoom({ limits: { free_disk_bytes: Number.MAX_SAFE_INTEGER } })
  const carl = await full.register('carl')
  expectFailure(await carl.upload('x', 'x.txt'), 507)
})

test('[FI22] a multipart body without a file is a 400', async () => {
  const form = new FormData()
  form.set('note', 'no file')
  expectFailure(await anna.ask('POST', '/api/files', { raw: form }), 400)
  const headers = { 'content-type': 'multipart/form-data; boundary=edge' }
  for (const raw of [
    '',
    'garbage',
    '--edge\r\n',
    '--edge--\r\n',
    '--edge\r\ncontent-disposition: form-data; name="f"; filename="x"\r\n\r\ncut',
  ]) {
    expectFailure(await anna.ask('POST', '/api/files', { raw, headers }), 400)
  }
})

test('[FI23] a file outlives a restart', async () => {
  await using lasting = await startRoom()
  const carl = await lasting.register('carl')
  const channel = await carl.channel({ name: 'files' })
  const [attached, loose] = [await carl.file('attached', 'a.txt'), await carl.file('loose', 'l.txt')]
  const message = await carl.say(channel.id, 'x', { file_id: attached })
  await lasting.restart()
  expect((await lasting.nobody.get(String(message.file_url))).text).toBe('attached')
  const later = await carl.say(channel.id, 'y', { file_id: loose })
  expect((await lasting.nobody.get(String(later.file_url))).text).toBe('loose')
})

test('[FI24] a name cannot break out', async () => {
  const boundary = 'edge'
  for (const filename of [
    '..\\..\\evil.txt',
    '../../evil.txt',
    'a\\"; filename=\\"b.html',
    'a;b=c.txt',
    '%2e%2e%2fevil',
    '.',
    '..',
  ]) {
    const raw = `--${boundary}\r\ncontent-disposition: form-data; name="f"; filename="${filename}"\r\n\r\nx\r\n--${boundary}--\r\n`
    const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` }
    const { file_id } = (await anna.ask('POST', '/api/files', { raw, headers })).as(FileReply)
    const channel = await anna.channel({ name: 'names', is_private: true })
    const message = await anna.say(channel.id, 'x', { file_id })
    const reply = await bareRequest(room.url, 'GET', String(message.file_url))
    expect({ filename, text: reply.text }).toEqual({ filename, text: 'x' })
    expect(new URL(String(message.file_url), room.url).pathname).toMatch(new RegExp(`^/files/${file_id}/`))
    const disposition = reply.headers.get('content-disposition') ?? ''
    expect(disposition.replaceAll(/"(?:[^"\\]|\\.)*"/g, '').match(/filename=/g) ?? []).toHaveLength(
      disposition.includes('filename=') ? 1 : 0,
    )
  }
})

test('[FI25] what stays unattached goes, what is attached stays', async () => {
  await using brief = await startRoom({ limits: { unattached_ms: 1_000 } })
  const carl = await brief.register('carl')
  const channel = await carl.channel({ name: 'files' })
  const message = await carl.say(channel.id, 'x', { file_id: await carl.file('attached', 'a.txt') })
  const loose = await carl.file('loose', 'l.txt')
  await new Promise((resolve) => setTimeout(resolve, 1_100))
  // Nothing is swept by the minute; a start is when it may be seen.
  await brief.restart()
  const status = async () => (await carl.get(`/files/${loose}/l.txt`)).status
  await expect.poll(status, { timeout: 10_000, interval: 100 }).toBe(404)
  expect((await brief.nobody.get(String(message.file_url))).text).toBe('attached')
})

test.each([
  ['a.html', 'plain words', 'text/x-markup'],
  ['a.txt', 'plain words', 'text/plain; charset=utf-8'],
  ['a.png', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', 'text/x-markup'],
  ['a.txt', '%PDF-1.7', 'application/pdf'],
  ['a.bin', new Uint8Array([0, 255, 1]), 'application/octet-stream'],
])('[FI26] %s with %s', async (name, bytes, type) => {
  const { message } = await posted(bytes, name, 'image/png')
  expect(message).toMatchObject({ file_type: type, file_width: null, file_height: null })
})

test('[FI26] without a file there is no type', async () => {
  const channel = await anna.channel({ name: 'words', is_private: true })
  expect(await anna.say(channel.id, 'x')).toMatchObject({ file_type: null, file_width: null, file_height: null })
})

test.each(['png', 'jpeg', 'webp', 'gif'] as const)('[FI27] a %s', async (format) => {
  const { message } = await posted(await picture(30, 20, format), 'a')
  expect(message).toMatchObject({ file_type: `image/${format}`, file_width: 30, file_height: 20 })
})

test('[FI27] turned as its camera says; the first frame of many', async () => {
  const avif = await sharp(await picture(30, 20))
    .avif()
    .toBuffer()
  expect((await posted(new Uint8Array(avif), 'a')).message).toMatchObject({ file_width: 30, file_height: 20 })
  for (const [orientation, size] of [
    [1, [30, 20]],
    [3, [30, 20]],
    [6, [20, 30]],
    [8, [20, 30]],
  ] as const) {
    const turned = await sharp(await picture(30, 20))
      .withMetadata({ orientation })
      .jpeg()
      .toBuffer()
    const { message } = await posted(new Uint8Array(turned), 'a.jpg')
    expect([orientation, message.file_width, message.file_height]).toEqual([orientation, ...size])
  }
  const frames = [await picture(30, 20), await picture(30, 20)].map((frame) => Buffer.from(frame))
  const film = await sharp(frames, { join: { animated: true } })
    .gif()
    .toBuffer()
  expect((await posted(new Uint8Array(film), 'a.gif')).message).toMatchObject({ file_width: 30, file_height: 20 })
})

test('[FI27] in events, pages, around, catching up, search, and after an edit', async () => {
  const channel = await anna.channel({ name: 'album', is_private: true, members: [bert.id] })
  await using ear = await bert.connect()
  ear.send({ type: 'join', channel_id: channel.id })
  const file_id = await anna.file(await picture(30, 20), 'a.png')
  const { id } = await anna.say(channel.id, 'sunset', { file_id })
  const size = { id, file_type: 'image/png', file_width: 30, file_height: 20 }
  expect(await ear.next('message_created')).toMatchObject(size)
  for (const query of [{}, { around: id }, { after_seq: '0' }, { changed_after: '0' }]) {
    expect(await bert.history(channel.id, query)).toMatchObject([size])
  }
  expect((await bert.get('/api/search?q=sunset')).body).toMatchObject({ results: [{ message: size }] })
  expect((await anna.patch(`/api/messages/${id}`, { content: 'sunrise' })).body).toMatchObject(size)
  expect((await anna.post(`/api/channels/${channel.id}/messages`, { file_id })).body).toMatchObject({
    ...size,
    id: expect.any(String),
  })
})

describe('[FI28] pictures without a size', () => {
  const hex = (text: string) => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'))
  const PNG = '89504e47 0d0a1a0a 0000000d 49484452'
  test.each([
    ['a PNG that ends in its header', hex(`${PNG} 00000001`)],
    ['a PNG of nothing', hex(`${PNG} 00000000 00000000 08020000 00 00000000 00000000 49444154 00000000`)],
    ['a PNG of 2^31 pixels each way', hex(`${PNG} 7fffffff 7fffffff 08020000 00 00000000 00000000 49444154 00000000`)],
    ['a JPEG that is all markers', new Uint8Array(Buffer.concat([hex('ffd8ffe0'), Buffer.alloc(100_000, 0xff)]))],
    ['a GIF that ends after its name', hex('47494638 3961 1e00')],
    ['a WebP that ends after its name', new Uint8Array(Buffer.from('RIFF\x24\0\0\0WEBPVP8 \0\0\0\0'))],
    ['an AVIF of one box', new Uint8Array(Buffer.from('\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf'))],
    ['a bitmap, which the library does not know', hex(`424d ${'00'.repeat(12)} 28000000 1e000000 14000000 0100 1800`)],
  ])('[FI28] %s', async (_what, bytes) => {
    const { message, url } = await posted(bytes, 'a')
    expect(message).toMatchObject({ file_size: bytes.length, file_width: null, file_height: null })
    expect(message.file_type).toMatch(/^image\//)
    expect((await room.nobody.get(url)).bytes).toEqual(bytes)
  })

  test('[FI28] what is cut off below its header has the size that it would have', async () => {
    const whole = await picture(300, 200, 'jpeg')
    const { message } = await posted(whole.slice(0, whole.length / 2), 'a.jpg')
    expect(message).toMatchObject({ file_width: 300, file_height: 200 })
  })
})
