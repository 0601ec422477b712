import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { BlobTooLarge, createBlobs, DiskFull } from './blobs.ts'

const MiB = 2 ** 20

let dataDir = ''
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'stuffchat-blobs-'))
})
afterEach(() => {
  rmSync(dataDir, { recursive: true, force: true })
})

const open = () => createBlobs(dataDir, { minFreeBytes: 0 })
const left = () => (existsSync(join(dataDir, 'tmp')) ? readdirSync(join(dataDir, 'tmp')) : [])

async function* inPieces(data: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < data.length; at += size) yield data.subarray(at, at + size)
}

async function listed(blobs: ReturnType<typeof open>) {
  const found: Record<string, number> = {}
  for await (const { id, size } of blobs.list()) found[id] = size
  return found
}

test.each([
  [0, 1],
  [1, 1],
  [4_099, 7],
  [4_100, 4_100],
  [4_101, 1_000],
  [MiB - 1, 65_536],
  [MiB, 65_536],
  [3 * MiB + 5, 65_535],
  [12 * MiB + 3, 9 * MiB],
  [5_000, 1],
  [40 * MiB, 300_000],
])('%i bytes in pieces of %i arrive as they are', async (length, size) => {
  const blobs = open()
  const id = randomUUID()
  const data = randomBytes(length)
  const received = await blobs.receive(id, inPieces(data, size), { maxBytes: length })
  expect(received.size).toBe(length)
  expect(received.sha256).toBe(createHash('sha256').update(data).digest('hex'))
  expect(received.head.equals(data.subarray(0, 4_100))).toBe(true)
  expect(readFileSync(blobs.path(id)).equals(data)).toBe(true)
  expect(left()).toEqual([])
})

test('text is known by all of its bytes', async () => {
  const blobs = open()
  const text = Buffer.from('Größe 😀 '.repeat(20_000))
  const utf8 = async (data: Buffer) =>
    (await blobs.receive(randomUUID(), inPieces(data, 1_001), { maxBytes: MiB })).utf8
  expect(await utf8(text)).toBe(true)
  expect(await utf8(Buffer.alloc(0))).toBe(true)
  expect(await utf8(Buffer.concat([text, Buffer.from([0])]))).toBe(false)
  expect(await utf8(Buffer.concat([text, Buffer.from([0xff])]))).toBe(false)
  expect(await utf8(text.subarray(0, -2))).toBe(false)
})

test('many at once do not mix', async () => {
  const blobs = open()
  const files = Array.from({ length: 12 }, () => ({ id: randomUUID(), data: randomBytes(2 * MiB + 11) }))
  await Promise.all(files.map(({ id, data }) => blobs.receive(id, inPieces(data, 50_000), { maxBytes: 3 * MiB })))
  for (const { id, data } of files) expect(readFileSync(blobs.path(id)).equals(data)).toBe(true)
  expect(await listed(blobs)).toEqual(Object.fromEntries(files.map(({ id, data }) => [id, data.length])))
})

test('one byte too many is refused, the source is destroyed and nothing stays', async () => {
  const blobs = open()
  const id = randomUUID()
  const source = Readable.from(inPieces(randomBytes(3 * MiB), 65_536))
  await expect(blobs.receive(id, source, { maxBytes: 3 * MiB - 1 })).rejects.toThrow(BlobTooLarge)
  expect(source.destroyed).toBe(true)
  expect(left()).toEqual([])
  expect(existsSync(blobs.path(id))).toBe(false)
  const announced = Readable.from(inPieces(randomBytes(10), 10))
  await expect(blobs.receive(id, announced, { maxBytes: 9, expectedBytes: 10 })).rejects.toThrow(BlobTooLarge)
  expect(announced.destroyed).toBe(true)
})

test('a source that breaks off leaves nothing, and its error passes through', async () => {
  const blobs = open()
  const id = randomUUID()
  const source = async function* () {
    yield randomBytes(2 * MiB + 1)
    throw new Error('cut off')
  }
  await expect(blobs.receive(id, source(), { maxBytes: 3 * MiB })).rejects.toThrow('cut off')
  expect(left()).toEqual([])
  expect(await listed(blobs)).toEqual({})
})

