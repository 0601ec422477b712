import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createBlobFile } from './blob-file.ts'

const MiB = 2 ** 20

let folder = ''
let handle: FileHandle
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stuffchat-blob-file-'))
  handle = await open(join(folder, 'blob'), 'w')
})
afterEach(async () => {
  vi.restoreAllMocks()
  await handle.close()
  rmSync(folder, { recursive: true, force: true })
})

test('writes that are cut short go on where they stopped', async () => {
  const whole = handle.writev.bind(handle)
  vi.spyOn(handle, 'writev').mockImplementation(async (pieces, position) => {
    const [first] = pieces
    const half = first ? [Buffer.from(first.buffer, first.byteOffset, Math.ceil(first.byteLength / 2))] : []
    return whole(half, position)
  })
  const file = createBlobFile(handle)
  const chunks = Array.from({ length: 40 }, (_, i) => Buffer.alloc(100_000, i))
  for (const chunk of chunks) await file.push(chunk)
  await file.finish()
  expect(readFileSync(join(folder, 'blob')).equals(Buffer.concat(chunks))).toBe(true)
})

test('at most 4 MiB are taken before the disk has some of it', async () => {
  const held: Array<() => void> = []
  const whole = handle.writev.bind(handle)
  vi.spyOn(handle, 'writev').mockImplementation(async (pieces, position) => {
    await new Promise<void>((resolve) => held.push(resolve))
    return whole(pieces, position)
  })
  const file = createBlobFile(handle)
  let taken = 0
  const pushing = (async () => {
    for (; taken < 64; taken += 1) await file.push(Buffer.alloc(MiB / 4))
    await file.finish()
  })()
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  expect(taken * (MiB / 4)).toBeLessThanOrEqual(4 * MiB)
  const letting = setInterval(() => held.shift()?.(), 1)
  await pushing
  clearInterval(letting)
  expect(readFileSync(join(folder, 'blob'))).toHaveLength(16 * MiB)
})

test('a background fdatasync that fails fails the file, although the last fsync would succeed', async () => {
  vi.spyOn(handle, 'datasync').mockRejectedValue(new Error('EIO'))
  const sync = vi.spyOn(handle, 'sync')
  const file = createBlobFile(handle)
  const write = async () => {
    for (let i = 0; i < 33; i += 1) await file.push(Buffer.alloc(MiB))
    await file.finish()
  }
  await expect(write()).rejects.toThrow('EIO')
  expect(sync).not.toHaveBeenCalled()
})

test('a write that fails is told by the next push or by finish, and abandon waits for all', async () => {
  vi.spyOn(handle, 'writev').mockRejectedValue(Object.assign(new Error('full'), { code: 'ENOSPC' }))
  const file = createBlobFile(handle)
  await file.push(Buffer.alloc(2 * MiB))
  await expect(file.finish()).rejects.toThrow('full')
  await expect(file.push(Buffer.alloc(1))).rejects.toThrow('full')
  await file.abandon()
})
