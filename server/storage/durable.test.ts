import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fsyncFolder, writeDurably, writeDurablySync } from './durable.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stuffchat-durable-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

test('a file is written, then replaced, and no temp file stays', async () => {
  const path = join(folder, 'a.json')
  await writeDurably(path, 'one')
  await writeDurably(path, Buffer.from('two'))
  expect(readFileSync(path, 'utf8')).toBe('two')
  writeDurablySync(path, 'three')
  expect(readFileSync(path, 'utf8')).toBe('three')
  expect(readdirSync(folder)).toEqual(['a.json'])
})

test.skipIf(process.platform === 'win32')('the mode is 0600 unless given', async () => {
  await writeDurably(join(folder, 'secret'), 'x')
  await writeDurably(join(folder, 'open'), 'x', 0o640)
  writeDurablySync(join(folder, 'secret2'), 'x')
  expect(statSync(join(folder, 'secret')).mode & 0o777).toBe(0o600)
  expect(statSync(join(folder, 'open')).mode & 0o777).toBe(0o640)
  expect(statSync(join(folder, 'secret2')).mode & 0o777).toBe(0o600)
})

test('a write that fails leaves what was there and no temp file', async () => {
  // A folder of that name that is not empty cannot be renamed over.
  const path = join(folder, 'taken')
  mkdirSync(path)
  writeFileSync(join(path, 'inside'), '')
  await expect(writeDurably(path, 'x')).rejects.toThrow()
  expect(() => writeDurablySync(path, 'x')).toThrow()
  expect(readdirSync(folder)).toEqual(['taken'])
})

test('writes of one file at once leave one whole content', async () => {
  const path = join(folder, 'raced')
  const contents = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(10_000))
  await Promise.all(contents.map((content) => writeDurably(path, content)))
  expect(contents).toContain(readFileSync(path, 'utf8'))
  expect(readdirSync(folder)).toEqual(['raced'])
})

test('a missing folder is an error', async () => {
  await expect(fsyncFolder(join(folder, 'no'))).rejects.toThrow('ENOENT')
})
