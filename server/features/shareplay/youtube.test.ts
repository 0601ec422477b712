import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { type Entries, type FetchTask, type Fetched, SourceError, Unfit } from './source.ts'
import { createToolFinder } from './tool.ts'
import { type LibraryTask, createSearchSource, createYoutubeSource } from './youtube.ts'
import type { Video } from './ytdlp.ts'

const ID = '-bcdEFG_123'
const root = mkdtempSync(join(tmpdir(), 'stuffchat-tool-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const video = (title: string): Video => ({
  about: { id: ID, title, artist: null, duration: 3, isLive: false },
  cover: null,
})
const task = (url: string): FetchTask => ({
  url,
  addedBy: 'anna',
  folder: '/nowhere',
  name: 'song',
  signal: new AbortController().signal,
  tell: () => undefined,
  allow: () => undefined,
})

/** A source whose ways to YouTube do as they are told; gives what it brings, or the sentence why not. */
async function brought(ways: {
  isThere?: boolean
  ytdlp: () => Promise<Video | null>
  library: (task: LibraryTask) => Promise<Video>
  now?: () => number
}) {
  const source = createYoutubeSource({
    ytdlp: {
      isThere: async () => ways.isThere ?? true,
      download: ways.ytdlp,
      list: async () => ({ entries: [], leftOut: 0 }),
    },
    library: ways.library,
    maxMs: 10_000,
    now: ways.now ?? (() => 0),
    finish: async (_task, { about }): Promise<Fetched> => ({
      title: about.title,
      artist: null,
      duration: about.duration,
      audio: { path: '/nowhere', type: 'audio/mp4', etag: '' },
      cover: null,
    }),
    demandSpace: async () => undefined,
    maxEntries: 5,
  })
  const what = await source
    .fetch(task(`https://youtu.be/${ID}`))
    .catch((error: Error): Error | Fetched | Entries => error)
  return 'title' in what ? what.title : what
}
const no = async (): Promise<never> => Promise.reject(new SourceError('library: no'))

test('a video comes by yt-dlp; where that is missing or fails, by the library', async () => {
  const [ytdlp, library] = [async () => video('by yt-dlp'), async () => video('by library')]
  expect(await brought({ ytdlp, library: no })).toBe('by yt-dlp')
  expect(await brought({ isThere: false, ytdlp, library })).toBe('by library')
  expect(await brought({ ytdlp: async () => Promise.reject(new SourceError('yt-dlp: no')), library })).toBe(
    'by library',
  )
  expect(await brought({ ytdlp: async () => null, library })).toBe('by library')
})

test('when both fail, yt-dlp says why; what no way would change is not tried twice', async () => {
  const failed = new SourceError('yt-dlp: no')
  expect(await brought({ ytdlp: async () => Promise.reject(failed), library: no })).toBe(failed)
  const [unfit, bug] = [new Unfit('too long'), new Error('a bug')]
  const library = async () => video('by library')
  for (const error of [unfit, bug]) {
    expect(await brought({ ytdlp: async () => Promise.reject(error), library })).toBe(error)
    expect(
      await brought({ ytdlp: async () => Promise.reject(failed), library: async () => Promise.reject(error) }),
    ).toBe(error)
  }
})

test('what is an address is not searched for', () => {
  const deps = { ytdlp: { isThere: async () => true, download: async () => null, list: no } }
  const search = createSearchSource({ ...deps, finish: no, demandSpace: async () => undefined })
  expect(['never gonna', 'song: live', 'a/b', '--exec'].map(search.takes)).toEqual(Array(4).fill(true))
  expect(['ftp://example.org/a.mp3', 'FILE:///etc/passwd'].map(search.takes)).toEqual([false, false])
})

test('a program is found on the PATH, and again a minute later at the latest', async () => {
  let now = 0
  const [empty, full] = [join(root, 'empty'), join(root, 'full')]
  for (const folder of [empty, full]) mkdirSync(folder)
  const searchPath = () => ['relative', empty, full].join(delimiter)
  const find = createToolFinder({ name: 'yt-dlp', searchPath, platform: 'linux', now: () => now })
  expect(await find()).toBeNull()
  const path = join(full, 'yt-dlp')
  mkdirSync(join(empty, 'yt-dlp'))
  writeFileSync(path, '#!/bin/sh\n')
  now = 59_999
  expect(await find()).toBeNull()
  now = 60_000
  // Not before it may be run.
  expect(await find()).toBeNull()
  chmodSync(path, 0o755)
  now = 120_000
  expect(await find()).toBe(path)
  rmSync(path)
  expect(await find()).toBe(path)
  now = 180_000
  expect(await find()).toBeNull()
})

test('both ways have one time together', async () => {
  let now = 500
  const given: number[] = []
  const ytdlp = async () => {
    now += 9_000
    return null
  }
  const library = async ({ timeoutMs }: LibraryTask) => {
    given.push(timeoutMs)
    return video('by library')
  }
  await brought({ ytdlp, library, now: () => now })
  await brought({ isThere: false, ytdlp, library, now: () => now })
  expect(given).toEqual([1_000, 10_000])
})
