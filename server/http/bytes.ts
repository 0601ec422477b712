import type { IncomingMessage, ServerResponse } from 'node:http'
import { unknown, Refusal } from '#protocol/errors.ts'
import type { Bytes } from './operation.ts'
import { pump } from './pump.ts'

const IDLE_MS = 60_000
const CACHE = 'private, max-age=300'
// A file that somebody uploaded must not run as a page of this origin, however it is opened.
const CSP = "default-src 'none'; style-src 'unsafe-inline'; media-src 'self'; img-src 'self'; sandbox"

const OF_THE_FILE = [
  'Content-Type',
  'Content-Disposition',
  'Content-Length',
  'Content-Range',
  'Accept-Ranges',
  'ETag',
  'Cache-Control',
]

/** Sends a file: ranges, validators and HEAD by `send` (RFC 9110, sections 13 and 14). Resolves when it is through. */
export async function sendBytes(request: IncomingMessage, response: ServerResponse, bytes: Bytes): Promise<void> {
  const { default: send } = await import('send')
  response.setHeader('Content-Type', bytes.type)
  response.setHeader('Content-Disposition', disposition(bytes))
  response.setHeader('ETag', `"${bytes.etag}"`)
  response.setHeader('Cache-Control', CACHE)
  response.setHeader('Content-Security-Policy', CSP)
  response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin')
  // A reader that takes nothing for this long gets no more; a player that was paused asks for the rest by range.
  response.setTimeout(IDLE_MS, () => response.destroy())
  return new Promise((resolve, reject) => {
    response.once('close', () => resolve())
    const options = { cacheControl: false, lastModified: false, dotfiles: 'allow' as const }
    const stream = send(request, encodeURI(bytes.path), options)
    // `send` decides what is sent; how the bytes get from the disk to the socket is ours (see pump.ts).
    stream.stream = (path: string, range: { start?: number; end?: number }) => {
      pump(path, range, response).catch((error: unknown) => {
        // Too late for another answer once a part is on its way: the length that was promised tells the client.
        if (response.headersSent) response.destroy()
        else stream.emit('error', error)
      })
    }
    stream
      .on('file', (_path: string, { size }: { size: number }) => {
        // The last so many bytes of fewer are all of them (RFC 9110, 14.1.2); range-parser 1.2.1 refuses that.
        const suffix = /^bytes=-(\d+)$/.exec(request.headers.range ?? '')?.[1]
        if (suffix !== undefined && Number(suffix) > size) request.headers.range = 'bytes=0-'
      })
      .on('error', (error: Error & { status?: number; headers?: Record<string, string> }) => {
        for (const name of OF_THE_FILE) response.removeHeader(name)
        if (error.status === 416) {
          const range = error.headers?.['Content-Range']
          if (range) response.setHeader('Content-Range', range)
          reject(new Refusal(416, 'range_not_satisfiable', 'The file is shorter than that.'))
        } else if (error.status === 412)
          reject(new Refusal(412, 'precondition_failed', 'The file is not the one you mean.'))
        else if (error.status === 404) reject(unknown('file'))
        else reject(error)
      })
      .pipe(response)
  })
}

/** RFC 6266, with `filename*` (RFC 8187) for names beyond ASCII. */
function disposition(bytes: { name: string; inline: boolean }): string {
  const kind = bytes.inline ? 'inline' : 'attachment'
  // Quotes, backslashes and control characters would end the quoted string.
  const ascii = bytes.name.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  if (ascii === bytes.name) return `${kind}; filename="${ascii}"`
  const encoded = encodeURIComponent(bytes.name.toWellFormed()).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${encoded}`
}
