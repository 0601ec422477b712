import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { acquireLock, DataDirInUse } from './lock.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stuffchat-lock-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

test('two acquisitions in one process conflict, and the message names the holder', () => {
  const lock = acquireLock(folder)
  expect(() => acquireLock(folder)).toThrow(
    `The folder ${folder} is in use by another room (process ${process.pid}, port unknown).`,
  )
  lock.describe({ pid: 1234, port: 22800, version: '1.0.0', identity: 'key' })
  expect(() => acquireLock(folder)).toThrow(/process 1234, port 22800/)
  rmSync(join(folder, 'lock.json'))
  expect(() => acquireLock(folder)).toThrow(/process unknown, port unknown/)
  writeFileSync(join(folder, 'lock.json'), '{"pid":')
  expect(() => acquireLock(folder)).toThrow(DataDirInUse)
  lock.release()
})

test('a refused acquisition changes nothing, and release frees the folder, once', () => {
  const lock = acquireLock(folder)
  lock.describe({ pid: 1, port: 2, version: '3', identity: 'key' })
  const before = readFileSync(join(folder, 'lock.json'), 'utf8')
  expect(() => acquireLock(folder)).toThrow(DataDirInUse)
  expect(readFileSync(join(folder, 'lock.json'), 'utf8')).toBe(before)
  lock.release()
  expect(existsSync(join(folder, 'lock.json'))).toBe(false)
  const next = acquireLock(folder)
  lock.release()
  expect(existsSync(join(folder, 'lock.json'))).toBe(true)
  expect(() => acquireLock(folder)).toThrow(DataDirInUse)
  next.release()
})

test('two folders do not conflict', () => {
  const other = mkdtempSync(join(tmpdir(), 'stuffchat-lock-'))
  const locks = [acquireLock(folder), acquireLock(other)]
  for (const lock of locks) lock.release()
  rmSync(other, { recursive: true })
})

test('the operating system frees the lock of a process that was killed', async () => {
  const program = `
    const { acquireLock } = await import(${JSON.stringify(new URL('lock.ts', import.meta.url).href)})
    globalThis.lock = acquireLock(${JSON.stringify(folder)})
    globalThis.lock.describe({ pid: process.pid, port: 4711, version: '1' })
    console.log('held')
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    await once(child.stdout, 'data')
    expect(() => acquireLock(folder)).toThrow(new RegExp(`process ${child.pid}, port 4711`))
  } finally {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  expect(existsSync(join(folder, 'lock.json'))).toBe(true)
  const lock = acquireLock(folder)
  expect(readFileSync(join(folder, 'lock.json'), 'utf8')).toBe(`{"pid":${process.pid}}\n`)
  lock.release()
})

test('a folder that is missing is an error of its own', () => {
  expect(() => acquireLock(join(folder, 'missing'))).toThrow(/unable to open/)
})
