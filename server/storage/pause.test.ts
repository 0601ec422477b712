import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { takeBlobLock, waitForBlobLock } from './pause.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stuffchat-pause-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('one at a time, in one process too; release may be called twice', () => {
  const first = takeBlobLock(folder)
  expect(first).not.toBeNull()
  expect(takeBlobLock(folder)).toBeNull()
  first?.release()
  const second = takeBlobLock(folder)
  expect(second).not.toBeNull()
  first?.release()
  expect(takeBlobLock(folder)).toBeNull()
  second?.release()
})

test('waiting ends with the other, or with patience', async () => {
  const first = takeBlobLock(folder)
  expect(await waitForBlobLock(folder, 60)).toBeNull()
  const waiting = waitForBlobLock(folder, 5_000)
  first?.release()
  const second = await waiting
  expect(second).not.toBeNull()
  second?.release()
})

test('what is not the other is an error, not a pause for ever', () => {
  expect(() => takeBlobLock(join(folder, 'missing'))).toThrow(/unable to open/)
})
