import { expect, test } from 'vitest'
import { readableBytes, readableNames } from './errors.ts'
import { blobPath, isBlob, isSecret } from './manifest.ts'

test.each([
  [0, '0 bytes'],
  [1023, '1023 bytes'],
  [1024, '1.0 KiB'],
  [3.5 * 2 ** 30, '3.5 GiB'],
  [5_000 * 2 ** 40, '5000.0 TiB'],
])('%d bytes read as %s', (bytes, text) => {
  expect(readableBytes(bytes)).toBe(text)
})

test('names are quoted, and not all of many', () => {
  expect(readableNames(['a "b"'])).toBe(String.raw`"a \"b\""`)
  expect(readableNames(['a', 'b', 'c'], 2)).toBe('"a", "b" and 1 more')
})

test('places of a room are told from other ones', () => {
  const id = '0b9f3a3e-5b1a-4d6f-9d55-2f6a3d1f0c11'
  expect(blobPath(id)).toBe(`blobs/0b/${id}`)
  expect(isBlob(blobPath(id))).toBe(true)
  expect(isBlob(`blobs/1b/${id}`)).toBe(false)
  expect(isBlob(`blobs/0b/../${id}`)).toBe(false)
  expect(['secrets/token.key', 'secrets/owner-code'].every(isSecret)).toBe(true)
  expect(['secrets/..', 'secrets/.x', 'secrets/a/b', 'secrets/', '../secrets/a'].some(isSecret)).toBe(false)
})
