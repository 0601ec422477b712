import type { IncomingMessage } from 'node:http'
import { invalid, timedOut, tooLarge, wrongType } from '#protocol/errors.ts'

const isJson = (type: string): boolean =>
  /^application\/(?:[\w.+-]+\+)?json$/.test(type.split(';')[0]?.trim().toLowerCase() ?? '')

/** The JSON body of a request; none counts as `{}`, whatever its content type. */
export async function readJson(
  request: IncomingMessage,
  limits: { body_bytes: number; header_timeout_ms: number },
): Promise<unknown> {
  const text = await readText(request, limits)
  if (text.length === 0) return {}
  const type = request.headers['content-type']
  if (type !== undefined && !isJson(type)) throw wrongType('Please send JSON, with the content type application/json.')
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(text))
  } catch {
    throw invalid('The body is not valid JSON.', 'invalid_json')
  }
}

function readText(
  request: IncomingMessage,
  limits: { body_bytes: number; header_timeout_ms: number },
): Promise<Buffer> {
  const large = () => tooLarge('body_too_large', `The body is larger than ${limits.body_bytes} bytes.`)
  if (Number(request.headers['content-length'] ?? 0) > limits.body_bytes) return Promise.reject(large())
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const settle = (done: () => void) => {
      clearTimeout(timer)
      request.off('data', onData).off('end', onEnd).off('close', onClose)
      done()
    }
    const onData = (chunk: Buffer) => {
      size += chunk.length
      if (size > limits.body_bytes) settle(() => reject(large()))
      else chunks.push(chunk)
    }
    const onEnd = () => settle(() => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)))
    const onClose = () => settle(() => reject(invalid('The body ended early.')))
    const timer = setTimeout(() => settle(() => reject(timedOut())), limits.header_timeout_ms)
    request.on('data', onData).on('end', onEnd).on('close', onClose)
    request.on('error', () => undefined)
  })
}
