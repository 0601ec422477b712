import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bareRequest } from '../client.ts'
import type { Person } from '../client.ts'
import { expectEmpty, expectFailure } from '../expect.ts'
import { picture } from '../images.ts'
import { startRoom } from '../room.ts'
import type { TestRoom } from '../room.ts'
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
const fetched = async (bytes: Bytes, name: string, type?: string) =>
  room.nobody.get((await posted(bytes, name, type)).url)
const hex = (text: string) => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'))

test('[FI4] GET gives the bytes, HEAD the headers', async () => {
  const bytes = crypto.getRandomValues(new Uint8Array(50_000))
  const { url } = await posted(bytes, 'random.bin')
  const [get, head] = [await room.nobody.get(url), await room.nobody.ask('HEAD', url)]
  expect(Buffer.compare(Buffer.from(get.bytes), Buffer.from(bytes))).toBe(0)
  expect([head.status, head.text]).toEqual([200, ''])
  for (const name of ['content-type', 'content-length', 'etag', 'accept-ranges', 'content-disposition']) {
    expect({ name, value: head.headers.get(name) }).toEqual({ name, value: get.headers.get(name) })
  }
  expect(head.headers.get('content-length')).toBe('50000')
})

test('[FI5] the type is sniffed from the bytes', async () => {
  const type = async (bytes: Bytes, name: string, claim: string) =>
    (await fetched(bytes, name, claim)).headers.get('content-type')
  expect(await type(await picture(), 'a.html', 'text/html')).toBe('image/png')
  expect(await type(await picture(8, 8, 'jpeg'), 'a.txt', 'text/plain')).toBe('image/jpeg')
  expect(await type('plain words', 'a.png', 'image/png')).toBe('text/plain; charset=utf-8')
  expect(await type('%PDF-1.7\n%âã\n1 0 obj\n', 'a.png', 'image/png')).not.toMatch(/^image/)
  expect(await type('<html><script>alert(1)</script></html>', 'a.png', 'image/png')).not.toMatch(/^image/)
})

