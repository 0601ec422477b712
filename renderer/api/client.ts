import type { z } from 'zod'
import { ErrorBody } from '#protocol/errors.ts'
import type { Route } from '#protocol/route.ts'
import type { Clock } from './clock.ts'
import { ApiError, NetworkError } from './errors.ts'

type AnyRoute = Route<z.ZodObject, z.ZodObject, z.ZodObject | null, z.ZodType | 'no_content'>
type AnyInput = {
  params?: Scalars | undefined
  query?: Scalars | undefined
  body?: unknown
}
/** A part of the input, which may be left out when everything in it may, or nothing is in it (`Record<string, never>`). */
type Part<K extends string, T> = string extends keyof T
  ? { [k in K]?: T | undefined }
  : Partial<T> extends T
    ? { [k in K]?: T | undefined }
    : { [k in K]: T }
type Scalars = Readonly<Record<string, string | number | boolean | undefined>>
export type Input<P extends z.ZodObject, Q extends z.ZodObject, B> = Part<'params', z.output<P>> &
  Part<'query', z.output<Q>> &
  (B extends z.ZodObject ? Part<'body', z.input<B>> : unknown)
type Reply<R> = R extends z.ZodType ? z.output<R> : undefined

export type CallOptions = {
  token?: string | undefined
  signal?: AbortSignal | undefined
  /** Milliseconds until `NetworkError('timeout')`. */
  timeoutMs?: number | undefined
}
export type Send = (route: AnyRoute, input: AnyInput, options?: CallOptions) => Promise<unknown>

/** Gives a sender the types of the route objects; sound because `send` parses the reply with the route's own schema. */
export function typed(send: Send) {
  function call<
    P extends z.ZodObject,
    Q extends z.ZodObject,
    B extends z.ZodObject | null,
    R extends z.ZodType | 'no_content',
  >(route: Route<P, Q, B, R>, input: Input<P, Q, B>, options?: CallOptions): Promise<Reply<R>>
  function call(route: AnyRoute, input: AnyInput, options?: CallOptions): Promise<unknown> {
    return send(route, input, options)
  }
  return call
}
export type Call = ReturnType<typeof typed>

export type ClientDeps = {
  /** The room's origin root, without a slash at its end. */
  baseUrl: string
  fetch(url: string, init: RequestInit): Promise<Response>
  clock: Clock
  timeoutMs?: number
}
const TIMEOUT_MS = 20_000

/** Calls operations of the contract. Fails with `ApiError`, `NetworkError`, or the reason of `signal`. */
export function createClient(deps: ClientDeps) {
  const send: Send = async (route, input, options = {}) => {
    options.signal?.throwIfAborted()
    const url = deps.baseUrl + pathOf(route.path, input.params, input.query)
    const abort = new AbortController()
    let isLate = false
    const stop = deps.clock.after(options.timeoutMs ?? deps.timeoutMs ?? TIMEOUT_MS, () => {
      isLate = true
      abort.abort()
    })
    const cancel = () => abort.abort(options.signal?.reason)
    options.signal?.addEventListener('abort', cancel, { once: true })
    try {
      const response = await deps.fetch(url, {
        method: route.method,
        // A room never redirects: whoever does (a hotel's portal, a hostile room) would send us and our token elsewhere.
        redirect: 'error',
        signal: abort.signal,
        headers: {
          ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
          ...(input.body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
      })
      return replyOf(route.response, {
        status: response.status,
        retryAfter: response.headers.get('retry-after'),
        text: await response.text(),
      })
    } catch (error) {
      if (error instanceof ApiError || error instanceof NetworkError) throw error
      options.signal?.throwIfAborted()
      throw new NetworkError(isLate ? 'timeout' : 'unreachable', error)
    } finally {
      stop()
      options.signal?.removeEventListener('abort', cancel)
    }
  }
  return { baseUrl: deps.baseUrl, send, call: typed(send) }
}
export type Client = ReturnType<typeof createClient>

/** The path with its parameters filled in, and the query of what is defined. */
export function pathOf(path: string, params: AnyInput['params'] = {}, query: AnyInput['query'] = {}): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(params[name] ?? '')
    // A URL parser would take these as "here" and "up" and ask for something else.
    if (value === '' || value === '.' || value === '..') throw new ApiError(404, 'not_found', 'There is no such thing.')
    return encodeURIComponent(value)
  })
  const pairs = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]))
  return pairs.length === 0 ? filled : `${filled}?${new URLSearchParams(pairs).toString()}`
}

/** Parses an answer by its route, or throws what it says. */
export function replyOf(
  schema: z.ZodType | 'no_content',
  answer: { status: number; retryAfter: string | null; text: string },
): unknown {
  if (answer.status < 200 || answer.status > 299) throw refusalOf(answer)
  if (schema === 'no_content') return undefined
  const parsed = schema.safeParse(jsonOf(answer.text))
  if (!parsed.success) throw new NetworkError('bad_reply', parsed.error)
  return parsed.data
}

function refusalOf({
  status,
  retryAfter,
  text,
}: {
  status: number
  retryAfter: string | null
  text: string
}): ApiError {
  const seconds = retryAfter === null || retryAfter.trim() === '' ? Number.NaN : Number(retryAfter)
  const retryAfterMs = Number.isFinite(seconds) ? Math.max(0, seconds * 1_000) : undefined
  const body = ErrorBody.safeParse(jsonOf(text))
  // What stands between us and the room (a proxy, a hotel's portal) does not speak the contract.
  if (!body.success)
    return new ApiError(status, `http_${status}`, `The room could not answer (${status}).`, retryAfterMs)
  return new ApiError(status, body.data.code, body.data.error, retryAfterMs)
}

function jsonOf(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    // No JSON: it fits no schema, and the caller says so.
    return Symbol('not JSON')
  }
}
