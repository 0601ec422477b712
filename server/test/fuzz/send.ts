import { Agent, request } from 'node:http'
import type { FuzzRequest } from './request.ts'
import type { Answered } from './spec.ts'

const PATIENCE_MS = 20_000

/** Sends requests as they are written, over connections that are kept: most of the time would go into opening them. */
export function createSender(url: string) {
  const { hostname, port } = new URL(url)
  const agent = new Agent({ keepAlive: true, maxSockets: 8 })
  const once = ({ method, target, headers, body }: FuzzRequest) =>
    new Promise<Answered>((resolve, reject) => {
      const length = body === null ? {} : { 'content-length': String(body.length) }
      const sent = request(
        { agent, hostname, port, method, path: target, headers: { ...headers, ...length } },
        (response) => {
          const chunks: Buffer[] = []
          response.on('data', (chunk: Buffer) => chunks.push(chunk))
          response.on('error', reject)
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              type: response.headers['content-type'] ?? '',
              text: Buffer.concat(chunks).toString(),
            }),
          )
        },
      )
      sent.setTimeout(PATIENCE_MS, () => sent.destroy(new Error(`no answer within ${PATIENCE_MS} ms`)))
      sent.on('error', reject)
      sent.end(body ?? undefined)
    })
  return {
    /** Once more when the server had closed a kept connection just then: that says nothing about the request. */
    send: (asked: FuzzRequest) =>
      once(asked).catch((error: unknown) => (isReset(error) ? once(asked) : Promise.reject(error))),
    close: () => agent.destroy(),
  }
}
const isReset = (error: unknown) =>
  error instanceof Error && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE')