test('[FI6] UTF-8 without NUL is text, with NUL it is not', async () => {
  expect((await fetched('grüße 日本 😀', 'a')).headers.get('content-type')).toBe('text/plain; charset=utf-8')
  expect((await fetched('a\u0000b', 'a.txt')).headers.get('content-type')).not.toMatch(/^text\//)
  expect((await fetched(hex('67 72 fc df 65'), 'latin1.txt')).headers.get('content-type')).not.toMatch(/^text\//)
})

test('[FI7] single ranges', async () => {
  const { url } = await posted('0123456789', 'ten.txt')
  const whole = await room.nobody.get(url)
  expect(whole.headers.get('accept-ranges')).toBe('bytes')
  const range = async (value: string) => {
    const { status, text, headers } = await room.nobody.get(url, { range: value })
    return [status, text, headers.get('content-range'), headers.get('content-length')]
  }
  expect(await range('bytes=2-4')).toEqual([206, '234', 'bytes 2-4/10', '3'])
  expect(await range('bytes=7-')).toEqual([206, '789', 'bytes 7-9/10', '3'])
  expect(await range('bytes=-2')).toEqual([206, '89', 'bytes 8-9/10', '2'])
  expect(await range('bytes=8-99')).toEqual([206, '89', 'bytes 8-9/10', '2'])
  expect(await range('bytes=0-0')).toEqual([206, '0', 'bytes 0-0/10', '1'])
  const head = await room.nobody.ask('HEAD', url, { headers: { range: 'bytes=2-4' } })
  expect(head.text).toBe('')
})

test('[FI8] a range outside is a 416', async () => {
  const { url } = await posted('0123456789', 'ten.txt')
  for (const range of ['bytes=10-', 'bytes=50-60']) {
    const reply = await room.nobody.get(url, { range })
    expect([reply.status, reply.headers.get('content-range')]).toEqual([416, 'bytes */10'])
  }
})

test('[FI9] ETag and If-None-Match', async () => {
  const { url } = await posted('tagged', 'tag.txt')
  const etag = (await room.nobody.get(url)).headers.get('etag') ?? ''
  expect(etag).toMatch(/^(W\/)?".+"$/)
  // Not by fetch: with a condition of the caller's own it adds `cache-control: no-cache`, as the Fetch standard has it.
  const same = await bareRequest(room.url, 'GET', url, { 'if-none-match': etag })
  expect([same.status, same.text]).toEqual([304, ''])
  expect((await bareRequest(room.url, 'GET', url, { 'if-none-match': '"other"' })).text).toBe('tagged')
})

test('[FI10] If-Range', async () => {
  const { url } = await posted('0123456789', 'ten.txt')
  const etag = (await room.nobody.get(url)).headers.get('etag') ?? ''
  expect(etag).not.toMatch(/^W\//)
  const part = await room.nobody.get(url, { range: 'bytes=2-4', 'if-range': etag })
  expect([part.status, part.text]).toEqual([206, '234'])
  const whole = await room.nobody.get(url, { range: 'bytes=2-4', 'if-range': '"other"' })
  expect([whole.status, whole.text]).toEqual([200, '0123456789'])
})

test('[FI11] nosniff and a sandboxing CSP', async () => {
  for (const reply of [
    await fetched('text', 'a.txt'),
    await fetched('<script></script>', 'a.html'),
    await fetched(await picture(), 'a.png'),
  ]) {
    expect(reply.headers.get('x-content-type-options')).toBe('nosniff')
    expect(reply.headers.get('content-security-policy')).toMatch(/(^|;)\s*sandbox\s*(;|$)/)
  }
})

const ID3 = hex('49 44 33 03 00 00 00 00 00 00 ff fb 90 64 00 00 00 00')
const WEBM = hex(
  '1a 45 df a3 9f 42 86 81 01 42 f7 81 01 42 f2 81 04 42 f3 81 08 42 82 84 77 65 62 6d 42 87 81 04 42 85 81 02',
)

test('[FI12] inline for raster images, audio, video and plain text', async () => {
  const files: [Bytes, string][] = [
    [await picture(), 'a.png'],
    [await picture(8, 8, 'jpeg'), 'a.jpg'],
    [await picture(8, 8, 'webp'), 'a.webp'],
    [await picture(8, 8, 'gif'), 'a.gif'],
    [ID3, 'a.mp3'],
    [WEBM, 'a.webm'],
    ['plain words', 'a.txt'],
  ]
  for (const [bytes, name] of files) {
    const disposition = (await fetched(bytes, name)).headers.get('content-disposition') ?? 'inline'
    expect({ name, disposition }).toEqual({ name, disposition: expect.stringMatching(/^inline/) })
  }
})

test('[FI13] attachment for HTML, SVG, XML and PDF', async () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
  const files: [Bytes, string, string][] = [
    ['<!doctype html><html><script>alert(1)</script></html>', 'a.html', 'text/html'],
    ['<html><body>x</body></html>', 'a.txt', 'text/plain'],
    [svg, 'a.svg', 'image/svg+xml'],
    [`<?xml version="1.0"?>${svg}`, 'a.png', 'image/png'],
    ['<?xml version="1.0"?><a xmlns="http://www.w3.org/1999/xhtml"/>', 'a.xml', 'text/xml'],
    [hex('50 4b 03 04 14 00 00 00'), 'a.zip', 'application/zip'],
    [hex('7f 45 4c 46 02 01 01 00'), 'a', 'application/octet-stream'],
    ['%PDF-1.4\n%\u00e2\u00e3\u0000\n1 0 obj\n', 'binary.pdf', 'application/pdf'],
    ['%PDF-1.4\n1 0 obj\n<<>>\nendobj\n', 'a.pdf', 'application/pdf'],
  ]
  for (const [bytes, name, type] of files) {
    const reply = await fetched(bytes, name, type)
    const disposition = reply.headers.get('content-disposition')
    expect({ name, type, disposition }).toEqual({ name, type, disposition: expect.stringMatching(/^attachment/) })
    expect(reply.headers.get('content-type')).not.toMatch(/html|svg|xml/)
  }
})

test('[FI14] filename* for a name that is not ASCII', async () => {
  const { message, url } = await posted('x', 'Grüße 日本.txt')
  expect(message.filename).toBe('Grüße 日本.txt')
  const disposition = (await room.nobody.get(url)).headers.get('content-disposition') ?? ''
  const encoded = /filename\*=utf-8''([^;]+)/i.exec(disposition)?.[1] ?? ''
  expect(decodeURIComponent(encoded)).toBe('Grüße 日本.txt')
})

test('[FI15] the name in the URL is decoration', async () => {
  const { url } = await posted('the same', 'real.txt')
  const base = url.slice(0, url.lastIndexOf('/'))
  for (const name of ['other.html', 'x', '%F0%9F%98%80']) {
    const reply = await room.nobody.get(`${base}/${name}`)
    expect([reply.text, reply.headers.get('content-type')]).toEqual(['the same', 'text/plain; charset=utf-8'])
  }
})

test('[FI16] an unknown file is a 404 in JSON', async () => {
  expectFailure(await room.nobody.get(`/files/${randomUUID()}/x.txt`), 404)
  expectFailure(await anna.get(`/files/${randomUUID()}/x.txt`), 404)
  expect((await anna.ask('HEAD', `/files/${randomUUID()}/x.txt`)).status).toBe(404)
})

test('[FI17] the id is the capability', async () => {
  const { message, url } = await posted('known', 'known.txt')
  await anna.post(`/api/channels/${message.channel_id}/members`, { remove: [bert.id] })
  for (const who of [room.nobody, bert]) expect((await who.get(url)).text).toBe('known')
})

test('[FI18] the capability dies with its message, and with its channel', async () => {
  const [one, two] = [await posted('mortal', 'm.txt'), await posted('mortal', 'm.txt')]
  expectEmpty(await anna.delete(`/api/messages/${one.message.id}`))
  expectFailure(await room.nobody.get(one.url), 404)
  expect((await room.nobody.get(two.url)).status).toBe(200)
  expectEmpty(await anna.delete(`/api/channels/${two.message.channel_id}`))
  expectFailure(await room.nobody.get(two.url), 404)
})
