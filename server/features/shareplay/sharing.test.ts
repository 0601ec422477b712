import { createHash } from 'node:crypto'
import { linkSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { createFetching } from './fetching.ts'
import { createShelf } from './shelf.ts'
import { type Fetched, type FetchTask, type News, type Source, SourceError } from './source.ts'

const root = mkdtempSync(join(tmpdir(), 'stuffchat-test-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(root, 'songs-'))
})

const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
const files = () => readdirSync(folder)
const bytesHere = () => files().reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)

/** Writes a song and a cover as a source would. */
function written({ folder: into, name }: FetchTask, audio: Buffer, cover: Buffer | null = null): Fetched {
  const path = join(into, name)
  writeFileSync(path, audio)
  if (cover) writeFileSync(`${path}.cover`, cover)
  return {
    title: 'Song',
    artist: null,
    duration: 60,
    audio: { path, type: 'audio/mpeg', etag: hashOf(audio) },
    cover: cover && { path: `${path}.cover`, type: 'image/png', etag: hashOf(cover) },
  }
}

type Limits = { maxBytes?: number; maxSongBytes?: number; maxAtOnce?: number; maxSecs?: number }
function setUp(fetch: Source['fetch'], limits: Limits = {}, more: Partial<Source> = {}) {
  const bugs: unknown[] = []
  const shelf = createShelf({
    folder: async () => folder,
    newId: () => crypto.randomUUID(),
    maxBytes: limits.maxBytes ?? 1e9,
    maxSongBytes: limits.maxSongBytes ?? 1e9,
  })
  const fetching = createFetching({
    sources: [{ takes: () => true, fetch, ...more }],
    shelf,
    folder: async () => folder,
    newId: () => crypto.randomUUID(),
    maxAtOnce: limits.maxAtOnce ?? 2,
    maxSecs: limits.maxSecs ?? 1_800,
    onBug: (_, error) => bugs.push(error),
  })
  const add = (url: string, channelId = 'den') => {
    const { promise: ended, resolve } = Promise.withResolvers<Fetched | string>()
    const heard: News[] = []
    const item = {
      id: crypto.randomUUID(),
      url,
      title: url,
      artist: null,
      duration: 0,
      status: 'grabbing',
      progress: null,
      error: null,
      hasCover: false,
      addedBy: 'anna',
    } as const
    const job = fetching.start(item, {
      channelId,
      isCurrent: () => false,
      news: (news) => heard.push(news),
      end(outcome) {
        if (!outcome.ok) resolve(outcome.sentence)
        else if ('audio' in outcome.fetched) resolve(outcome.fetched)
      },
    })
    return { ...job, ended, heard }
  }
  return { add, shelf, fetching, bugs }
}
/** A fetch that ends when it is told to. */
function held(give: (task: FetchTask) => Fetched) {
  const tasks: FetchTask[] = []
  const gates: PromiseWithResolvers<void>[] = []
  const fetch = async (task: FetchTask) => {
    const gate = Promise.withResolvers<void>()
    tasks.push(task)
    gates.push(gate)
    task.signal.addEventListener('abort', () => gate.reject(new SourceError('gone')))
    await gate.promise
    return give(task)
  }
  return { fetch, tasks, gates }
}

test('two are fetched at once, others wait; a cancelled one says nothing, leaves nothing, and a waiting one goes at once', async () => {
  let [now, most] = [0, 0]
  const { add, fetching } = setUp(async ({ folder: into, name, signal }) => {
    most = Math.max(most, ++now)
    for (const left of [name, `${name}.cover`, `${name}.part`]) writeFileSync(join(into, left), 'half')
    await sleep(20, undefined, { signal }).catch(() => {})
    now--
    throw new SourceError('no')
  })
  const jobs = ['a', 'b', 'c', 'd', 'e'].map((url) => add(url))
  const ends: string[] = []
  for (const job of jobs) void job.ended.then((end) => ends.push(typeof end === 'string' ? end : end.title))
  await turn()
  await jobs[3]?.cancel()
  expect(now).toBe(2)
  await jobs[0]?.cancel()
  for (const at of [1, 2, 4]) expect(await jobs[at]?.ended).toBe('no')
  expect(most).toBe(2)
  expect(ends).toEqual(['no', 'no', 'no'])
  expect(files()).toEqual([])
  await fetching.close()
})

