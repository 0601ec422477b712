import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import type { Person } from './client.ts'
import { picture } from './images.ts'

const Playing = z.object({ state: z.object({ queue: z.tuple([z.object({ id: z.string() })], z.unknown()) }) })

/** A second of a tone as an mp3 with a cover. Another cover, or another `hertz`, makes other bytes. */
export async function songWithCover(hertz = 440, png?: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const folder = mkdtempSync(join(tmpdir(), 'stuffchat-song-'))
  const [cover, song] = [join(folder, 'cover.png'), join(folder, 'tone.mp3')]
  writeFileSync(cover, png ?? (await picture()))
  const tone = ['-f', 'lavfi', '-i', `sine=frequency=${hertz}:duration=1`, '-i', cover, '-map', '0:a', '-map', '1:v']
  execFileSync('ffmpeg', ['-v', 'error', ...tone, '-c:v', 'copy', '-disposition:v', 'attached_pic', song])
  const bytes = new Uint8Array(readFileSync(song))
  rmSync(folder, { recursive: true })
  return bytes
}

/** Puts it into a channel's queue and waits until it can be heard; gives its id. Nobody needs to be in a call. */
export async function playSong(person: Person, channelId: string, song: Uint8Array<ArrayBuffer>): Promise<string> {
  const file = await person.file(song, 'tone.mp3')
  await using socket = await person.connect()
  socket.send({ type: 'shareplay_action', channel_id: channelId, action_type: 'add', data: `file:${file}` })
  const update = await socket.next('shareplay_update', (event) => JSON.stringify(event).includes('"ready"'))
  return Playing.parse(update).state.queue[0].id
}
