import { describe, expect, test } from 'vitest'
import { ApiError, NetworkError } from '../../api/errors.ts'
import type { UploadOptions } from '../../api/upload.ts'
import { fakeClock, idOf, settle } from '../../test/fakes.ts'
import { Uploads } from './uploads.ts'

const CHANNEL = idOf(1)
type Going = { name: string; options: UploadOptions; done(): void; fail(error: unknown): void }

function setUp(more: Partial<ConstructorParameters<typeof Uploads>[0]> = {}) {
  const clock = fakeClock()
  const going: Going[] = []
  const sent: unknown[] = []
  const troubles: unknown[] = []
  let ids = 0
  const uploads = new Uploads({
    // The generic signature cannot be met by a stand-in for one route.
    upload: ((_route: unknown, { filename }: { filename: string }, options: UploadOptions) => {
      const { promise, resolve, reject } = Promise.withResolvers<{ file_id: string }>()
      options.signal?.addEventListener('abort', () => reject(new DOMException('cancelled', 'AbortError')))
      const done = () => resolve({ file_id: `file of ${filename}` })
      going.push({ name: filename, options, done, fail: reject })
      return promise
    }) as unknown as ConstructorParameters<typeof Uploads>[0]['upload'],
    send: async (draft) => sent.push(draft).toString(),
    newId: () => `u${++ids}`,
    clock,
    random: () => 1,
    onTrouble: (error) => troubles.push(error),
    ...more,
  })
  const file = (name: string) => new File(['12345'], name)
  const one = (name: string) => {
    const found = going.findLast((each) => each.name === name)
    if (!found) throw new Error(`no upload of ${name}`)
    return found
  }
  const list = () => uploads.getSnapshot().map((each) => `${each.file.name} ${each.state}`)
  const idOfFile = (name: string) => uploads.getSnapshot().find((each) => each.file.name === name)?.id ?? ''
  return { clock, going, sent, troubles, uploads, file, one, list, idOfFile }
}
const quiet = async () => {
  for (let n = 0; n < 5; n++) await settle()
}