test('the same address is fetched once for all who have it, and its files go with the last', async () => {
  const { fetch, tasks, gates } = held((task) => written(task, Buffer.from('song'), Buffer.from('cover')))
  const { add, shelf } = setUp(fetch)
  const first = add('http://x/1')
  await turn()
  tasks[0]?.tell({ title: 'Known', progress: 0.5 })
  const second = add('http://x/1', 'other')
  tasks[0]?.tell({ progress: 0.7 })
  await turn()
  expect(second.heard).toEqual([{ title: 'Known', progress: 0.5 }, { progress: 0.7 }])
  gates[0]?.resolve()
  const [one, two] = [await first.ended, await second.ended]
  if (typeof one === 'string') throw new Error(one)
  expect(two).toEqual(one)
  const third = add('http://x/1')
  expect(await third.ended).toEqual(one)
  expect([tasks.length, files().length, shelf.bytes]).toEqual([1, 2, 9])
  await first.cancel()
  await first.cancel()
  await second.cancel()
  expect(readFileSync(one.audio.path, 'utf8')).toBe('song')
  await third.cancel()
  expect([files(), shelf.bytes]).toEqual([[], 0])
  // And then it is fetched again.
  void add('http://x/1')
  await turn()
  expect(tasks.length).toBe(2)
})

test('a fetch goes on as long as one of those who want it is left, and is broken off with the last', async () => {
  const { fetch, tasks, gates } = held((task) => written(task, Buffer.from('song')))
  const { add } = setUp(fetch)
  const [first, second] = [add('u'), add('u')]
  await turn()
  await first.cancel()
  expect(tasks[0]?.signal.aborted).toBe(false)
  gates[0]?.resolve()
  expect(await second.ended).toMatchObject({ title: 'Song' })
  await second.cancel()
  const third = add('u')
  await turn()
  await third.cancel()
  expect([tasks.length, tasks[1]?.signal.aborted, files()]).toEqual([2, true, []])
})

test('what waits behind the same address is not fetched again either, and what failed is', async () => {
  let tries = 0
  const { add } = setUp(
    async (task) => {
      await sleep(5)
      if (++tries === 1) throw new SourceError('no')
      return written(task, Buffer.from('song'))
    },
    { maxAtOnce: 1 },
  )
  const blocker = add('first')
  const both = [add('u', 'a'), add('u', 'b')]
  expect(await blocker.ended).toBe('no')
  for (const one of both) expect(await one.ended).toMatchObject({ title: 'Song' })
  expect(tries).toBe(2)
  expect(await add('first').ended).toMatchObject({ title: 'Song' })
  expect(tries).toBe(3)
})

test('the same bytes from two addresses lie once, and so do the covers of an album', async () => {
  const { add, shelf } = setUp(async (task) =>
    written(task, Buffer.from(task.url.startsWith('same') ? 'the same' : task.url), Buffer.from('one cover')),
  )
  const jobs = ['same 1', 'same 2', 'another'].map((url) => add(url))
  const songs = await Promise.all(jobs.map((job) => job.ended))
  expect(new Set(songs.map((song) => (typeof song === 'string' ? song : song.audio.path))).size).toBe(2)
  expect(new Set(songs.map((song) => (typeof song === 'string' ? song : song.cover?.path))).size).toBe(1)
  expect(files().length).toBe(3)
  expect(shelf.bytes).toBe(bytesHere())
  for (const job of jobs) await job.cancel()
  expect([files(), shelf.bytes]).toEqual([[], 0])
})

