import type { z } from 'zod'
import type { Route } from '#protocol/route.ts'
import { pathOf, replyOf } from './client.ts'
import { NetworkError } from './errors.ts'

/** What is needed of an XMLHttpRequest, which alone tells how far an upload is. */
export type UploadRequest = {
  open(method: string, url: string): void
  setRequestHeader(name: string, value: string): void
  send(body: FormData): void
  abort(): void
  getResponseHeader(name: string): string | null
  readonly status: number
  readonly responseText: string
  addEventListener(type: 'load' | 'error' | 'abort', listener: () => void): void
  readonly upload: {
    addEventListener(type: 'progress', listener: (event: { loaded: number; total: number }) => void): void
  }
}
export type UploadInput = {
  params?: Readonly<Record<string, string>>
  file: Blob
  filename: string
  /** Text parts; they go before the file. */
  fields?: Readonly<Record<string, string>>
}
export type UploadOptions = {
  token?: string | undefined
  /** Aborting it cancels the upload; the promise rejects with its reason. */
  signal?: AbortSignal | undefined
  /** Bytes of the whole request, the file's and a few more. */
  onProgress?: ((sent: number, total: number) => void) | undefined
}
export type UploadRoute<R extends z.ZodType> = Route<z.ZodObject, z.ZodObject, 'file', R>

/** Sends a file as multipart. No timeout: how long it may take depends on the file, and `signal` cancels it. */
export function createUploader(deps: { baseUrl: string; newRequest(): UploadRequest }) {
  return function upload<R extends z.ZodType>(
    route: UploadRoute<R>,
    input: UploadInput,
    options: UploadOptions = {},
  ): Promise<z.output<R>> {
    const { promise, resolve, reject } = Promise.withResolvers<z.output<R>>()
    const { signal } = options
    if (signal?.aborted) return Promise.reject(errorOf(signal.reason))
    const request = deps.newRequest()
    const cancel = () => request.abort()
    signal?.addEventListener('abort', cancel, { once: true })
    const settle = (act: () => void) => () => {
      signal?.removeEventListener('abort', cancel)
      act()
    }
    request.upload.addEventListener('progress', ({ loaded, total }) => options.onProgress?.(loaded, total))
    request.addEventListener(
      'abort',
      settle(() => reject(errorOf(signal?.reason))),
    )
    request.addEventListener(
      'error',
      settle(() => reject(new NetworkError('unreachable'))),
    )
    request.addEventListener(
      'load',
      settle(() => {
        try {
          const { status, responseText: text } = request
          replyOf(route.response, { status, text, retryAfter: request.getResponseHeader('retry-after') })
          resolve(route.response.parse(JSON.parse(text)))
        } catch (error) {
          reject(errorOf(error))
        }
      }),
    )
    request.open(route.method, deps.baseUrl + pathOf(route.path, input.params))
    if (options.token !== undefined) request.setRequestHeader('authorization', `Bearer ${options.token}`)
    request.send(formOf(input))
    return promise
  }
}
export type Upload = ReturnType<typeof createUploader>

function formOf({ file, filename, fields = {} }: UploadInput): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  form.append('file', file, filename)
  return form
}

const errorOf = (thrown: unknown): Error =>
  thrown instanceof Error ? thrown : new DOMException('The upload was cancelled.', 'AbortError')
