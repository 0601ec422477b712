import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ShareplayState } from '#protocol/shareplay.ts'
import { http, register } from '../client.ts'
import type { Event, Person, Socket } from '../client.ts'
import { spawnServer } from '../durability/process.ts'
import { filesIn } from '../queue.ts'
import { inCall } from '../realtime.ts'
import { PASSWORD, startRoom } from '../room.ts'
import type { TestRoom } from '../room.ts'
import { type FakeYtdlp, type Run, aboutLine, fakeYtdlp, fileLine, isAlive, media, progressLine } from '../ytdlp.ts'

const ID = '-bcdEFG_123'
const WATCH = `https://www.youtube.com/watch?v=${ID}`
const own = process.env['PATH'] ?? ''
let room: TestRoom
let anna: Person
let folder: string
let tone: { song: string; cover: string }
let tool: FakeYtdlp
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stuffchat-youtube-'))
  tone = media(folder)
  tool = fakeYtdlp()
  // The room looks for the program on the PATH of its process, which is this one.
  process.env['PATH'] = tool.path
  room = await startRoom({ limits: { shareplay_ytdlp: 'on', shareplay_items: 5 } })
  anna = await room.person('anna')
})
afterAll(async () => {
  process.env['PATH'] = own
  await room.close()
  tool.remove()
  await rm(folder, { recursive: true, force: true })
})

const stateOf = (event: Event) => ShareplayState.parse(event.state)
const action = (channel_id: string, action_type: string, data: unknown = null) => ({
  type: 'shareplay_action',
  channel_id,
  action_type,
  data,
})
async function until(socket: Socket, holds: (state: ShareplayState) => boolean): Promise<ShareplayState> {
  return stateOf(await socket.next('shareplay_update', (event) => holds(stateOf(event))))
}
const den = (who = anna) => who.channel({ name: 'den', is_voice: true, is_private: true })
const about = (more: object = {}) =>
  aboutLine({ id: ID, title: 'A Song', channel: 'Ann - Topic', duration: 3, live_status: 'not_live', ...more })
/** It fetches the tone, and says so. */
const fetches = (more: object = {}) => ({
  lines: [about(more), progressLine(10, 100), progressLine(100, 100), fileLine('song.m4a')],
  leaves: { 'song.m4a': tone.song, 'cover.png': tone.cover },
})
/** What becomes of something that is added to an empty queue. */
async function added(data: string, into: TestRoom = room, who = anna) {
  const { id } = await den(who)
  await using hand = await inCall(who, id)
  hand.send(action(id, 'add', data))
  const { queue } = await until(hand, (state) => /ready|error/.test(state.queue[0]?.download_status ?? ''))
  const cover = await into.nobody.get(queue[0]?.thumbnail_path ?? '/nothing')
  return { item: queue[0], cover, socket: hand }
}
const sentence = async (data: string) => (await added(data)).item?.download_error ?? 'it is ready'
const leftIn = async (one: TestRoom) => (await filesIn(one.dataDir)).toSorted()
/** The first run after so many, once it and its child are there. */
const hung = async (before: number): Promise<Run> => {
  await expect.poll(() => tool.runs()[before]?.childPid ?? null, { timeout: 15_000 }).not.toBeNull()
  const run = tool.runs()[before]
  if (!run) throw new Error('it has not run')
  expect([isAlive(run.pid), isAlive(run.childPid ?? 0)]).toEqual([true, true])
  return run
}
const isGone = (run: Run) =>
  expect.poll(() => [isAlive(run.pid), isAlive(run.childPid ?? 0)], { timeout: 15_000 }).toEqual([false, false])

test('[SP30] a link to YouTube becomes a song with a title, an artist, a length and a cover', async () => {
  tool.scene(WATCH, fetches())
  const { item, cover, socket } = await added(`youtu.be/${ID}?si=tracking`)
  expect(item).toMatchObject({ download_status: 'ready', title: 'A Song', artist: 'Ann', download_error: null })
  expect(Math.abs((item?.duration_seconds ?? 0) - 3)).toBeLessThan(0.2)
  expect([cover.status, cover.headers.get('content-type')]).toEqual([200, 'image/jpeg'])
  const way = socket.events.filter((event) => event.type === 'shareplay_update').map((event) => stateOf(event).queue[0])
  expect(way.map((one) => one?.download_status)).toContain('downloading')
  expect(way.find((one) => one?.download_status === 'downloading')).toMatchObject({ title: 'A Song', artist: 'Ann' })
})