describe('uploads', () => {
  test('[UI-UPLOAD] two at once, sent in the order of choice, the caption with the first', async () => {
    const { uploads, file, list, one, sent } = setUp()
    uploads.add(CHANNEL, [file('a'), file('b'), file('c')], 'look', idOf(9))
    expect(list()).toEqual(['a uploading', 'b uploading', 'c queued'])
    one('b').done()
    await quiet()
    expect(list()).toEqual(['a uploading', 'b arrived', 'c uploading'])
    expect(sent).toEqual([])
    one('a').done()
    await quiet()
    expect(sent).toEqual([
      { channel_id: CHANNEL, file_id: 'file of a', content: 'look', reply_to: idOf(9) },
      { channel_id: CHANNEL, file_id: 'file of b' },
    ])
    one('c').done()
    await quiet()
    expect(list()).toEqual([])
    expect(sent).toHaveLength(3)
  })
  test('[UI-UPLOAD] tells how far it is, ten times a second and at the end', async () => {
    const { uploads, file, one, clock } = setUp()
    uploads.add(CHANNEL, [file('a')])
    const bytes = () => uploads.getSnapshot()[0]?.sent
    const { onProgress } = one('a').options
    onProgress?.(1, 10)
    onProgress?.(2, 10)
    expect(bytes()).toBe(1)
    await clock.pass(100)
    onProgress?.(3, 10)
    expect(bytes()).toBe(3)
    onProgress?.(10, 10)
    expect(bytes()).toBe(10)
  })
  test('[UI-UPLOAD] cancelled it stops, makes room, and leaves its caption to the next', async () => {
    const { uploads, file, list, one, sent, idOfFile } = setUp()
    uploads.add(CHANNEL, [file('a'), file('b'), file('c')], 'look')
    uploads.cancel(idOfFile('a'))
    expect(one('a').options.signal?.aborted).toBe(true)
    await quiet()
    expect(list()).toEqual(['b uploading', 'c uploading'])
    one('b').done()
    await quiet()
    expect(sent).toEqual([{ channel_id: CHANNEL, file_id: 'file of b', content: 'look' }])
  })
  test('[UI-UPLOAD] refused it waits for a person, and holds nobody up', async () => {
    const { uploads, file, list, one, sent, idOfFile, troubles } = setUp()
    uploads.add(CHANNEL, [file('a'), file('b')], 'look')
    one('b').done()
    one('a').fail(new ApiError(413, 'file_too_large', 'This file is too large.'))
    await quiet()
    expect(list()).toEqual(['a failed'])
    expect(uploads.getSnapshot()[0]?.sentence).toBe('This file is too large.')
    expect(sent).toEqual([{ channel_id: CHANNEL, file_id: 'file of b' }])
    uploads.retry(idOfFile('a'))
    one('a').done()
    await quiet()
    expect(sent.at(-1)).toEqual({ channel_id: CHANNEL, file_id: 'file of a', content: 'look' })
    expect(troubles).toEqual([])
  })
  test('[UI-UPLOAD] broken off it tries again by itself, later each time, and at once when the room is back', async () => {
    const { uploads, file, list, one, clock, going } = setUp()
    uploads.add(CHANNEL, [file('a')])
    one('a').fail(new NetworkError('unreachable'))
    await quiet()
    expect(uploads.getSnapshot()[0]).toMatchObject({ state: 'waiting', sentence: null, until: clock.now() + 1_000 })
    await clock.pass(1_000)
    await quiet()
    expect(list()).toEqual(['a uploading'])
    one('a').fail(new ApiError(503, 'busy', 'The room is too busy.', 5_000))
    await quiet()
    expect(uploads.getSnapshot()[0]).toMatchObject({ sentence: 'The room is too busy.', until: clock.now() + 5_000 })
    uploads.wake()
    await quiet()
    expect(list()).toEqual(['a uploading'])
    await clock.pass(60_000)
    expect(going).toHaveLength(3)
  })
  test('[UI-UPLOAD] a full disk and a file that is gone are not tried again', async () => {
    const { uploads, file, list, one } = setUp()
    uploads.add(CHANNEL, [file('a')])
    const gone = file('b')
    gone.slice = () => {
      const part = new Blob()
      part.arrayBuffer = () => Promise.reject(new DOMException('gone', 'NotFoundError'))
      return part
    }
    uploads.add(CHANNEL, [gone])
    one('a').fail(new ApiError(507, 'disk_full', 'The disk is full.'))
    one('b').fail(new NetworkError('unreachable'))
    await quiet()
    expect(list()).toEqual(['a failed', 'b failed'])
    expect(uploads.getSnapshot()[1]?.sentence).toContain('choose it again')
  })
  test('[UI-UPLOAD] one that stays until it is sent says why it was not, and is not uploaded again', async () => {
    const sending: PromiseWithResolvers<string>[] = []
    const { uploads, file, list, one, going, idOfFile, troubles } = setUp({
      staysUntilSent: true,
      send() {
        const sent = Promise.withResolvers<string>()
        sending.push(sent)
        return sent.promise
      },
    })
    uploads.add(CHANNEL, [file('a'), file('b')])
    one('a').done()
    await quiet()
    one('b').done()
    await quiet()
    expect(list()).toEqual(['a arrived', 'b arrived'])
    expect(sending).toHaveLength(2)
    sending[0]?.reject(new Error('The queue is full.'))
    sending[1]?.resolve('')
    await quiet()
    expect(list()).toEqual(['a failed'])
    expect(uploads.getSnapshot()[0]?.sentence).toBe('The queue is full.')
    uploads.retry(idOfFile('a'))
    await quiet()
    expect(list()).toEqual(['a arrived'])
    expect([sending.length, going.length]).toEqual([3, 2])
    sending[2]?.resolve('')
    await quiet()
    expect(list()).toEqual([])
    expect(troubles).toEqual([])
  })
  test('[UI-UPLOAD] closed, nothing goes on', async () => {
    const { uploads, file, one, going, clock, sent } = setUp()
    uploads.add(CHANNEL, [file('a'), file('b'), file('c')])
    one('a').fail(new NetworkError('unreachable'))
    await quiet()
    uploads.close()
    expect(one('b').options.signal?.aborted).toBe(true)
    await clock.pass(60_000)
    expect(going).toHaveLength(3)
    expect(sent).toEqual([])
  })
})
