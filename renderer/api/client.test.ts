import { describe, expect, test } from 'vitest'
import { listUnread } from '#protocol/channels.ts'
import { deleteEmoji } from '#protocol/emojis.ts'
import { uploadFile } from '#protocol/files.ts'
import { deleteMessage, listMessages, toggleReaction } from '#protocol/messages.ts'
import { fakeClock, idOf, settle } from '../test/fakes.ts'
import { createClient, pathOf } from './client.ts'
import { ApiError, NetworkError, isPassing } from './errors.ts'
import { type UploadRequest, createUploader } from './upload.ts'

const BASE = 'http://room'
function clientThat(answer: (url: string, init: RequestInit) => Promise<Response>) {
  const clock = fakeClock()
  const asked: { url: string; init: RequestInit }[] = []
  const client = createClient({
    baseUrl: BASE,
    clock,
    fetch: (url, init) => {
      asked.push({ url, init })
      return answer(url, init)
    },
  })
  return { ...client, clock, asked }
}
const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  Promise.resolve(new Response(JSON.stringify(body), { status, headers }))
const untilAborted = (_: string, { signal }: RequestInit) =>
  new Promise<Response>((_resolve, reject) => signal?.addEventListener('abort', () => reject(new Error('aborted'))))

describe('the client', () => {
  test('[UI-CALL] fills in path and query, sends the token and a body', async () => {
    const { call, asked } = clientThat(() => json(200, []))
    await call(listMessages, { params: { id: 'a/b' }, query: { limit: 5, before: 'x y' } }, { token: 't' })
    expect(asked[0]?.url).toBe('http://room/api/channels/a%2Fb/messages?limit=5&before=x+y')
    expect(asked[0]?.init.headers).toEqual({ authorization: 'Bearer t' })
    const other = clientThat(() => json(200, { reactions: [] }))
    await other.call(toggleReaction, { params: { id: idOf(1), emoji: '👍' }, body: {} })
    expect(other.asked[0]?.init).toMatchObject({ method: 'PUT', body: '{}' })
    expect(other.asked[0]?.url).toContain(encodeURIComponent('👍'))
  })
  test('[UI-CALL] empty and 204 answers', async () => {
    const done = () => Promise.resolve(new Response(null, { status: 200 }))
    await expect(clientThat(done).call(deleteMessage, { params: { id: idOf(1) } })).resolves.toBeUndefined()
    const none = () => Promise.resolve(new Response(null, { status: 204 }))
    await expect(clientThat(none).call(deleteEmoji, { params: { name: 'x' } })).resolves.toBeUndefined()
  })
  test('[UI-CALL] a path cannot be climbed', () => {
    for (const id of ['..', '.', '']) expect(() => pathOf('/api/users/{id}', { id })).toThrow(ApiError)
  })
  test('[UI-CALL] a refusal carries status, code, sentence and how long to wait', async () => {
    const { call } = clientThat(() => json(429, { error: 'Slow.', code: 'slow_down' }, { 'retry-after': '3' }))
    const refused = call(listUnread, {})
    await expect(refused).rejects.toMatchObject({
      status: 429,
      code: 'slow_down',
      message: 'Slow.',
      retryAfterMs: 3_000,
    })
    expect(isPassing(await refused.catch((error: unknown) => error))).toBe(true)
  })
  test('[UI-CALL] a proxy that answers HTML is an error with a sentence', async () => {
    const { call } = clientThat(() => Promise.resolve(new Response('<h1>Bad gateway</h1>', { status: 502 })))
    await expect(call(listUnread, {})).rejects.toMatchObject({ status: 502, code: 'http_502' })
    const portal = clientThat(() => Promise.resolve(new Response('<h1>Welcome</h1>', { status: 200 })))
    await expect(portal.call(listUnread, {})).rejects.toMatchObject({ trouble: 'bad_reply' })
  })
  test('[UI-CALL] times out, is cancelled, or is unreachable: three different things', async () => {
    const slow = clientThat(untilAborted)
    const late = slow.call(listUnread, {}, { timeoutMs: 50 })
    late.catch(() => {})
    await slow.clock.pass(60)
    await expect(late).rejects.toMatchObject({ trouble: 'timeout' })
    const abort = new AbortController()
    const cancelled = slow.call(listUnread, {}, { signal: abort.signal })
    cancelled.catch(() => {})
    await settle()
    abort.abort()
    await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' })
    const cut = clientThat(() => Promise.reject(new TypeError('fetch failed')))
    await expect(cut.call(listUnread, {})).rejects.toBeInstanceOf(NetworkError)
  })
})

function fakeUpload() {
  const listeners = new Map<string, (event: { loaded: number; total: number }) => void>()
  const request = {
    opened: '',
    headers: new Map<string, string>(),
    sent: null as FormData | null,
    status: 0,
    responseText: '',
    open: (method: string, url: string) => void (request.opened = `${method} ${url}`),
    setRequestHeader: (name: string, value: string) => void request.headers.set(name, value),
    send: (body: FormData) => void (request.sent = body),
    abort: () => listeners.get('abort')?.({ loaded: 0, total: 0 }),
    getResponseHeader: () => null,
    addEventListener: (type: string, listener: () => void) => void listeners.set(type, listener),
    upload: {
      addEventListener: (type: string, listener: (event: { loaded: number; total: number }) => void) =>
        void listeners.set(type, listener),
    },
    tell: (type: string, loaded = 0, total = 0) => listeners.get(type)?.({ loaded, total }),
    answer: (status: number, body: unknown) => {
      request.status = status
      request.responseText = JSON.stringify(body)
      listeners.get('load')?.({ loaded: 0, total: 0 })
    },
  } satisfies UploadRequest & Record<string, unknown>
  return request
}

describe('an upload', () => {
  const input = { file: new Blob(['hi']), filename: 'a.txt', fields: { name: 'x' } }
  test('[UI-UPLOAD] sends the file, tells how far it is, gives what the room says', async () => {
    const request = fakeUpload()
    const progress: number[] = []
    const upload = createUploader({ baseUrl: BASE, newRequest: () => request })
    const done = upload(uploadFile, input, { token: 't', onProgress: (sent, total) => progress.push(sent / total) })
    expect(request.opened).toBe('POST http://room/api/files')
    expect(request.headers.get('authorization')).toBe('Bearer t')
    expect([...(request.sent?.keys() ?? [])]).toEqual(['name', 'file'])
    request.tell('progress', 1, 2)
    request.answer(200, { file_id: idOf(1) })
    await expect(done).resolves.toEqual({ file_id: idOf(1) })
    expect(progress).toEqual([0.5])
  })
  test('[UI-UPLOAD] is refused, breaks, or is cancelled', async () => {
    const start = (signal?: AbortSignal) => {
      const request = fakeUpload()
      const upload = createUploader({ baseUrl: BASE, newRequest: () => request })
      return { request, done: upload(uploadFile, input, { signal }) }
    }
    const refused = start()
    refused.request.answer(413, { error: 'Too large.', code: 'file_too_large' })
    await expect(refused.done).rejects.toMatchObject({ code: 'file_too_large' })
    const broken = start()
    broken.request.tell('error')
    await expect(broken.done).rejects.toMatchObject({ trouble: 'unreachable' })
    const abort = new AbortController()
    const cancelled = start(abort.signal)
    abort.abort()
    await expect(cancelled.done).rejects.toMatchObject({ name: 'AbortError' })
    await expect(start(abort.signal).done).rejects.toMatchObject({ name: 'AbortError' })
  })
})
