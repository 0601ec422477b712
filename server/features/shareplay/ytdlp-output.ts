import { z } from 'zod'
import { line } from './describe-song.ts'
import { SourceError } from './source.ts'
import { isVideoId } from './youtube-url.ts'
import { LINES } from './ytdlp-arguments.ts'

const Text = z.string().max(2_000).nullish()
const Seconds = z
  .number()
  .min(0)
  .max(366 * 86_400)
  .nullish()
const About = z.object({
  id: z.string().refine(isVideoId),
  title: Text,
  track: Text,
  artist: Text,
  channel: Text,
  uploader: Text,
  duration: Seconds,
  live_status: Text,
})
const Bytes = z.number().min(0).nullish()
const Progress = z.object({ downloaded_bytes: Bytes, total_bytes: Bytes, total_bytes_estimate: Bytes })
const Entry = z.object({ id: z.string().refine(isVideoId), title: Text, duration: Seconds })
const Playlist = z.object({ entries: z.array(z.unknown()), playlist_count: z.number().int().min(0).nullish() })

/** What a video says of itself. */
export type About = { id: string; title: string; artist: string | null; duration: number; isLive: boolean }
/** What yt-dlp says on the way to a song; null for what is not meant for us. */
export type Said =
  | { kind: 'about'; about: About }
  | { kind: 'progress'; bytes: number; share: number | null }
  | { kind: 'file'; path: string }

/** Reads a line. Throws a SourceError for one that has our beginning and not our form. */
export function readLine(line: string): Said | null {
  if (line.startsWith(LINES.about)) {
    const said = parsed(About, line.slice(LINES.about.length))
    const isLive = said.live_status === 'is_live' || said.live_status === 'is_upcoming'
    return { kind: 'about', about: { id: said.id, ...namesOf(said), duration: said.duration ?? 0, isLive } }
  }
  if (line.startsWith(LINES.progress)) {
    const said = parsed(Progress, line.slice(LINES.progress.length))
    const bytes = said.downloaded_bytes ?? 0
    const total = said.total_bytes ?? said.total_bytes_estimate ?? 0
    return { kind: 'progress', bytes, share: total > 0 ? Math.min(1, bytes / total) : null }
  }
  if (line.startsWith(LINES.file)) return { kind: 'file', path: parsed(z.string(), line.slice(LINES.file.length)) }
  return null
}

type Listed = { entries: { id: string; title: string; duration: number }[]; leftOut: number }

/** A playlist's videos, in order and at most so many; what is no video any more is not counted. */
export function readPlaylist(text: string, most: number): Listed {
  const { entries, playlist_count: count } = parsed(Playlist, text)
  const videos = entries.flatMap((one) => {
    const { success, data } = Entry.safeParse(one)
    // What was deleted or made private has a title that says so.
    if (!success || /^\[(?:deleted|private) video\]$/i.test(data.title ?? '')) return []
    return [{ id: data.id, title: line(data.title ?? null) ?? data.id, duration: data.duration ?? 0 }]
  })
  const unread = Math.max(0, (count ?? 0) - entries.length)
  return { entries: videos.slice(0, most), leftOut: Math.max(0, videos.length - most) + unread }
}

/** Music has a track and an artist; of everything else the channel is the best that is known. */
function namesOf(said: z.infer<typeof About>): { title: string; artist: string | null } {
  const artist = said.artist ?? said.channel ?? said.uploader ?? null
  const title = line(said.track ?? null) ?? line(said.title ?? null) ?? said.id
  return { title, artist: line(artist?.replace(/ - Topic$/, '') ?? null) }
}

function parsed<T>(shape: z.ZodType<T>, text: string): T {
  try {
    return shape.parse(JSON.parse(text))
  } catch {
    throw new SourceError(
      "This could not be fetched: yt-dlp on the host's computer answers in a way that we do not know.",
    )
  }
}
