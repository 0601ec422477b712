import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { invalid, timedOut, wrongType } from '#protocol/errors.ts'

export type FilePart = { stream: Readable; filename: string }

const FIELD_BYTES = 4_096
const FIELDS = 20

/**
 * Streams the first file part of a multipart body (RFC 7578), whatever its name, into `receive`, and collects the text
 * parts around it. Bytes must keep coming: after `idleMs` without any the request is given up.
 */
export async function receiveFile<T>(
  request: IncomingMessage,
  options: { idleMs: number },
  receive: (part: FilePart) => Promise<T>,
): Promise<{ result: T; fields: Map<string, string> }> {
  const type = request.headers['content-type'] ?? ''
  if (!/^multipart\/form-data\s*;/i.test(type)) throw wrongType('Please send the file as multipart/form-data.')
  const { default: busboy } = await import('busboy')
  let parser: ReturnType<typeof busboy>
  try {
    parser = busboy({
      headers: request.headers,
      defParamCharset: 'utf8',
      limits: { fieldSize: FIELD_BYTES, fields: FIELDS, fieldNameSize: 200, headerPairs: 100 },
    })
  } catch {
    throw invalid('The multipart body has no boundary.')
  }

  const fields = new Map<string, string>()
  let received: Promise<T> | undefined
  let part: Readable | undefined
  const fail = (error: Error) => {
    request.unpipe(parser)
    part?.destroy(error)
    parser.destroy(error)
  }
  let idle = setTimeout(() => fail(timedOut()), options.idleMs)
  const keepAlive = () => {
    clearTimeout(idle)
    idle = setTimeout(() => fail(timedOut()), options.idleMs)
  }
  request.on('data', keepAlive)
  const onClose = () => {
    if (!request.readableEnded) fail(invalid('The upload ended early.'))
  }
  request.once('close', onClose)

  try {
    await new Promise<void>((resolve, reject) => {
      parser.on('field', (name, value) => {
        if (!fields.has(name)) fields.set(name, value)
      })
      parser.on('file', (_name, stream, info) => {
        if (received) {
          stream.resume()
          return
        }
        part = stream
        stream.on('error', () => undefined)
        received = receive({ stream, filename: info.filename ?? '' })
        received.catch(reject)
      })
      parser.on('error', (error) =>
        reject(error instanceof Error && 'status' in error ? error : invalid('The multipart body is broken.')),
      )
      parser.on('close', () => resolve())
      request.pipe(parser)
    })
    if (!received) throw invalid('There is no file in this upload.', 'file_missing')
    return { result: await received, fields }
  } finally {
    clearTimeout(idle)
    request.off('data', keepAlive)
    request.off('close', onClose)
    request.unpipe(parser)
    // What is still to come is read and dropped, so that the client gets to see the answer.
    request.resume()
  }
}
