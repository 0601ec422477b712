import { lstat, mkdir, readFile, readdir, rename, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import process from 'node:process'
import { runChild } from './child.ts'
import { type News, SourceError, Unfit } from './source.ts'
import { downloadArguments, listArguments } from './ytdlp-arguments.ts'
import { type About, readLine, readPlaylist } from './ytdlp-output.ts'
import { meaningOf } from './ytdlp-words.ts'

/** A way to public addresses for one job, on loopback and behind a password of its own. */
export type IssueProxy = (job: { maxBytes: number; signal: AbortSignal }) => Promise<{ url: string; close(): void }>
export type YtdlpDeps = {
  /** Where the program lies; null when there is none. */
  find(): Promise<string | null>
  issueProxy: IssueProxy
  searchPath(): string
  /** Of whoever runs the room. */
  home: string
  maxBytes: number
  maxSecs: number
  timeoutMs: number
  /** Monotonic milliseconds. */
  now(): number
}
export type YtdlpTask = {
  /** What stands behind `--`: an address that we made, or a search. */
  target: string
  folder: string
  name: string
  signal: AbortSignal
  tell(news: News): void
  allow(bytes: number): void
}

const UPDATE = "Update yt-dlp on the host's computer, or upload the song as a file."

/** What is known of a video besides its sound. */
export type Video = { about: About; cover: Buffer | null }

/** Pages, scripts and what is asked for twice come on top of the song. */
export const EXTRA_BYTES = 32 * 2 ** 20
export const NEWS_MS = 250
/** As `--output` says; whatever else lies in the folder is not looked at. */
const COVER = /^cover\.\w{1,8}$/
const COVER_BYTES = 2 ** 20
const SONG = /^song\.\w{1,8}$/

/** Runs yt-dlp, for one song or one playlist at a time. */
export function createYtdlp(deps: YtdlpDeps) {
  /** Within a folder that goes with the job, whatever the program leaves there, and with a way to the network. */
  const inFolder = async <T>(
    { folder, name, signal }: Pick<YtdlpTask, 'folder' | 'name' | 'signal'>,
    work: (cwd: string, proxy: string) => Promise<T>,
  ): Promise<T> => {
    const cwd = join(folder, `${name}.job`)
    const way = await deps.issueProxy({ maxBytes: deps.maxBytes + EXTRA_BYTES, signal }).catch(orRemoved(signal))
    try {
      await mkdir(cwd, { mode: 0o700 })
      return await work(cwd, way.url)
    } finally {
      way.close()
      await rm(cwd, { recursive: true, force: true, maxRetries: 3 })
    }
  }

  const run = async (args: readonly string[], cwd: string, signal: AbortSignal, onLine: (line: string) => void) => {
    const file = await deps.find()
    if (file === null) throw new SourceError("yt-dlp is not on the host's computer any more.")
    const { code, complaint } = await runChild({
      file,
      args,
      cwd,
      env: environment(cwd, deps),
      maxFileBytes: deps.maxBytes,
      timeoutMs: deps.timeoutMs,
      signal,
      onLine,
    })
    if (code !== 0) throw new SourceError(meaningOf(complaint, UPDATE))
  }

  return {
    isThere: async (): Promise<boolean> => (await deps.find()) !== null,

    /** Fetches one song to `folder/name`. Null when nothing was found. */
    download: (task: YtdlpTask): Promise<Video | null> =>
      inFolder(task, async (cwd, proxy) => {
        let about: About | null = null
        let named: string | null = null
        let toldAt = -Infinity
        const args = downloadArguments({ ...deps, target: task.target, proxy })
        await run(args, cwd, task.signal, (line) => {
          const said = readLine(line)
          if (said?.kind === 'about') {
            about = said.about
            demandFits(said.about, deps.maxSecs)
            const { title, artist, duration } = said.about
            task.tell({ title, artist, duration, status: 'downloading' })
          } else if (said?.kind === 'progress') {
            demandAllowed(task, said.bytes)
            if (said.share === null || deps.now() - toldAt < NEWS_MS) return
            toldAt = deps.now()
            task.tell({ progress: said.share })
          } else if (said?.kind === 'file') named = said.path
        })
        if (about === null) return null
        // It ends well, and without a word, when a song does not fit what it was told.
        if (named === null) throw new Unfit('YouTube did not hand out this: it is too large or too long.')
        await take(join(cwd, basename(named)), join(task.folder, task.name), deps.maxBytes)
        return { about, cover: await coverIn(cwd) }
      }),

    /** The videos of a playlist, up to `most`, and how many more there are. */
    list: (task: YtdlpTask & { most: number }) =>
      inFolder(task, async (cwd, proxy) => {
        let answer = ''
        const args = listArguments({ target: task.target, proxy, most: task.most })
        await run(args, cwd, task.signal, (line) => {
          if (line.startsWith('{')) answer = line
        })
        return readPlaylist(answer, task.most)
      }),
  }
}
export type Ytdlp = ReturnType<typeof createYtdlp>

/** For what is rejected because nobody waits any more. */
export const orRemoved =
  (signal: AbortSignal) =>
  (error: unknown): never => {
    throw signal.aborted ? new Unfit('It was removed.') : error
  }
export function demandFits(about: Pick<About, 'duration' | 'isLive'>, maxSecs: number): void {
  if (about.isLive) throw new Unfit('This is a live broadcast. Only what has an end can be played together.')
  if (about.duration <= maxSecs) return
  throw new Unfit(`This is too long: what is fetched has at most ${Math.floor(maxSecs / 60)} minutes.`)
}
/** What is too much by one way is too much by another. */
export function demandAllowed(task: { allow(bytes: number): void }, bytes: number): void {
  try {
    task.allow(bytes)
  } catch (error) {
    throw error instanceof SourceError ? new Unfit(error.message, { cause: error }) : error
  }
}
const tooLarge = (maxBytes: number): Unfit =>
  new Unfit(`This is too large: what is fetched has at most ${Math.floor(maxBytes / 2 ** 20)} MiB.`)

/** A program of somebody else's gets what it needs to run, and nothing that the room knows. */
const environment = (cwd: string, { searchPath, home }: Pick<YtdlpDeps, 'searchPath' | 'home'>) => ({
  PATH: searchPath(),
  HOME: cwd,
  TMPDIR: cwd,
  LANG: 'C.UTF-8',
  YTDLP_NO_PLUGINS: '1',
  // Where `pip install --user` put it; it is looked for below HOME otherwise.
  PYTHONUSERBASE: join(home, '.local'),
  // Without these no program of Windows starts.
  ...(process.platform === 'win32'
    ? { SystemRoot: process.env['SystemRoot'] ?? 'C:\\Windows', TEMP: cwd, TMP: cwd, USERPROFILE: cwd }
    : {}),
})

/** The one file that it named, if that is a file of its own and nothing else: no link to what lies elsewhere. */
async function take(from: string, to: string, maxBytes: number): Promise<void> {
  const found = SONG.test(basename(from)) ? await lstat(from).catch(() => null) : null
  if (!found?.isFile() || found.nlink !== 1 || found.size === 0) {
    throw new SourceError("This could not be fetched: yt-dlp on the host's computer did not leave a song.")
  }
  if (found.size > maxBytes) throw tooLarge(maxBytes)
  await rename(from, to)
}

/** The picture that lies there, if it is small. */
async function coverIn(cwd: string): Promise<Buffer | null> {
  const name = (await readdir(cwd)).find((one) => COVER.test(one))
  if (name === undefined) return null
  const path = join(cwd, name)
  const found = await lstat(path)
  return found.isFile() && found.nlink === 1 && found.size <= COVER_BYTES ? readFile(path) : null
}
