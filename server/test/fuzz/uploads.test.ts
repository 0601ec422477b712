import { afterAll, beforeAll, expect, test } from 'vitest'
import { Failure, FileReply } from '../shapes.ts'
import { openBystander } from './bystander.ts'
import { filePart, join, textPart } from './multipart.ts'
import { startProcess } from './process.ts'
import type { RoomProcess } from './process.ts'
import { openWire, responses } from './wire.ts'

let room: RoomProcess
let bystander: Awaited<ReturnType<typeof openBystander>>
beforeAll(async () => {
  room = await startProcess({ header_timeout_ms: 1_000, image_bytes: 64 * 1024 })
  bystander = await openBystander(room)
})
afterAll(async () => {
  await bystander[Symbol.asyncDispose]()
  await room[Symbol.asyncDispose]()
})

const TYPE = 'multipart/form-data; boundary=edge'
const many = (count: number) => Array.from({ length: count }, (_, n) => textPart(`f${n}`, 'x'))
const nested = join('edge', [
  {
    headers: 'content-disposition: form-data; name="outer"\r\ncontent-type: multipart/mixed; boundary=inner',
    content: join('inner', [filePart('inside')]),
  },
])
const raw = (text: string) => Buffer.from(text, 'latin1')

type Case = { body: Buffer; type?: string; statuses: number[] }
const BROKEN: Record<string, Case> = {
  'no content type': { body: join('edge', [filePart('x')]), type: '', statuses: [415] },
  'no boundary': { body: join('edge', [filePart('x')]), type: 'multipart/form-data', statuses: [400, 415] },
  'an empty boundary': { body: join('', [filePart('x')]), type: 'multipart/form-data; boundary=', statuses: [400] },
  'another boundary': { body: join('other', [filePart('x')]), statuses: [400] },
  'a boundary of 10,000 characters': {
    body: join('b'.repeat(10_000), [filePart('x')]),
    type: `multipart/form-data; boundary=${'b'.repeat(10_000)}`,
    statuses: [200, 400],
  },
  'nothing at all': { body: Buffer.alloc(0), statuses: [400] },
  'only the end': { body: raw('--edge--\r\n'), statuses: [400] },
  'headers only': {
    body: raw('--edge\r\ncontent-disposition: form-data; name="f"; filename="x"\r\n'),
    statuses: [400],
  },
  'headers and no end': {
    body: raw('--edge\r\ncontent-disposition: form-data; name="f"; filename="x"\r\n\r\n'),
    statuses: [400],
  },
  'cut off in the file': { body: join('edge', [filePart('x'.repeat(100_000))], ''), statuses: [400] },
  'cut off in the boundary': { body: join('edge', [filePart('x')], '--ed'), statuses: [400] },
  'no file': { body: join('edge', many(3)), statuses: [400] },
  'thousands of text parts': { body: join('edge', many(20_000)), statuses: [400] },
  'thousands of text parts before the file': {
    body: join('edge', [...many(5_000), filePart('x')]),
    statuses: [200, 400, 413],
  },
  'thousands of files': {
    body: join(
      'edge',
      Array.from({ length: 5_000 }, () => filePart('x')),
    ),
    statuses: [200],
  },
  'one part inside another': { body: nested, statuses: [400] },
  'a giant header': {
    body: join('edge', [
      {
        headers: `x: ${'a'.repeat(200_000)}\r\ncontent-disposition: form-data; name="f"; filename="x"`,
        content: raw('x'),
      },
    ]),
    statuses: [200, 400],
  },
  'thousands of headers': {
    body: join('edge', [
      {
        headers: `${'x: y\r\n'.repeat(20_000)}content-disposition: form-data; name="f"; filename="x"`,
        content: raw('x'),
      },
    ]),
    statuses: [200, 400],
  },
  'a giant file name': { body: join('edge', [filePart('x', 'n'.repeat(14_000))]), statuses: [200, 400] },
  'a giant field': {
    body: join('edge', [textPart('name', 'x'.repeat(1_000_000)), filePart('x')]),
    statuses: [200, 400],
  },
  'a file name of NULs and controls': {
    body: join('edge', [filePart('x', 'a\0\x01\x7f\u202eb')]),
    statuses: [200, 400],
  },
  'no disposition': {
    body: join('edge', [{ headers: 'content-type: text/plain', content: raw('x') }]),
    statuses: [400],
  },
  'a part without headers': { body: raw('--edge\r\n\r\nx\r\n--edge--\r\n'), statuses: [400] },
  'line feeds only': {
    body: raw('--edge\ncontent-disposition: form-data; name="f"; filename="x"\n\nx\n--edge--\n'),
    statuses: [400],
  },
  'boundaries in the file': { body: join('edge', [filePart('--edge\r\n--edge--\r\nx')]), statuses: [200, 400] },
  'something after the end': {
    body: Buffer.concat([join('edge', [filePart('x')]), Buffer.alloc(100_000, 'y')]),
    statuses: [200],
  },
  'an unknown transfer encoding': {
    body: join('edge', [
      { ...filePart('x'), headers: `${filePart('x').headers}\r\ncontent-transfer-encoding: base64` },
    ]),
    statuses: [200, 400],
  },
  'a charset that nobody knows': {
    body: join('edge', [filePart('x', 'a', 'f', 'text/plain; charset=klingon')]),
    statuses: [200],
  },
}
const request = (path: string, method: string, type: string, length: string, token: string) =>
  `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\n${type === '' ? '' : `Content-Type: ${type}\r\n`}${length}\r\n\r\n`

async function upload(path: string, method: string, { body, type = TYPE }: { body: Buffer; type?: string }) {
  const wire = await openWire(room.port)
  wire.write(request(path, method, type, `Content-Length: ${body.length}`, bystander.anna.auth.access_token))
  wire.write(body)
  const { bytes } = await wire.until((said) => said.text.includes('}'), 10_000)
  wire.destroy()
  const [answer] = responses(bytes)
  if (answer === undefined) throw new Error('no answer')
  return answer
}

test.for(Object.entries(BROKEN))('multipart: %s', async ([, { statuses, ...sent }]) => {
  const { status, body } = await upload('/api/files', 'POST', sent)
  expect(statuses).toContain(status)
  if (status === 200) FileReply.parse(JSON.parse(body))
  else Failure.parse(JSON.parse(body))
  // Where an image is due, none of these is one.
  for (const [method, path] of [
    ['PUT', '/api/users/me/avatar'],
    ['POST', '/api/emojis'],
  ] as const) {
    const image = await upload(path, method, sent)
    expect([400, 413, 415]).toContain(image.status)
    Failure.parse(JSON.parse(image.body))
  }
  await bystander.check()
})

test('multipart: peers that leave in the middle', async () => {
  const body = join('edge', [filePart(Buffer.alloc(50_000, 'x'))])
  for (let at = 1; at < body.length; at += 2_500) {
    const wire = await openWire(room.port)
    wire.write(request('/api/files', 'POST', TYPE, `Content-Length: ${body.length}`, bystander.anna.auth.access_token))
    wire.write(body.subarray(0, at))
    if (at % 2 === 0) wire.end()
    else await new Promise((resolve) => setTimeout(resolve, 3))
    wire.destroy()
  }
  await bystander.check()
  // None of them may go on counting as under way: the limit is 16.
  await expect.poll(async () => (await bystander.anna.upload('x', 'x.txt')).status, { timeout: 5_000 }).toBe(200)
})
