import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import sharp from 'sharp'
import { type Person, login } from '../../server/test/client.ts'
import { PASSWORD, type TestRoom } from './room.ts'

const run = promisify(execFile)
type Song = { title: string; artist?: string; seconds: number; cover?: { width: number; height: number } }

/** A song with nothing but its length, as a WAV file; without tags its title is the name of its file. */
export function quietSong(seconds: number): Uint8Array<ArrayBuffer> {
  const rate = 8_000
  const count = rate * seconds
  const bytes = Buffer.alloc(44 + count, 0x80)
  bytes.write('RIFF', 0, 'latin1')
  bytes.writeUInt32LE(36 + count, 4)
  bytes.write('WAVEfmt ', 8, 'latin1')
  bytes.writeUInt32LE(16, 16)
  bytes.writeUInt16LE(1, 20)
  bytes.writeUInt16LE(1, 22)
  bytes.writeUInt32LE(rate, 24)
  bytes.writeUInt32LE(rate, 28)
  bytes.writeUInt16LE(1, 32)
  bytes.writeUInt16LE(8, 34)
  bytes.write('data', 36, 'latin1')
  bytes.writeUInt32LE(count, 40)
  return new Uint8Array(bytes)
}

/** A quiet tone as an mp3, with what its tags say and a picture of that size as its cover. */
export async function songOf({ title, artist, seconds, cover }: Song): Promise<Uint8Array<ArrayBuffer>> {
  const folder = await mkdtemp(join(tmpdir(), 'stuffchat-song-'))
  const [picture, song] = [join(folder, 'cover.png'), join(folder, 'song.mp3')]
  const tone = ['-f', 'lavfi', '-i', `sine=frequency=${220 + title.length * 11}:duration=${seconds},volume=0.05`]
  if (cover) await writeFile(picture, await drawn(cover))
  const withCover = cover
    ? ['-i', picture, '-map', '0:a', '-map', '1:v', '-c:v', 'copy', '-disposition:v', 'attached_pic']
    : []
  const tags = ['-metadata', `title=${title}`, ...(artist === undefined ? [] : ['-metadata', `artist=${artist}`])]
  await run('ffmpeg', ['-v', 'error', ...tone, ...withCover, ...tags, '-ac', '1', '-b:a', '48k', song])
  const bytes = new Uint8Array(await readFile(song))
  await rm(folder, { recursive: true })
  return bytes
}

/** A ferry at night: what a cover may look like. */
async function drawn({ width, height }: { width: number; height: number }): Promise<Uint8Array> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 320 180" preserveAspectRatio="xMidYMid slice">
    <rect x="-100" y="-100" width="600" height="400" fill="#20303a"/><circle cx="210" cy="58" r="26" fill="#e9d9a6"/>
    <rect x="-100" y="104" width="600" height="200" fill="#16232b"/><path d="M74 104h128l-14 20H90z" fill="#c9644a"/>
    <path d="M96 88h80v16H96z" fill="#efe6d4"/><path d="M114 74h40v14h-40z" fill="#efe6d4"/></svg>`
  return await sharp(Buffer.from(svg)).png().toBuffer()
}

const EVENING: readonly (Song & { by: string })[] = [
  { title: 'Slow Ferry', artist: 'The Tin Harbour', seconds: 252, cover: { width: 640, height: 360 }, by: 'tern' },
  { title: 'Paper Lamps', seconds: 217, by: 'heron' },
  { title: 'Quarry', artist: 'Moss and Wren', seconds: 188, cover: { width: 300, height: 300 }, by: 'owner' },
  { title: 'A title that goes on for much longer than any column is wide', seconds: 312, by: 'tern' },
  { title: 'Long Cable', artist: 'Sixteen Ports', seconds: 125, by: 'owner' },
]

/** Puts songs into a channel's queue, each by whoever brings it, and waits until they can be heard. */
export async function fillQueue(
  room: TestRoom,
  channel: string,
  songs: readonly (Song & { by: string })[],
): Promise<void> {
  const people = new Map<string, Person>()
  for (const { by } of songs)
    if (!people.has(by)) people.set(by, await login(room.url, { username: by, password: PASSWORD }))
  for (const { by, ...song } of songs) {
    const person = people.get(by)
    if (person) await addSong(person, channel, song)
  }
}
/** As the queue looks in the middle of an evening, with one song that did not come. */
export async function fillEvening(room: TestRoom, channel: string): Promise<void> {
  await fillQueue(room, channel, EVENING)
  await addUnreachable(await login(room.url, { username: 'heron', password: PASSWORD }), channel)
}

/** One that no room can fetch: nobody answers there. */
const UNREACHABLE = 'http://127.0.0.1:1/rooftop-session.mp3'

/** By a connection that only acts; the queue stays while somebody is in the call. */
export async function addSong(person: Person, channel: string, song: Song): Promise<void> {
  const hasTags = song.artist !== undefined || song.cover !== undefined
  const file = hasTags
    ? await person.file(await songOf(song), `${song.title}.mp3`)
    : await person.file(quietSong(song.seconds), `${song.title}.wav`)
  await add(person, channel, `file:${file}`, `"title":${JSON.stringify(song.title)}`)
}

/** Adds what was typed, and waits until the room says so of it. */
async function add(person: Person, channel: string, text: string, told: string): Promise<void> {
  await using socket = await person.connect()
  socket.send({ type: 'shareplay_action', channel_id: channel, action_type: 'add', data: text })
  await socket.next('shareplay_update', (event) => JSON.stringify(event).includes(told))
}

/** Adds what cannot be fetched, and waits until that is known. */
const addUnreachable = async (person: Person, channel: string): Promise<void> =>
  await add(person, channel, UNREACHABLE, '"error"')