test('songs and all together have a size, said while they come and when they are there', async () => {
  const size = (task: FetchTask) => Number(task.url.split(' ')[0]) * 2 ** 20
  let announced = 0
  const { add, shelf } = setUp(
    async (task) => {
      if (task.url.includes('slow')) {
        for (let at = 0; at < size(task); at += 2 ** 20) task.allow((announced = at))
      }
      return written(task, Buffer.alloc(size(task), task.url))
    },
    { maxSongBytes: 4 * 2 ** 20, maxBytes: 9 * 2 ** 20 },
  )
  expect(await add('5').ended).toBe('This is too large: a fetched song has at most 4 MiB.')
  expect(await add('50 slow').ended).toMatch(/^This is too large/)
  expect(announced).toBe(5 * 2 ** 20)
  const there = [add('4 a'), add('4 b')]
  for (const one of there) expect(await one.ended).toMatchObject({ title: 'Song' })
  const full = 'All songs of this room together have at most 9 MiB. Remove some, then try again.'
  expect(await add('3').ended).toBe(full)
  expect(await add('3 slow').ended).toBe(full)
  expect([bytesHere(), shelf.bytes]).toEqual([8 * 2 ** 20, 8 * 2 ** 20])
  await there[0]?.cancel()
  expect(await add('3 slow').ended).toMatchObject({ title: 'Song' })
})

test('what is on its way counts, and what breaks off counts no more', async () => {
  const { fetch, tasks, gates } = held((task) => written(task, Buffer.alloc(5)))
  const { add } = setUp(fetch, { maxBytes: 10 })
  const [one, two] = [add('1'), add('2')]
  await turn()
  tasks[0]?.allow(6)
  expect(() => tasks[1]?.allow(5)).toThrow(SourceError)
  tasks[1]?.allow(4)
  await one.cancel()
  tasks[1]?.allow(10)
  gates[1]?.resolve()
  expect(await two.ended).toMatchObject({ title: 'Song' })
})

test('what lies in the room already costs nothing, is asked for by each, and may be long', async () => {
  let asked = 0
  const upload = async (task: FetchTask) => {
    asked++
    const fetched = written(task, Buffer.alloc(20))
    // What was uploaded, under its own name.
    if (task.url === 'file:1') linkSync(fetched.audio.path, join(root, `${asked}`))
    return { ...fetched, duration: 9_999 }
  }
  const { add, shelf } = setUp(upload, { maxBytes: 10, maxSongBytes: 10 }, { isOfRoom: true })
  const jobs = [add('file:1'), add('file:1')]
  for (const job of jobs) expect(await job.ended).toMatchObject({ duration: 9_999 })
  expect([asked, shelf.bytes, files().length]).toEqual([2, 0, 1])
  for (const job of jobs) await job.cancel()
  // A copy of it has its size.
  expect(await add('file:copy').ended).toMatch(/^All songs of this room together/)
  expect([files(), shelf.bytes]).toEqual([[], 0])
})

test('what is too long or a bug of ours leaves nothing, and a cover that is too much is none', async () => {
  const { add, shelf, bugs } = setUp(
    async (task) => {
      const fetched = written(task, Buffer.from(task.url), Buffer.alloc(task.url === 'cover' ? 100 : 1))
      if (task.url === 'bug') throw new Error('internal')
      return { ...fetched, duration: task.url === 'long' ? 61 : 60 }
    },
    { maxBytes: 50, maxSecs: 60 },
  )
  expect(await add('long').ended).toBe('This is too long: a fetched song has at most 1 minutes.')
  const coverless = add('cover')
  expect(await coverless.ended).toMatchObject({ cover: null })
  await coverless.cancel()
  expect(await add('bug').ended).toBe('The room could not fetch this. Its log says more.')
  expect([files(), shelf.bytes, bugs.length]).toEqual([[], 0, 1])
})
