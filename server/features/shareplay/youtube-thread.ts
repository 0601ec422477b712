import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { parentPort, workerData } from 'node:worker_threads'
import ytdl from '@distube/ytdl-core'
import { z } from 'zod'
import type { FromYoutube, YoutubeTask } from './youtube-library.ts'

/** More of it is not shown, and would keep the room busy. */
const Text = z.string().transform((text) => text.slice(0, 2_000))
const Name = Text.optional().catch(undefined)
/** Its types promise more than YouTube says. */
const Details = z.object({
  title: Text.catch(''),
  lengthSeconds: z.coerce.number().min(0).catch(0),
  isLive: z.boolean().catch(false),
  media: z.object({ song: Name, artist: Name }).catch({}),
  author: z.object({ name: Name }).catch({}),
})
const Channel = z.object({ author: Name }).catch({})

const say = (message: FromYoutube): void => parentPort?.postMessage(message)

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- from youtube-library.ts alone, which gives exactly this
const { id, path, proxy, ca } = workerData as YoutubeTask
const tls = ca === undefined ? {} : { ca }
// Pages by one of its clients, the song by another: both through the proxy.
const agent = ytdl.createProxyAgent({ uri: proxy, requestTls: tls })

try {
  const info = await ytdl.getInfo(id, { agent })
  const { title, lengthSeconds, isLive, media, author } = Details.parse(info.videoDetails)
  const artist = media.artist ?? author.name ?? Channel.parse(info.player_response.videoDetails).author
  const names = { title: media.song ?? title, artist: artist?.replace(/ - Topic$/, '') ?? null }
  say({ kind: 'about', about: { id, ...names, duration: lengthSeconds, isLive } })
  const sounds = info.formats.filter((one) => one.hasAudio && !one.hasVideo && !one.isHLS && !one.isDashMPD)
  const first = sounds.filter((one) => one.container === 'mp4')
  if (sounds.length === 0) throw new Error('Requested format is not available')
  const format = ytdl.chooseFormat(first.length > 0 ? first : sounds, { quality: 'highestaudio' })
  const song = ytdl.downloadFromInfo(info, { agent, format, requestOptions: { headers: {}, ...tls } })
  song.on('progress', (_part: number, bytes: number, total: number) => {
    say({ kind: 'progress', bytes, share: total > 0 ? Math.min(1, bytes / total) : null })
  })
  await pipeline(song, createWriteStream(path, { flags: 'wx', mode: 0o600 }))
  say({ kind: 'done' })
} catch (error) {
  say({ kind: 'failed', why: error instanceof Error ? error.message : '' })
}