test('[SP31] whatever somebody types, it stands behind -- as one word: no option, no program, no second target', async () => {
  tool.scene('*', fetches())
  const typed = [
    '--exec rm -rf /',
    '-x',
    '--config-locations=/etc/passwd',
    "a'; touch /tmp/x; '",
    'two\nlines --exec id',
    '$(id) `id` | id && id > x',
    '--',
    '"%(title)s" %(id)s',
    `https//www.youtube.com/watch?v=${ID} --exec id`,
    'ytsearch5:all of it',
    'music 🎵',
  ]
  const before = tool.runs().length
  for (const one of typed) await added(one)
  const runs = tool.runs().slice(before)
  const options = new Set(runs.map(({ argv }) => JSON.stringify(optionsOf(argv))))
  expect(options.size).toBe(1)
  expect(runs.map(({ argv }) => argv.slice(argv.indexOf('--')))).toEqual(
    typed.map((one) => ['--', `ytsearch1:${one.replace('\n', ' ')}`]),
  )
  // A link is made anew of the id in it.
  await added(`https://www.youtube.com/watch?v=${ID}&x=--exec&list=--exec%0A#--exec`)
  const last = tool.runs().at(-1)?.argv ?? []
  expect(last.slice(last.indexOf('--'))).toEqual(['--', WATCH])
  expect(JSON.stringify(optionsOf(last))).toBe([...options][0])
  for (const must of ['--ignore-config', '--no-cookies', '--no-cookies-from-browser', '--no-cache-dir', '--no-exec']) {
    expect(last.indexOf(must)).toBeGreaterThan(-1)
    expect(last.indexOf(must)).toBeLessThan(last.indexOf('--'))
  }
})

/** All that stands before the target, but for the password of the job. */
function optionsOf(argv: readonly string[]): string[] {
  const options = argv.slice(0, argv.indexOf('--'))
  return options.map((one) => one.replace(/^--proxy=http:\/\/[\w-]+:[\w-]{20,}@127\.0\.0\.1:\d+$/, '--proxy'))
}

test('[SP32] it gets a cleared environment and a folder that goes with it', async () => {
  process.env['STUFFCHAT_TEST_SECRET'] = 'hunter2'
  tool.scene(WATCH, fetches())
  await added(WATCH)
  delete process.env['STUFFCHAT_TEST_SECRET']
  const run = tool.runs().at(-1)
  const given = ['HOME', 'LANG', 'PATH', 'PYTHONUSERBASE', 'TMPDIR', 'YTDLP_NO_PLUGINS']
  // A shell adds these.
  const shell = ['OLDPWD', 'PWD', 'SHLVL', '_']
  expect(
    Object.keys(run?.env ?? {})
      .filter((name) => !shell.includes(name))
      .toSorted(),
  ).toEqual(given)
  expect(run?.env).toMatchObject({ HOME: run?.cwd, TMPDIR: run?.cwd, PATH: tool.path, LANG: 'C.UTF-8' })
  expect(run?.cwd.startsWith(join(room.dataDir, 'shareplay'))).toBe(true)
  expect(isAlive(run?.pid ?? 0)).toBe(false)
  expect((await leftIn(room)).filter((name) => name.includes('job'))).toEqual([])
})

test('[SP33] a playlist becomes its songs, as many as there is room for; who added it hears of the others', async () => {
  const ids = [...'abcdefg'].map((letter) => `${letter}-456789012`.slice(0, 11))
  const entries = ids.map((id, at) => ({ id, title: at === 1 ? '[Private video]' : `Song ${at}`, duration: 100 + at }))
  const list = JSON.stringify({ _type: 'playlist', entries: [...entries, { id: 'no id' }], playlist_count: 30 })
  tool.scene('https://www.youtube.com/playlist?list=PLabc', { lines: [list] })
  for (const id of ids) tool.scene(`https://www.youtube.com/watch?v=${id}`, fetches({ id, title: `Song of ${id}` }))
  const { id } = await den()
  await using hand = await inCall(anna, id)
  hand.send(action(id, 'add', 'music.youtube.com/playlist?list=PLabc&si=x'))
  const grown = await until(hand, ({ queue }) => queue.length > 1)
  expect(grown.queue.map(({ title, url }) => [title, url])).toEqual(
    [0, 2, 3, 4, 5].map((at) => [`Song ${at}`, `https://www.youtube.com/watch?v=${ids[at]}`]),
  )
  expect(grown).toMatchObject({ current_index: 0, status: 'playing' })
  expect(grown.queue.map((one) => one.added_by)).toEqual(Array(5).fill(anna.id))
  // One of the seven is private, five are there, one and the 22 that were not read are not.
  expect(await hand.next('error')).toMatchObject({
    code: 'queue_full',
    message: expect.stringMatching(/^23 more songs/),
  })
  const ready = await until(hand, ({ queue }) => queue.every((one) => one.download_status === 'ready'))
  expect(ready.queue[4]).toMatchObject({ title: `Song of ${ids[5]}`, artist: 'Ann' })
  expect(ready.start_time).not.toBeNull()
  tool.scene('https://www.youtube.com/playlist?list=PLnone', { lines: [JSON.stringify({ entries: [] })] })
  expect(await sentence('youtube.com/playlist?list=PLnone')).toBe('There is no song in this playlist.')
})

