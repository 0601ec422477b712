/** What a link to YouTube names. Ids consist of letters, digits, `-` and `_` alone. */
export type YoutubeTarget =
  | { kind: 'video'; id: string }
  | { kind: 'playlist'; id: string }
  /** YouTube, but neither: a channel, a search, a start page. */
  | { kind: 'other' }

const HOSTS: ReadonlySet<string> = new Set([
  'youtube.com',
  'www.youtube.com',
  'm.youtube.com',
  'music.youtube.com',
  'youtube-nocookie.com',
  'www.youtube-nocookie.com',
  'youtu.be',
  'www.youtu.be',
])
const VIDEO_ID = /^[\w-]{11}$/
const PLAYLIST_ID = /^[\w-]{2,80}$/
/** Before the id of a video, as the first part of the path. */
const VIDEO_PATHS: ReadonlySet<string> = new Set(['shorts', 'live', 'embed', 'v', 'e', 'watch'])

/**
 * Reads a link to YouTube in any spelling, with or without `https://`; null for everything else. A link to a video within
 * a playlist is the video: such links come from mixes without end as well, and whoever copies one means the song.
 */
export function readYoutubeUrl(text: string): YoutubeTarget | null {
  const typed = text.trim()
  if (/[\s\\]/.test(typed)) return null
  const url = URL.parse(/^[a-z][a-z\d+.-]*:\/\//i.test(typed) ? typed : `https://${typed}`)
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return null
  const host = url.hostname.replace(/\.$/, '')
  if (!HOSTS.has(host)) return null
  if (url.username !== '' || url.password !== '' || url.port !== '') return { kind: 'other' }
  const [first = '', second = ''] = url.pathname.split('/').filter((part) => part !== '')
  const candidate = host.endsWith('youtu.be') ? first : VIDEO_PATHS.has(first) ? second : ''
  const id = candidate === '' && first === 'watch' ? (url.searchParams.get('v') ?? '') : candidate
  const list = first === 'browse' ? second.replace(/^VL/, '') : (url.searchParams.get('list') ?? '')
  // `/embed/videoseries?list=…` has the length of a video's id.
  if (VIDEO_ID.test(id) && id !== 'videoseries') return { kind: 'video', id }
  if (PLAYLIST_ID.test(list) && list !== '') return { kind: 'playlist', id: list }
  return { kind: 'other' }
}

/** The addresses are made from the ids: nothing that somebody typed is passed on. */
export const videoUrl = (id: string): string => `https://www.youtube.com/watch?v=${id}`
export const playlistUrl = (id: string): string => `https://www.youtube.com/playlist?list=${id}`
/** Wide and small, and there for every video. */
export const coverUrl = (id: string): string => `https://i.ytimg.com/vi/${id}/mqdefault.jpg`
export const isVideoId = (id: string): boolean => VIDEO_ID.test(id)
