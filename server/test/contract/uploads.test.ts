import { request } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bareRequest } from '../client.ts'
import type { Person } from '../client.ts'
import { expectFailure, expectRefused } from '../expect.ts'
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
