import { join, parse } from 'node:path'
import { type Get, type Got, NotGot, type NotGotReason } from '../../fetch/get.ts'
import { type DescribeSong, isSound } from './describe-song.ts'
import { createReceive } from './receive.ts'
import { type Fetched, type Source, SourceError } from './source.ts'

export type DirectDeps = {
  get: Get
  describe: DescribeSong
  /** The type of these first bytes. */
  sniff(file: { head: Buffer; utf8: boolean; name: string }): Promise<string>
  /** Throws when so many bytes more would fill the disk. */
  demandSpace(bytes: number): Promise<void>
  /** Monotonic milliseconds. */
  now(): number
  maxBytes: number
  maxSecs: number
  /** For all of it. */
  maxMs: number
  /** Fewer than `slowBytes` in any `idleMs` are as good as none. */
  idleMs: number
  slowBytes: number
}

const NOT_GOT: Readonly<Record<NotGotReason, string>> = {
  link: 'This is no link that a room can fetch: it must begin with http or https, without a name and a password in it.',
  port: 'A room does not fetch from this port: it belongs to servers of another kind.',
  address: 'A room does not fetch from private or local addresses. Upload the song as a file instead.',
  redirects: 'This link leads from one place to the next without an end.',
  downgrade: 'This link leads to a place without encryption, so the room did not follow it.',
  unreachable: 'The room could not connect to the server of this link.',
  slow: 'The server of this link did not answer in time.',
}

/** Songs that lie somewhere on the web as a file. */
export function createDirectSource(deps: DirectDeps): Source {
  const receive = createReceive(deps)

  /** Before a whole archive or a film without sound is fetched: what the first bytes are. */
  const judge = async (head: Buffer): Promise<string> => {
    const utf8 = isText(head)
    const type = await deps.sniff({ head, utf8, name: '' })
    if (isSound(type)) return type
    const text = utf8 ? head.toString('utf8') : ''
    if (PLAYLIST.test(text)) throw new SourceError('This is a playlist, not a song. Add the songs in it one by one.')
    if (PAGE.test(text)) throw new SourceError('This is a web page, not a song.')
    throw new SourceError('There is no music at this link.')
  }

  return {
    takes: (url) => /^https?:\/\//i.test(url),
    async fetch({ url, folder, name, signal, tell, allow }): Promise<Fetched> {
      const timeout = AbortSignal.timeout(deps.maxMs)
      const limit = AbortSignal.any([signal, timeout])
      try {
        const got = await deps.get(url, limit)
        const expected = expectedOf(got)
        tell({ status: 'downloading', progress: expected === null ? null : 0 })
        const path = join(folder, name)
        const told = (progress: number) => tell({ progress })
        const { body } = got
        const { type, sha256 } = await receive({ body, path, expected, judge, tell: told, allow, signal: limit })
        const titles = [titleOf(new URL(url)), titleOf(got.url), got.url.hostname]
        return await deps.describe({ path, type, etag: sha256, titles, maxSecs: deps.maxSecs }, signal)
      } catch (error) {
        if (timeout.aborted) throw new SourceError('This took too long to fetch.', { cause: error })
        throw error instanceof NotGot ? new SourceError(NOT_GOT[error.reason], { cause: error }) : forPeopleToo(error)
      }
    },
  }
}

/** `#EXTM3U`, `[playlist]` (pls), ASX and XSPF, and an m3u that is only a list of addresses. */
const PLAYLIST =
  /^\uFEFF?\s*(?:#EXT|\[playlist\]|<asx|(?:<\?xml[^>]*>\s*)?<(?:asx|playlist|smil)\b|https?:\/\/\S+\s*(?:\n|$))/i
const PAGE = /^\uFEFF?\s*<(?:!doctype|!--|html|head|body|\?xml|[a-z])/i

/** How many bytes the body will have; null when nobody says. Ends it when by its headers it cannot be a song. */
function expectedOf({ status, headers, body }: Got): number | null {
  const why = whyNot(status, headers)
  if (why !== null) {
    body.on('error', () => undefined).destroy()
    throw new SourceError(why)
  }
  const length = headers['content-length']
  return length !== undefined && /^\d{1,15}$/.test(length) ? Number(length) : null
}

function whyNot(status: number, headers: Got['headers']): string | null {
  if (status === 404 || status === 410) return 'There is nothing at this link.'
  if (status === 401 || status === 403) return `The server of this link does not give it to the room (${status}).`
  if (status !== 200) return `The server of this link does not give it now (${status}). Try again later.`
  // Unpacked, a few bytes may become any number of them.
  const encoding = headers['content-encoding'] ?? ''
  if (!/^\s*(?:identity)?\s*$/i.test(encoding)) return 'This comes packed, and a room does not unpack songs.'
  if (Object.keys(headers).some((name) => name.startsWith('icy-'))) return 'This is a radio station, not a song.'
  return null
}

/** UTF-8 without NUL, but for a character that the end cuts through. */
function isText(head: Buffer): boolean {
  if (head.includes(0)) return false
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true })
    return true
  } catch {
    return false
  }
}

/** The last part of an address's path, as somebody would write it. */
function titleOf(url: URL): string {
  const last = url.pathname.split('/').findLast((part) => part !== '') ?? ''
  try {
    return parse(decodeURIComponent(last)).name
  } catch {
    return last
  }
}

/** What a broken connection says is for programmers; what is no error of the network stays one of ours. */
function forPeopleToo(error: unknown): unknown {
  if (error instanceof SourceError || !(error instanceof Error)) return error
  const code = 'code' in error ? String(error.code) : ''
  if (code === 'UND_ERR_BODY_TIMEOUT') return new SourceError(NOT_GOT.slow, { cause: error })
  if (!/^(?:UND_ERR_|HPE_|ECONN|EHOST|ENET|EPIPE|EPROTO|ETIMEDOUT|ERR_SSL_|ERR_STREAM_PREMATURE_CLOSE)/.test(code))
    return error
  return new SourceError('The connection broke before the song was through.', { cause: error })
}
