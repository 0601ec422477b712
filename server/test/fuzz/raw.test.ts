import { afterAll, beforeAll, expect, test } from 'vitest'
import fc from 'fast-check'
import { Failure } from '../shapes.ts'
import { openBystander } from './bystander.ts'
import { startProcess } from './process.ts'
import type { RoomProcess } from './process.ts'
import { openWire, responses } from './wire.ts'

let room: RoomProcess
let bystander: Awaited<ReturnType<typeof openBystander>>
beforeAll(async () => {
  room = await startProcess({ header_timeout_ms: 1_000 })
  bystander = await openBystander(room)
})
afterAll(async () => {
  await bystander[Symbol.asyncDispose]()
  await room[Symbol.asyncDispose]()
})

const HOST = 'Host: 127.0.0.1'
const JSON_TYPE = 'Content-Type: application/json'
const lines = (...all: string[]) => `${all.join('\r\n')}\r\n\r\n`
const login = (...headers: string[]) => lines('POST /api/auth/login HTTP/1.1', HOST, JSON_TYPE, ...headers)
const health = (...headers: string[]) => lines('GET /api/health HTTP/1.1', HOST, ...headers)

/** Not HTTP, or not one clear request: refused, and the connection is closed. */
const BROKEN: Record<string, string> = {
  'no protocol': 'hello\r\n\r\n',
  'no version': 'GET /api/health\r\n\r\n',
  'another version': lines('GET /api/health HTTP/3.7', HOST),
  'HTTP/2': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'a TLS greeting': '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  'a binary nothing': '\0\0\0\0\xff\xff\xff\xff',
  'an unknown method': lines('STEAL /api/health HTTP/1.1', HOST),
  'a space in the target': lines('GET /api/he alth HTTP/1.1', HOST),
  'a control in the target': lines('GET /api/\x01 HTTP/1.1', HOST),
  'a space before the colon': health('X-A : b'),
  'a header without a colon': health('nonsense'),
  'a folded header': health('X-A: b', ' c'),
  'NUL in a header': health('X-A: a\0b'),
  'a lone CR in a header': health('X-A: a\rb'),
  'oversized headers': health(`X-A: ${'a'.repeat(70_000)}`),
  'thousands of headers': health(...Array.from({ length: 5_000 }, (_, n) => `X-${n}: 1`)),
  'an oversized target': lines(`GET /api/${'a'.repeat(70_000)} HTTP/1.1`, HOST),
  'length and chunks': `${login('Content-Length: 4', 'Transfer-Encoding: chunked')}0\r\n\r\n`,
  'two lengths': `${login('Content-Length: 2', 'Content-Length: 3')}{} `,
  'a length that is none': `${login('Content-Length: +2')}{}`,
  'a negative length': login('Content-Length: -1'),
  'a length beyond numbers': login('Content-Length: 99999999999999999999999999'),
  'an unknown coding': `${login('Transfer-Encoding: xchunked')}0\r\n\r\n`,
  'chunked, but not last': `${login('Transfer-Encoding: chunked, identity')}0\r\n\r\n`,
  'a chunk size that is none': `${login('Transfer-Encoding: chunked')}zz\r\n{}\r\n0\r\n\r\n`,
  'a chunk that is longer than it says': `${login('Transfer-Encoding: chunked')}1\r\n{}{}{}\r\n0\r\n\r\n`,
  'a chunk size beyond numbers': `${login('Transfer-Encoding: chunked')}ffffffffffffffffff\r\n{}\r\n`,
}
/** Unusual, but one clear request each: answered in order, however that is. */
const UNUSUAL: Record<string, { sent: string; statuses: number[] }> = {
  pipelining: {
    sent: health() + lines('GET /api/users HTTP/1.1', HOST) + health() + lines('GET /api/nothing HTTP/1.1', HOST),
    statuses: [200, 401, 200, 404],
  },
  'a pipelined body': { sent: `${login('Content-Length: 2')}{}${health()}`, statuses: [400, 200] },
  'a body that nobody reads': { sent: `${health('Content-Length: 5')}hello${health()}`, statuses: [200, 200] },
  'chunks with extensions and trailers': {
    sent: `${login('Transfer-Encoding: chunked')}2;a=b\r\n{}\r\n0\r\nX-T: 1\r\n\r\n${health()}`,
    statuses: [400, 200],
  },
  'an absolute target': { sent: lines('GET http://127.0.0.1/api/health HTTP/1.1', HOST), statuses: [200] },
  'an asterisk': { sent: lines('OPTIONS * HTTP/1.1', HOST), statuses: [404] },
  'an expectation that nobody knows': { sent: `${login('Expect: miracles', 'Content-Length: 2')}{}`, statuses: [417] },
  'an upgrade to something else': {
    sent: health('Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__'),
    statuses: [200],
  },
  // Both refused by RFC 9112, section 3.2.
  'no host': { sent: lines('GET /api/health HTTP/1.1'), statuses: [400] },
  'two hosts': { sent: lines('GET /api/health HTTP/1.1', HOST, 'Host: evil.example'), statuses: [400] },
  'empty lines before': { sent: `\r\n\r\n${health()}`, statuses: [200] },
  'a HEAD': { sent: lines('HEAD /api/nothing HTTP/1.1', HOST), statuses: [404] },
}