test('[SP34] words are searched for, and the first that is found is the song', async () => {
  tool.scene('ytsearch1:never gonna', fetches({ track: 'Never', artist: 'Rick' }))
  expect((await added('  never   gonna ')).item).toMatchObject({ title: 'Never', artist: 'Rick', url: 'never   gonna' })
  tool.scene('ytsearch1:nothing like it', { lines: [] })
  expect(await sentence('nothing like it')).toBe('Nothing was found for these words.')
})

test('[SP35] why nothing came is a sentence, never what the program said', async () => {
  const said = 'Traceback /root/secret/path'
  const complaint = (text: string) => ({ complaint: `WARNING: ${said}\nERROR: [youtube] ${ID}: ${text}`, code: 1 })
  const scenes: [object, RegExp][] = [
    [complaint('Private video. Sign in if you have access'), /it is private/],
    [complaint('Sign in to confirm your age'), /adults/],
    [complaint("Sign in to confirm you're not a bot"), /turns this room away/],
    [complaint('Video unavailable. The uploader has not made this video available in your country'), /country/],
    [complaint('Video unavailable'), /does not exist/],
    [complaint('Unable to download webpage: <urlopen error timed out>'), /could not be reached/],
    [complaint('Something new'), /perhaps it has changed. Update yt-dlp/],
    [{ lines: [about({ duration: 1_801 })], hangs: true }, /too long: .* 30 minutes/],
    [{ lines: [about({ live_status: 'is_live', duration: null })], hangs: true }, /live broadcast/],
    [{ lines: [about(), progressLine(201 * 2 ** 20, 300 * 2 ** 20)], hangs: true }, /too large: .* 200 MiB/],
    [{ lines: [about()] }, /too large or too long/],
    [{ lines: [about(), fileLine('song.m4a')] }, /did not leave a song/],
    [{ lines: [about(), fileLine('/etc/passwd')] }, /did not leave a song/],
    [{ lines: [about(), fileLine('../song.m4a')], links: { 'song.m4a': '/etc/passwd' } }, /did not leave a song/],
    [{ lines: [about(), fileLine('song.m4a')], leaves: { 'song.m4a': '/etc/passwd' } }, /no music/],
    [{ lines: [`stuffchat-about {"id":"x"}`], hangs: true }, /do not know/],
    [{ floods: true }, /no end/],
  ]
  for (const [at, [scene, sign]] of scenes.entries()) {
    tool.scene(`ytsearch1:words ${at}`, scene)
    const told = await sentence(`words ${at}`)
    expect(told).toMatch(sign)
    expect(told).not.toMatch(/secret|Traceback|ERROR/)
  }
  await using hasty = await startRoom({ limits: { shareplay_ytdlp: 'on', shareplay_fetch_ms: 1_500 } })
  tool.scene('ytsearch1:endless', { hangs: true })
  const { item } = await added('endless', hasty, await hasty.person('emil'))
  expect(item?.download_error).toMatch(/too long to fetch/)
  const run = tool.runs().at(-1)
  expect([isAlive(run?.pid ?? 0), isAlive(run?.childPid ?? 0)]).toEqual([false, false])
})

test('[SP36] what is removed is broken off: no process of it, none of its children, no file', async () => {
  const lines = [about(), progressLine(25, 100)]
  tool.scene(WATCH, { lines, leaves: { 'song.m4a.part': tone.song }, hangs: true })
  const [files, runs] = [await leftIn(room), tool.runs().length]
  const { id } = await den()
  await using hand = await inCall(anna, id)
  hand.send(action(id, 'add', WATCH))
  const removed = await hung(runs)
  await until(hand, ({ queue }) => queue[0]?.progress === 0.25)
  hand.send(action(id, 'remove', 0))
  await isGone(removed)
  await expect.poll(() => leftIn(room)).toEqual(files)
  hand.send(action(id, 'add', WATCH))
  const left = await hung(runs + 1)
  hand.send({ type: 'leave_call', channel_id: id })
  await isGone(left)
  await expect.poll(() => leftIn(room)).toEqual(files)
  await using other = await startRoom({ limits: { shareplay_ytdlp: 'on' } })
  const dora = await other.person('dora')
  const cell = await den(dora)
  await using voice = await inCall(dora, cell.id)
  voice.send(action(cell.id, 'add', WATCH))
  const closed = await hung(runs + 2)
  await other.stop()
  // A room that has closed has nothing left to wait for.
  expect([isAlive(closed.pid), isAlive(closed.childPid ?? 0)]).toEqual([false, false])
})

