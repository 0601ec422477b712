import { execFileSync } from 'node:child_process'
import { mkdtempSync, openSync, closeSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createShrink } from '../files/shrink.ts'
import { sniff } from '../files/types.ts'
import { createDescribeSong } from './describe-song.ts'
import { readMetadata } from './metadata.ts'
import { SongFile } from './song-file.ts'

const MiB = 2 ** 20
const root = mkdtempSync(join(tmpdir(), 'stuffchat-test-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
let song: Buffer
beforeAll(() => {
  const path = join(root, 'song.mp3')
  execFileSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'sine=duration=10', '-id3v2_version', '0', path])
  song = readFileSync(path)
})

/** A file of pieces, each at its place; what lies between is zeros, and on the disk nothing. */
function sparse(name: string, pieces: readonly [at: number, bytes: Buffer][]): string {
  const path = join(root, name)
  const file = openSync(path, 'w')
  for (const [at, bytes] of pieces) writeSync(file, bytes, 0, bytes.length, at)
  closeSync(file)
  return path
}
const sevenBits = (n: number) => Buffer.from([(n >> 21) & 127, (n >> 14) & 127, (n >> 7) & 127, n & 127])
/** The head of an ID3v2.4 tag with one picture of so many bytes. */
function pictureTag(bytes: number): Buffer {
  const picture = Buffer.from('\0image/png\0\u0003\0')
  const frame = Buffer.concat([Buffer.from('APIC'), sevenBits(bytes + picture.length), Buffer.alloc(2), picture])
  return Buffer.concat([Buffer.from('ID3\u0004\0\0'), sevenBits(bytes + frame.length), frame])
}
/** An ID3v2.4 tag that holds one text frame after the other. */
function textTag(frames: Readonly<Record<string, Buffer>>): Buffer {
  const parts = Object.entries(frames).map(([id, text]) =>
    Buffer.concat([Buffer.from(id), sevenBits(text.length + 1), Buffer.alloc(2), Buffer.from([3]), text]),
  )
  const body = Buffer.concat(parts)
  return Buffer.concat([Buffer.from('ID3\u0004\0\0'), sevenBits(body.length), body])
}
function apeItem(n: number, bytes: number): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32LE(bytes, 0)
  head.writeUInt32LE(2, 4)
  return Buffer.concat([head, Buffer.from(`Cover Art (${n})\0x\0`)])
}
function apeFooter(bytes: number, items: number): Buffer {
  const foot = Buffer.alloc(32)
  foot.write('APETAGEX')
  foot.writeUInt32LE(2_000, 8)
  foot.writeUInt32LE(bytes + foot.length, 12)
  foot.writeUInt32LE(items, 16)
  return foot
}

/** What it says, and by how many MiB the process grew meanwhile at the most. */
async function read(path: string) {
  const before = process.memoryUsage.rss()
  let peak = before
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 2)
  const metadata = await readMetadata(path, new AbortController().signal)
  clearInterval(watch)
  return { metadata, grownMiB: (peak - before) / MiB }
}

test('neither a tag of 240 MiB nor one of many small pieces fills the memory; behind the former there is a song', async () => {
  const tag = pictureTag(240 * MiB)
  const whole = sparse('whole.mp3', [
    [0, tag],
    [tag.length + 240 * MiB, song],
  ])
  const items = Array.from({ length: 4_000 }, (_, n) => apeItem(n, 60_000))
  let at = song.length
  const places = items.map((item): [number, Buffer] => {
    const place = at
    // The name is no part of the value, its first two bytes are.
    at += item.length - 2 + 60_000
    return [place, item]
  })
  const pieces = sparse('pieces.mp3', [[0, song], ...places, [at, apeFooter(at - song.length, 4_000)]])
  for (const [path, secs] of [
    [whole, 10],
    [pieces, null],
  ] as const) {
    expect(statSync(path).size).toBeGreaterThan(225 * MiB)
    const { metadata, grownMiB } = await read(path)
    expect(metadata && Math.round(metadata.duration ?? 0)).toBe(secs)
    // The thread itself takes some 40.
    expect(grownMiB).toBeLessThan(190)
  }
})

test('a tag with a picture of 20 MiB is read past; such a picture is no cover', async () => {
  const tag = pictureTag(20 * MiB)
  const path = sparse('fat.mp3', [
    [0, tag],
    [tag.length + 20 * MiB, song],
  ])
  const { metadata } = await read(path)
  expect(metadata).toMatchObject({ hasAudio: true, cover: null })
  expect(Math.abs((metadata?.duration ?? 0) - 10)).toBeLessThan(0.1)
})

test('a title and an artist of many megabytes are a short line, and no more of them leaves the thread', async () => {
  const tag = textTag({ TIT2: Buffer.alloc(18 * MiB, 'a\u0001'), TPE1: Buffer.alloc(4 * MiB, '\u202e') })
  const path = sparse('words.mp3', [
    [0, tag],
    [tag.length, song],
  ])
  const { metadata } = await read(path)
  expect(metadata?.title?.startsWith('a\u0001a')).toBe(true)
  expect(metadata?.title?.length).toBe(2_000)
  expect(metadata?.artist?.length).toBe(2_000)
  const describe = createDescribeSong({
    sniff,
    shrink: createShrink({ maxPixels: 1e6, takesBroken: true, patienceSecs: 5 }),
    demandSpace: async () => {},
    onBug: expect.unreachable,
  })
  const file = { path, type: 'audio/mpeg', etag: 'x', titles: ['a name'], maxSecs: 60 }
  const described = await describe(file, new AbortController().signal)
  expect(described).toMatchObject({ title: 'a '.repeat(150), artist: null })
})

test('it reads the same as the file has, wherever and however much', async () => {
  const size = 600_000
  const bytes = Buffer.from(Array.from({ length: size }, (_, n) => (n * 7 + (n >> 8)) % 251))
  const file = new SongFile(sparse('bytes', [[0, bytes]]))
  const at = async (position: number, length: number) => {
    const into = new Uint8Array(length)
    const count = await file.peekBuffer(into, { position, mayBeLess: true })
    return Buffer.from(into.subarray(0, count))
  }
  const places: [number, number][] = [
    [0, 10],
    [5, 300_000],
    [400_000, 100],
    [399_990, 20],
    [0, 262_144],
    [1, 262_144],
    [size - 5, 10],
    [size, 4],
  ]
  for (const [position, length] of places) {
    expect((await at(position, length)).equals(bytes.subarray(position, position + length))).toBe(true)
  }
  const ten = new Uint8Array(10)
  file.setPosition(100)
  await file.readBuffer(ten)
  expect([file.position, Buffer.from(ten)]).toEqual([110, bytes.subarray(100, 110)])
  await expect(file.readBuffer(ten, { position: size - 5 })).rejects.toThrow()
  await file.close()
})
