import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Person } from '../client.ts'
import { expectFailure } from '../expect.ts'
import { filePart, join as multipart } from '../fuzz/multipart.ts'
import { startProcess } from '../fuzz/process.ts'
import { openWire, responses } from '../fuzz/wire.ts'
import { register } from '../client.ts'
import { PASSWORD, startRoom } from '../room.ts'
import { Failure, FileReply } from '../shapes.ts'

const MiB = 2 ** 20
const head = (who: Person, ...more: string[]) =>
  [
    'POST /api/files HTTP/1.1',
    'Host: 127.0.0.1',
    'Content-Type: multipart/form-data; boundary=edge',
    `Authorization: Bearer ${who.auth.access_token}`,
    ...more,
    '',
    '',
  ].join('\r\n')
const OPENING = multipart('edge', [filePart('')], '').subarray(0, -2)
const filesUnder = async (dataDir: string, folder: string) =>
  (await readdir(join(dataDir, folder), { recursive: true, withFileTypes: true }).catch(() => [])).filter((entry) =>
    entry.isFile(),
  ).length

test('413 by the declared size, before a byte of it was sent', async () => {
  await using room = await startRoom({ limits: { upload_bytes: MiB } })
  const anna = await room.register('anna')
  const wire = await openWire(room.port)
  wire.write(head(anna, `Content-Length: ${10 * 2 ** 30}`))
  const { bytes } = await wire.until((said) => said.text.includes('}'), 5_000)
  wire.destroy()
  const [answer] = responses(bytes)
  expect(answer?.status).toBe(413)
  expect(Failure.parse(JSON.parse(answer?.body ?? '')).code).toBe('file_too_large')
})

test('413 by the streamed size: no length was declared, and it never ends', async () => {
  await using room = await startRoom({ limits: { upload_bytes: MiB } })
  const anna = await room.register('anna')
  const chunk = (bytes: Uint8Array) =>
    Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')])
  const wire = await openWire(room.port)
  wire.write(head(anna, 'Transfer-Encoding: chunked'))
  wire.write(chunk(OPENING))
  let sent = 0
  for (let answered = false; !answered && sent < 64 * MiB; sent += 64 * 1024) {
    wire.write(chunk(Buffer.alloc(64 * 1024, 'x')))
    const said = await wire.until((one) => one.text.includes('}'), 5)
    answered = said.text.includes('}') || said.closed
  }
  const [answer] = responses(wire.said().bytes)
  wire.destroy()
  expect(answer?.status).toBe(413)
  expect(sent).toBeLessThan(32 * MiB)
  await expect
    .poll(async () => [await filesUnder(room.dataDir, 'tmp'), await filesUnder(room.dataDir, 'blobs')])
    .toEqual([0, 0])
})

test('413 for a JSON body by its declared size, and by its streamed one', async () => {
  await using room = await startRoom()
  const anna = await room.register('anna')
  const json = (...more: string[]) =>
    [
      'POST /api/channels HTTP/1.1',
      'Host: 127.0.0.1',
      'Content-Type: application/json',
      `Authorization: Bearer ${anna.auth.access_token}`,
      ...more,
      '',
      '',
    ].join('\r\n')
  const declared = await openWire(room.port)
  declared.write(json('Content-Length: 99999999999'))
  const streamed = await openWire(room.port)
  streamed.write(json('Transfer-Encoding: chunked'))
  for (let n = 0; n < 40; n += 1) streamed.write(`2000\r\n${'x'.repeat(8_192)}\r\n`)
  for (const wire of [declared, streamed]) {
    const { bytes } = await wire.until((said) => said.text.includes('}'), 5_000)
    wire.destroy()
    expect(responses(bytes)[0]?.status).toBe(413)
  }
})

test('the quota of what is unattached holds when all come at once', async () => {
  await using room = await startRoom({ limits: { unattached_bytes_per_user: 10_000, uploads_per_user: 50 } })
  const [anna, bert] = [await room.register('anna'), await room.register('bert')]
  const replies = await Promise.all(Array.from({ length: 30 }, () => anna.upload('x'.repeat(1_000), 'x.txt')))
  expect(replies.filter((reply) => reply.status === 200)).toHaveLength(10)
  // What was refused is not kept either; attaching makes room again; others have a quota of their own.
  expect(await filesUnder(room.dataDir, 'blobs')).toBe(10)
  const [first] = replies.filter((reply) => reply.status === 200)
  const { id } = await anna.channel({ name: 'files' })
  await anna.say(id, 'here', { file_id: first?.as(FileReply).file_id ?? '' })
  expect((await anna.upload('x'.repeat(1_000), 'x.txt')).status).toBe(200)
  expect((await bert.upload('x'.repeat(1_000), 'x.txt')).status).toBe(200)
})

test('16 uploads at once, and the one too many is told to wait', async () => {
  await using room = await startRoom()
  const anna = await room.register('anna')
  const body = multipart('edge', [filePart('slow')])
  const wires = await Promise.all(Array.from({ length: 16 }, () => openWire(room.port)))
  for (const wire of wires) {
    wire.write(head(anna, `Content-Length: ${body.length}`))
    wire.write(body.subarray(0, -10))
  }
  // A probe before all have begun would itself take the place of one.
  await sleep(500)
  const refused = await anna.upload('x', 'x.txt')
  expectFailure(refused, 429)
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  for (const wire of wires) wire.write(body.subarray(-10))
  const ends = await Promise.all(wires.map((wire) => wire.until((said) => said.text.includes('}'), 5_000)))
  expect(ends.map((end) => responses(end.bytes)[0]?.status)).toEqual(ends.map(() => 200))
  wires.forEach((wire) => wire.destroy())
  expect((await anna.upload('x', 'x.txt')).status).toBe(200)
})

test('uploads are not held in memory', async () => {
  await using room = await startProcess({ uploads_per_user: 4 })
  const anna = await register(room.url, { username: 'anna', password: PASSWORD })
  // The first one loads what uploads need.
  await anna.file('x', 'x.txt')
  const before = await room.memory()
  const content = new Uint8Array(48 * MiB).fill(120)
  const all = Promise.all([anna.file(content, 'a.bin'), anna.file(content, 'b.bin')])
  let peak = 0
  let done = false
  const watch = async () => {
    while (!done) peak = Math.max(peak, (await room.memory()).rss)
  }
  const watching = watch()
  await all
  done = true
  await watching
  console.info(JSON.stringify({ rss_mib: [before.rss, peak].map((bytes) => Math.round(bytes / MiB)) }))
  expect(peak - before.rss).toBeLessThan(48 * MiB)
})
