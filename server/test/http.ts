import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { z } from 'zod'
import { show } from './shapes.ts'

/** What came back. `body` is the parsed JSON, null without a JSON content type. */
export type Reply = {
  status: number
  headers: Headers
  body: unknown
  text: string
  bytes: Uint8Array<ArrayBuffer>
  /** The body as that shape; throws with the whole answer when the status is another or the shape does not fit. */
  as<T>(shape: z.ZodType<T>, status?: number): T
}

export type Ask = {
  /** Sent as JSON; absent: no body and no content type. */
  json?: unknown
  /** Sent as it is: text, bytes or a form. */
  raw?: string | Uint8Array<ArrayBuffer> | FormData
  headers?: Record<string, string>
  /** Instead of the client's own token; null sends none. */
  bearer?: string | null
}

/** The verbs of one caller. */
export type Http = {
  readonly url: string
  ask(method: string, path: string, ask?: Ask): Promise<Reply>
  get(path: string, headers?: Record<string, string>): Promise<Reply>
  post(path: string, body?: unknown): Promise<Reply>
  patch(path: string, body?: unknown): Promise<Reply>
  put(path: string, body?: unknown): Promise<Reply>
  delete(path: string, body?: unknown): Promise<Reply>
  /** Multipart with these fields and one file. */
  form(method: string, path: string, file: FilePart, fields?: Record<string, string>): Promise<Reply>
}

export type FilePart = { bytes: Uint8Array<ArrayBuffer> | string; name: string; type?: string; field?: string }

/** An HTTP client for one room; `token` is asked at every request, null means none. Follows no redirect. */
export function http(url: string, token: () => string | null = () => null): Http {
  const ask = async (method: string, path: string, asked: Ask = {}): Promise<Reply> => {
    const headers = new Headers(asked.headers)
    const bearer = asked.bearer === undefined ? token() : asked.bearer
    if (bearer !== null && !headers.has('authorization')) headers.set('authorization', `Bearer ${bearer}`)
    let body: string | Uint8Array<ArrayBuffer> | FormData | null = asked.raw ?? null
    if (asked.json !== undefined) {
      body = JSON.stringify(asked.json)
      if (!headers.has('content-type')) headers.set('content-type', 'application/json')
    }
    const response = await fetch(url + path, { method, headers, body, redirect: 'manual' })
    const bytes = new Uint8Array(await response.arrayBuffer())
    return reply(`${method} ${path}`, response.status, response.headers, bytes)
  }
  const send = (method: string) => (path: string, body?: unknown) => ask(method, path, { json: body })
  return {
    url,
    ask,
    get: (path, headers) => ask('GET', path, headers ? { headers } : {}),
    post: send('POST'),
    patch: send('PATCH'),
    put: send('PUT'),
    delete: send('DELETE'),
    form: (method, path, file, fields = {}) => {
      const form = new FormData()
      for (const [name, value] of Object.entries(fields)) form.set(name, value)
      form.set(file.field ?? 'file', new Blob([file.bytes], { type: file.type ?? '' }), file.name)
      return ask(method, path, { raw: form })
    },
  }
}

function reply(what: string, status: number, headers: Headers, bytes: Uint8Array<ArrayBuffer>): Reply {
  const text = new TextDecoder().decode(bytes)
  const isJson = (headers.get('content-type') ?? '').startsWith('application/json')
  const body: unknown = isJson && text !== '' ? JSON.parse(text) : null
  return {
    status,
    headers,
    body,
    text,
    bytes,
    as(shape, expected = 200) {
      if (status !== expected) throw new Error(`${what}: ${status} instead of ${expected}: ${show(text)}`)
      const parsed = shape.safeParse(body)
      if (!parsed.success) throw new Error(`${what}: ${parsed.error.message} in ${show(text)}`)
      return parsed.data
    },
  }
}

/**
 * One request with exactly these headers, by node:http: fetch can set neither `Host` nor many others. The path goes
 * out as it is written, unnormalised. Over https whatever key the room shows is believed.
 */
export function bareRequest(
  url: string,
  method: string,
  path: string,
  headers: Record<string, string> = {},
  { body = '', localAddress }: { body?: string; localAddress?: string } = {},
): Promise<Reply> {
  const { hostname, port, protocol } = new URL(url)
  const [send, trust] = protocol === 'https:' ? [httpsRequest, { rejectUnauthorized: false }] : [httpRequest, {}]
  const from = localAddress === undefined ? {} : { localAddress }
  return new Promise((resolve, reject) => {
    const sent = send({ hostname, port, method, path, headers, agent: false, ...from, ...trust }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const received = new Headers()
        for (const [name, value] of Object.entries(response.headers)) {
          for (const one of [value ?? []].flat()) received.append(name, one)
        }
        const bytes = new Uint8Array(Buffer.concat(chunks))
        resolve(reply(`${method} ${path}`, response.statusCode ?? 0, received, bytes))
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