test('a short disk is refused before, and while it is written', async () => {
  let free = 1_000
  const blobs = createBlobs(dataDir, { minFreeBytes: 500, freeBytes: async () => free })
  const send = (length: number, expectedBytes?: number) =>
    blobs.receive(randomUUID(), inPieces(Buffer.alloc(length), MiB), {
      maxBytes: 200 * MiB,
      ...(expectedBytes === undefined ? {} : { expectedBytes }),
    })
  await expect(send(501, 501)).rejects.toThrow(DiskFull)
  expect((await send(500, 500)).size).toBe(500)
  const running = send(70 * MiB)
  free = 499
  await expect(running).rejects.toThrow(DiskFull)
  await expect(send(1)).rejects.toThrow(DiskFull)
  expect(left()).toEqual([])
})

test.each(['ENOSPC', 'EDQUOT'])('%s is DiskFull, another error stays what it is', async (code) => {
  const failing = (as: string) =>
    createBlobs(dataDir, {
      minFreeBytes: 0,
      freeBytes: async () => {
        throw Object.assign(new Error(as), { code: as })
      },
    })
  const nothing = () => inPieces(Buffer.alloc(0), 1)
  await expect(failing(code).receive(randomUUID(), nothing(), { maxBytes: 1 })).rejects.toThrow(DiskFull)
  await expect(failing('EMFILE').receive(randomUUID(), nothing(), { maxBytes: 1 })).rejects.toThrow('EMFILE')
})

test('a file that cannot take its place leaves nothing', async () => {
  const blobs = open()
  const id = randomUUID()
  mkdirSync(join(blobs.path(id), 'inside'), { recursive: true })
  await expect(blobs.receive(id, inPieces(randomBytes(10), 5), { maxBytes: 10 })).rejects.toThrow()
  expect(left()).toEqual([])
})

test.each(['', '..', '../../etc/passwd', 'ab', `${randomUUID()}/..`, randomUUID().toUpperCase(), `${randomUUID()}\n`])(
  'the id %j is refused',
  async (id) => {
    const blobs = open()
    expect(() => blobs.path(id)).toThrow(TypeError)
    await expect(blobs.receive(id, inPieces(Buffer.alloc(1), 1), { maxBytes: 1 })).rejects.toThrow(TypeError)
    await expect(blobs.remove(id)).rejects.toThrow(TypeError)
  },
)

test('remove is idempotent, and list shows what is there and is ours', async () => {
  const blobs = open()
  expect(await listed(blobs)).toEqual({})
  const ids = [randomUUID(), randomUUID()] as const
  for (const id of ids) await blobs.receive(id, inPieces(Buffer.from(id), 9), { maxBytes: 100 })
  writeFileSync(join(dataDir, 'blobs', 'note.txt'), 'x')
  writeFileSync(join(dataDir, 'blobs', ids[0].slice(0, 2), 'note.txt'), 'x')
  expect(await listed(blobs)).toEqual({ [ids[0]]: 36, [ids[1]]: 36 })
  await blobs.remove(ids[0])
  await blobs.remove(ids[0])
  expect(await listed(blobs)).toEqual({ [ids[1]]: 36 })
})

test('sweepTemp removes what was left, but nothing that is under way', async () => {
  const blobs = open()
  expect(await blobs.sweepTemp()).toBe(0)
  mkdirSync(join(dataDir, 'tmp'))
  writeFileSync(join(dataDir, 'tmp', randomUUID()), 'left')
  const id = randomUUID()
  const swept: number[] = []
  const source = async function* () {
    yield randomBytes(10)
    swept.push(await blobs.sweepTemp())
    yield randomBytes(10)
  }
  expect((await blobs.receive(id, source(), { maxBytes: 20 })).size).toBe(20)
  expect(swept).toEqual([1])
  expect(readFileSync(blobs.path(id))).toHaveLength(20)
})

test('one id cannot be received twice at once', async () => {
  const blobs = open()
  const id = randomUUID()
  const first = blobs.receive(id, inPieces(randomBytes(MiB), 1_000), { maxBytes: MiB })
  await expect(blobs.receive(id, inPieces(randomBytes(5), 5), { maxBytes: MiB })).rejects.toThrow('already')
  expect((await first).size).toBe(MiB)
})