test('[SP36] what has left the group of its process holds nothing up: no song, no turn, and no room that closes', async () => {
  const strays: number[] = []
  const strayOf = async (before: number) => {
    const { childPid } = await hung(before)
    strays.push(childPid ?? 0)
  }
  try {
    const other = await startRoom({ limits: { shareplay_ytdlp: 'on', shareplay_fetches: 1 } })
    const who = await other.person('kurt')
    const { id } = await den(who)
    await using hand = await inCall(who, id)
    const first = tool.runs().length
    tool.scene(WATCH, { ...fetches(), strays: true })
    hand.send(action(id, 'add', WATCH))
    await until(hand, ({ queue }) => queue[0]?.download_status === 'ready')
    strays.push(tool.runs()[first]?.childPid ?? 0)
    for (const words of ['one', 'two']) tool.scene(`ytsearch1:${words}`, { strays: true, hangs: true })
    hand.send(action(id, 'add', 'one'))
    await strayOf(first + 1)
    hand.send(action(id, 'remove', 1))
    hand.send(action(id, 'add', 'two'))
    await strayOf(first + 2)
    await other.stop()
    expect(strays.map(isAlive)).toEqual([true, true, true])
  } finally {
    for (const pid of strays) if (pid > 0) process.kill(pid, 'SIGKILL')
  }
})

test('[SP37] a room that is killed takes its processes along, and finds no file of theirs when it is back', async () => {
  tool.scene(WATCH, { lines: [about()], leaves: { 'song.m4a.part': tone.song }, hangs: true })
  const dataDir = await mkdtemp(join(folder, 'killed-'))
  const runs = tool.runs().length
  {
    await using server = spawnServer({ dataDir, limits: { shareplay_ytdlp: 'on' } })
    const { url } = await server.listening
    const who = await register(url, { username: 'gina', password: PASSWORD })
    const { id } = await den(who)
    const voice = await inCall(who, id)
    voice.send(action(id, 'add', WATCH))
    const run = await hung(runs)
    expect(await filesIn(dataDir)).not.toEqual([])
    process.kill(server.pid, 'SIGKILL')
    await server.ended
    await isGone(run)
    await voice.closed
  }
  await using again = spawnServer({ dataDir })
  const { url } = await again.listening
  expect((await http(url).get('/api/health')).status).toBe(200)
  await expect.poll(() => filesIn(dataDir)).toEqual([])
})

test('[SP38] without yt-dlp the room says that it cannot search, and what works instead', async () => {
  process.env['PATH'] = join(folder, 'nothing')
  await using bare = await startRoom({ limits: { shareplay_ytdlp: 'on' } })
  const who = await bare.person('hugo')
  const sentenceOf = async (data: string) => (await added(data, bare, who)).item?.download_error
  expect(await sentenceOf('never gonna')).toBe(
    "This room cannot search: yt-dlp is not installed on the host's computer. Paste a link or drop a file.",
  )
  expect(await sentenceOf('https://www.youtube.com/playlist?list=PLabc')).toMatch(
    /^This room cannot open playlists: .* link/,
  )
  expect(await sentenceOf('https://www.youtube.com/@somebody')).toMatch(/neither a video nor a playlist/)
  process.env['PATH'] = tool.path
  await using off = await startRoom()
  expect((await added('never gonna', off, await off.person('ida'))).item?.download_error).toMatch(/cannot search/)
})

test('[SP39] through its proxy it reaches nothing private, and its password ends with it', async () => {
  const heard: string[] = []
  const canary = createServer((socket) => {
    heard.push(String(socket.remotePort))
    socket.destroy()
  })
  await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve))
  const address = canary.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const hosts = ['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '0x7f000001', '127.1', '0.0.0.0']
  const asks = hosts.flatMap((host) => [`${host}:443`, `${host}:80`, `${host}:${port}`])
  tool.scene('ytsearch1:ask', { asks })
  expect(await sentence('ask')).toBe('Nothing was found for these words.')
  const run = tool.runs().at(-1)
  expect(run?.asked).toEqual(asks.map((one) => `${one} 403`))
  expect(heard).toEqual([])
  canary.close()
  // The password is worth nothing to whoever comes later.
  const url = new URL(run?.argv.find((one) => one.startsWith('--proxy='))?.slice('--proxy='.length) ?? '')
  const proxied = { host: url.hostname, port: url.port, auth: `${url.username}:${url.password}` }
  const headers = { 'proxy-authorization': `Basic ${btoa(proxied.auth)}` }
  const late = request({ ...proxied, method: 'CONNECT', path: `127.0.0.1:${port}`, headers }).end()
  const [answer]: unknown[] = await once(late, 'connect')
  expect(answer).toMatchObject({ statusCode: 407 })
})
