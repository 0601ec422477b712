import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readMetadata } from './metadata.ts'

const root = mkdtempSync(join(tmpdir(), 'stuffchat-test-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const MS = 30_000
const NOISE = 'anoisesrc=amplitude=0.3:seed=1'
/** Of nothing but beginnings, which Vorbis makes of short blocks. */
const CLICKS = 'aevalsrc=if(lt(mod(t\\,0.05)\\,0.004)\\,random(0)-0.5\\,0):sample_rate=44100'
function make(name: string, seconds: number, source = NOISE): string {
  const path = join(root, name)
  const input = ['-f', 'lavfi', '-i', source, '-t', String(seconds), '-ac', '2']
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...input, path])
  return path
}
const durationOf = async (path: string) => (await readMetadata(path, new AbortController().signal))?.duration ?? 0
/** Changed after it was made. */
function lie(path: string, change: (bytes: Buffer) => void): string {
  const bytes = readFileSync(path)
  change(bytes)
  writeFileSync(path, bytes)
  return path
}
/** The last page of Ogg says that so many samples were before its end. */
const endAt = (samples: number) => (bytes: Buffer) =>
  bytes.writeBigUInt64LE(BigInt(samples), bytes.lastIndexOf('OggS') + 6)

test('what says truly how long it is stays so to the last sample', { timeout: MS }, async () => {
  for (const name of ['a.flac', 'a.mp3', 'a.opus', 'a.ogg', 'a.wav', 'a.m4a', 'a.webm']) {
    const seconds = await durationOf(make(name, 7.5))
    expect([name, Math.abs(seconds - 7.5) < 0.06]).toEqual([name, true])
  }
  expect(await durationOf(make('exact.flac', 7.5))).toBe(7.5)
})
test(
  'FLAC that says 5 seconds, or nothing, and holds 10 minutes of silence in a few kilobytes',
  { timeout: MS },
  async () => {
    const path = make('small.flac', 600, 'anullsrc=sample_rate=48000')
    expect(readFileSync(path).length).toBeLessThan(200_000)
    for (const claimed of [5, 0]) {
      // The low 32 of the 36 bits of its samples (RFC 9639, section 8.2).
      lie(path, (bytes) => bytes.writeUInt32BE(claimed * 48_000, 22))
      expect(Math.abs((await durationOf(path)) - 600)).toBeLessThan(0.01)
    }
  },
)
test('MP3 whose first frame says that there are 10 frames', { timeout: MS }, async () => {
  const path = lie(make('few.mp3', 60), (bytes) => {
    const at = Math.max(bytes.indexOf('Xing'), bytes.indexOf('Info'))
    expect(at).toBeGreaterThan(0)
    bytes.writeUInt32BE(10, at + 8)
  })
  expect(Math.abs((await durationOf(path)) - 60)).toBeLessThan(0.2)
})
test('Opus and Vorbis whose last page says that it is at the first second', { timeout: MS }, async () => {
  expect(Math.abs((await durationOf(lie(make('first.opus', 60), endAt(48_000)))) - 60)).toBeLessThan(0.1)
  const [long, short] = [make('first.ogg', 60), make('clicks.ogg', 30, CLICKS)]
  expect(Math.abs((await durationOf(short)) - 30)).toBeLessThan(0.05)
  expect(Math.abs((await durationOf(lie(short, endAt(25 * 44_100)))) - 30)).toBeLessThan(0.2)
  expect(Math.abs((await durationOf(lie(long, endAt(10 * 44_100)))) - 60)).toBeLessThan(0.2)
  expect(await durationOf(lie(long, endAt(44_100)))).toBeGreaterThan(59)
})
test('AAC in MP4 whose head says that it lasts a second', { timeout: MS }, async () => {
  const path = lie(make('second.m4a', 60), (bytes) => {
    // Version 0: the duration follows its scale.
    const media = bytes.indexOf('mdhd')
    expect(bytes[media + 4]).toBe(0)
    bytes.writeUInt32BE(bytes.readUInt32BE(media + 16), media + 20)
  })
  expect(Math.abs((await durationOf(path)) - 60)).toBeLessThan(0.2)
})
