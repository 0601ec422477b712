import { execFileSync } from 'node:child_process'
import { mkdtempSync, openSync, closeSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { afterAll, beforeAll, expect, test } from 'vitest'
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

test('a tag of 240 MiB, and one of many small pieces, are refused before they fill the memory', async () => {
  const whole = sparse('whole.mp3', [
    [0, pictureTag(240 * MiB)],
    [240 * MiB + 100, song],
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
  for (const path of [whole, pieces]) {
    expect(statSync(path).size).toBeGreaterThan(225 * MiB)
    const { metadata, grownMiB } = await read(path)
    expect(metadata).toBeNull()
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

test('it reads the same as the file has, wherever and however much', async () => {
  const size = 600_000
  const bytes = Buffer.from(Array.from({ length: size }, (_, n) => (n * 7 + (n >> 8)) % 251))
  const file = await SongFile.open(sparse('bytes', [[0, bytes]]))
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