/** Every answer is HTTP, no 5xx, and a refusal has the form of all refusals. */
function expectAnswers(bytes: Buffer, heads = false): number[] {
  const all = responses(bytes)
  for (const { status, body } of all) {
    expect({ status, fine: status < 500 }).toEqual({ status, fine: true })
    if (status >= 400 && !heads) Failure.parse(JSON.parse(body || 'null'))
  }
  return all.map((one) => one.status)
}

test.for(Object.entries(BROKEN))('HTTP: %s', async ([, sent]) => {
  const wire = await openWire(room.port)
  wire.write(Buffer.from(sent, 'latin1'))
  const { bytes, closed } = await wire.untilClosed(4_000)
  wire.destroy()
  expect(closed).toBe(true)
  const statuses = expectAnswers(bytes)
  expect(statuses.filter((status) => status < 400)).toEqual([])
  await bystander.check()
})

test.for(Object.entries(UNUSUAL))('HTTP: %s', async ([name, { sent, statuses }]) => {
  const wire = await openWire(room.port)
  wire.write(Buffer.from(sent, 'latin1'))
  const heads = name === 'a HEAD'
  const { bytes } = await wire.until(
    (said) =>
      heads
        ? said.text.endsWith('\r\n\r\n')
        : said.text.split('HTTP/1.1 ').length > statuses.length && said.text.includes('}'),
    2_000,
  )
  wire.destroy()
  expect(heads ? [Number(bytes.subarray(9, 12))] : expectAnswers(bytes)).toEqual(statuses)
  await bystander.check()
})

test('HTTP: requests with random bytes changed', async () => {
  const whole = Buffer.from(`${login('Content-Length: 2')}{}${health()}`)
  const change = fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }))
  const property = fc.asyncProperty(
    fc.array(change, { minLength: 1, maxLength: 6 }),
    fc.nat(whole.length),
    async (changes, cut) => {
      const sent = Buffer.from(whole)
      for (const [at, byte] of changes) sent[at] = byte
      const wire = await openWire(room.port)
      wire.write(sent.subarray(0, Math.max(cut, 100)))
      wire.end()
      const { bytes, closed } = await wire.untilClosed(5_000)
      wire.destroy()
      expect(closed).toBe(true)
      // A method turned into HEAD or CONNECT has another form of answer; all that counts there is that it lives.
      if (!/^(HEAD|CONN)/m.test(sent.toString('latin1'))) expectAnswers(bytes)
    },
  )
  await fc.assert(property, { numRuns: 150, seed: 11 })
  await bystander.check()
})
