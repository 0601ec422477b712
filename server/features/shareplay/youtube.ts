import { type Entries, type Fetched, type FetchTask, type Source, SourceError, Unfit } from './source.ts'
import { playlistUrl, readYoutubeUrl, videoUrl } from './youtube-url.ts'
import type { Video, Ytdlp } from './ytdlp.ts'
import { searchTarget } from './ytdlp-arguments.ts'

export type LibraryTask = Pick<FetchTask, 'folder' | 'name' | 'signal' | 'tell' | 'allow'> & {
  id: string
  timeoutMs: number
}
export type YoutubeDeps = {
  ytdlp: Ytdlp
  /** Fetches a video's sound to `folder/name` without yt-dlp. */
  library(task: LibraryTask): Promise<Video>
  /** For both ways together. */
  maxMs: number
  /** Monotonic milliseconds. */
  now(): number
  /** Makes a song of what lies at `folder/name`. */
  finish(task: FetchTask, video: Video): Promise<Fetched>
  /** Rejects when there is no space for a song. */
  demandSpace(): Promise<void>
  /** Entries of one playlist. */
  maxEntries: number
}

const NO_SEARCH =
  "This room cannot search: yt-dlp is not installed on the host's computer. Paste a link or drop a file."
const NO_PLAYLIST =
  "This room cannot open playlists: yt-dlp is not installed on the host's computer. Paste a link to a song or drop a file."

/** Songs and playlists by their links to YouTube: by yt-dlp, and where it is missing or fails by a library. */
export function createYoutubeSource(deps: YoutubeDeps): Source {
  const fetchVideo = async (task: FetchTask, id: string): Promise<Video> => {
    const began = deps.now()
    const byLibrary = () =>
      deps.library({ ...task, id, timeoutMs: Math.max(1, Math.ceil(deps.maxMs - (deps.now() - began))) })
    if (!(await deps.ytdlp.isThere())) return byLibrary()
    try {
      const video = await deps.ytdlp.download({ ...task, target: videoUrl(id) })
      if (video !== null) return video
      throw new SourceError('YouTube did not hand out this: it does not exist any more.')
    } catch (error) {
      if (!(error instanceof SourceError) || error instanceof Unfit) throw error
      return byLibrary().catch((second: unknown) => {
        // yt-dlp knows better why.
        throw second instanceof SourceError && !(second instanceof Unfit) ? error : second
      })
    }
  }

  const list = async (task: FetchTask, id: string): Promise<Entries> => {
    if (!(await deps.ytdlp.isThere())) throw new SourceError(NO_PLAYLIST)
    const { entries, leftOut } = await deps.ytdlp.list({ ...task, target: playlistUrl(id), most: deps.maxEntries })
    if (entries.length === 0) throw new SourceError('There is no song in this playlist.')
    return { entries: entries.map((one) => ({ ...one, url: videoUrl(one.id) })), leftOut }
  }

  return {
    takes: (url) => readYoutubeUrl(url) !== null,
    async fetch(task) {
      const target = readYoutubeUrl(task.url)
      if (target?.kind === 'playlist') return list(task, target.id)
      if (target?.kind !== 'video') throw new SourceError('This link to YouTube is neither a video nor a playlist.')
      await deps.demandSpace()
      return deps.finish(task, await fetchVideo(task, target.id))
    },
  }
}

/** Has the form of an address: it is no words, whether or not somebody fetches such addresses. */
const ADDRESS = /^[a-z][a-z\d+.-]*:\/\//i

/** The first song that YouTube finds for some words, by yt-dlp. */
export function createSearchSource(deps: Pick<YoutubeDeps, 'ytdlp' | 'finish' | 'demandSpace'>): Source {
  return {
    takes: (url) => !ADDRESS.test(url),
    async fetch(task) {
      if (!(await deps.ytdlp.isThere())) throw new SourceError(NO_SEARCH)
      await deps.demandSpace()
      const video = await deps.ytdlp.download({ ...task, target: searchTarget(task.url) })
      if (video === null) throw new SourceError('Nothing was found for these words.')
      return deps.finish(task, video)
    },
  }
}
