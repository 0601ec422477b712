import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createShrink } from '../files/shrink.ts'
import { sniff } from '../files/types.ts'
import { createDescribeSong } from './describe-song.ts'
import { createFetching } from './fetching.ts'
import type { QueueItem } from './position.ts'
import { presentQueue } from './present.ts'
import { EMPTY_QUEUE } from './position.ts'
import { reduce } from './queue.ts'
import { createShelf } from './shelf.ts'
import type { Fetched, Source } from './source.ts'
import { createUploadedSource } from './uploaded.ts'

const root = mkdtempSync(join(tmpdir(), 'stuffchat-test-'))
const folder = mkdtempSync(join(root, 'songs-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const ID = '00000000-0000-4000-8000-000000000001'
const itemOf = (url: string): QueueItem => ({
  id: ID,
  url,
  title: url,
  artist: null,
  duration: 0,
  status: 'grabbing',
  progress: null,
  error: null,
  hasCover: false,
  addedBy: 'anna',
})
const MEDIA = {
  'cbr.mp3': ['audio/mpeg', '-b:a', '64k'],
  'vbr.mp3': ['audio/mpeg', '-q:a', '5', '-write_xing', '0'],
  'a.flac': ['audio/flac'],
  'a.ogg': ['audio/ogg', '-c:a', 'libvorbis'],
  'a.opus': ['audio/ogg', '-c:a', 'libopus'],
  'a.m4a': ['audio/mp4', '-c:a', 'aac'],
  'a.wav': ['audio/wav'],
  'a.webm': ['video/webm', '-c:a', 'libopus'],
} as const

function made(name: string, options: readonly string[], secs = 3): string {
  const path = join(root, name)
  const sound = ['-f', 'lavfi', '-i', `sine=frequency=440:duration=${secs}`]
  const tags = ['-metadata', 'title=A Song', '-metadata', 'artist=Ann', ...options]
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...sound, ...tags, path])
  return path
}

/** Fetches a file of this type as one of Anna's uploads, under `file:<ID>`. */
async function fetched(path: string, type: string, more: { owner?: string; maxSecs?: number } = {}) {
  const row = { id: ID, user_id: more.owner ?? 'anna', name: 'up.load', size: 1, type, sha256: 'abc', attached: 1 }
  const source = createUploadedSource({
    files: { byId: async (id) => (id === ID ? row : undefined), channelsOf: async () => ['den'] },
    canRead: () => false,
    pathOf: () => path,
    describe: createDescribeSong({
      sniff,
      shrink: createShrink({ maxPixels: 1e6, takesBroken: true, patienceSecs: 5 }),
      demandSpace: async () => {},
      onBug: expect.unreachable,
    }),
    demandSpace: async () => {},
    maxSecs: more.maxSecs ?? 4 * 3600,
  })
  return run(source, `file:${ID}`)
}
const newId = () => crypto.randomUUID()
const fetchingOf = (source: Source) =>
  createFetching({
    sources: [source],
    shelf: createShelf({ folder: async () => folder, newId, maxBytes: 1e9, maxSongBytes: 1e9 }),
    folder: async () => folder,
    newId,
    maxAtOnce: 2,
    maxSecs: 1_800,
    onBug: (what, error) => {
      throw new Error(what, { cause: error })
    },
  })
async function run(source: Source, url: string): Promise<Fetched | string> {
  const fetching = fetchingOf(source)
  const outcome = await new Promise<Fetched | string>((resolve) => {
    fetching.start(itemOf(url), {
      channelId: 'den',
      isCurrent: () => false,
      news: () => {},
      end(end) {
        if (!end.ok) resolve(end.sentence)
        else if ('audio' in end.fetched) resolve(end.fetched)
      },
    })
  })
  await fetching.close()
  expect(readdirSync(folder)).toEqual([])
  return outcome
}

test.each(Object.entries(MEDIA))('%s tells title, artist and duration', async (name, [type, ...options]) => {
  const song = await fetched(made(name, options), type)
  if (typeof song === 'string') throw new Error(song)
  expect(song).toMatchObject({ title: 'A Song', artist: 'Ann', audio: { type } })
  expect(Math.abs(song.duration - 3)).toBeLessThan(0.15)
})

test('what is no music, damaged, too long or not there is a sentence', async () => {
  const junk = join(root, 'junk')
  writeFileSync(junk, Buffer.alloc(100_000, 7))
  expect(await fetched(junk, 'audio/mpeg')).toBe('This file cannot be played: it is damaged, or no music.')
  writeFileSync(junk, '#EXTM3U\nhttp://127.0.0.1/secret\n')
  expect(await fetched(junk, 'text/plain; charset=utf-8')).toBe('This file is no music.')
  expect(await fetched(junk, 'audio/mpeg')).toBe('This file cannot be played: it is damaged, or no music.')
  const long = made('long.mp3', [], 61)
  expect(await fetched(long, 'audio/mpeg', { maxSecs: 60 })).toMatch(/too long: .* 1 minutes/)
  const foreign = await fetched(long, 'audio/mpeg', { owner: 'bert' })
  expect(foreign).toBe('There is no such file any more.')
  expect(await fetched(join(root, 'gone'), 'audio/mpeg')).toBe(foreign)
})

test('what is shown of a queue: a song has an address once it is ready', () => {
  const sign = (path: string) => `${path}?signed`
  const moment = { now: 1_000, leadMs: 400, random: () => 0 }
  const queue = reduce(EMPTY_QUEUE, { type: 'append', item: itemOf('words') }, moment)
  const shown = presentQueue(queue, { epochMs: 5_000, sign })
  expect(shown).toMatchObject({ current_index: 0, status: 'playing', start_time: null, server_epoch_ms: 5_000 })
  expect(shown.queue[0]).toMatchObject({ title: 'words', file_path: null, thumbnail_path: null })
  const ready = reduce(queue, { type: 'tell', id: ID, news: { status: 'ready', duration: 9 } }, moment)
  const then = presentQueue(ready, { epochMs: 5_000, sign })
  expect(then.start_time).toBe('1970-01-01T00:00:06.400Z')
  expect(then.queue[0]?.file_path).toBe(`/api/shareplay/song/${ID}?signed`)
})
