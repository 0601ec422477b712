import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSettings } from './settings.ts'

let dataDir = ''
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'stuffchat-settings-'))
})
afterEach(() => {
  rmSync(dataDir, { recursive: true, force: true })
})

/** What these tests leave as it is in a new room. */
const REST = { guests: false, port_mapping: false }
const file = () => join(dataDir, 'settings.json')
const stored = (): unknown => JSON.parse(readFileSync(file(), 'utf8'))

test('a new room has the defaults, and writes nothing until something changes', async () => {
  const settings = openSettings(dataDir)
  expect(settings.get()).toEqual({ ...REST, name: 'Stuffchat', invite_only: false })
  expect(existsSync(file())).toBe(false)
  expect(await settings.update({ invite_only: true })).toEqual({ ...REST, name: 'Stuffchat', invite_only: true })
  expect(stored()).toEqual({ ...REST, name: 'Stuffchat', invite_only: true })
  expect(openSettings(dataDir).get()).toEqual({ ...REST, name: 'Stuffchat', invite_only: true })
})

test('what is not ours in the file stays, and edits by hand count', async () => {
  writeFileSync(file(), '\uFEFF{ "name": " Den ", "note": { "mine": [1] } }')
  const settings = openSettings(dataDir)
  expect(settings.get()).toEqual({ ...REST, name: 'Den', invite_only: false })
  writeFileSync(file(), JSON.stringify({ name: 'Cellar', note: 'new' }))
  expect(await settings.update({ invite_only: true })).toEqual({ ...REST, name: 'Cellar', invite_only: true })
  expect(stored()).toEqual({ ...REST, name: 'Cellar', invite_only: true, note: 'new' })
})

test('updates at once are all there', async () => {
  const settings = openSettings(dataDir)
  const names = Array.from({ length: 10 }, (_, i) => `Room ${i}`)
  const results = await Promise.all([
    settings.update({ invite_only: true }),
    ...names.map((name) => settings.update({ name })),
  ])
  expect(results.map(({ name }) => name)).toEqual(['Stuffchat', ...names])
  expect(stored()).toEqual({ ...REST, name: 'Room 9', invite_only: true })
})

test.each(['{', '[]', '"x"', 'null', '{"name":""}', '{"name":5}', '{"invite_only":"yes"}', ''])(
  'the broken file %j is an error that names it, and is kept',
  async (text) => {
    const settings = openSettings(dataDir)
    writeFileSync(file(), text)
    expect(() => openSettings(dataDir)).toThrow(`The file ${file()} cannot be read`)
    await expect(settings.update({ name: 'x' })).rejects.toThrow(file())
    expect(readFileSync(file(), 'utf8')).toBe(text)
    expect(settings.get().name).toBe('Stuffchat')
  },
)

test('an update that is invalid or cannot be written changes nothing, and the next one works', async () => {
  const settings = openSettings(dataDir)
  await settings.update({ name: 'Den' })
  await expect(settings.update({ name: 'x'.repeat(101) })).rejects.toThrow()
  rmSync(file())
  // A folder in its place cannot be read.
  mkdirSync(file())
  await expect(settings.update({ name: 'Lost' })).rejects.toThrow()
  expect(settings.get().name).toBe('Den')
  rmSync(file(), { recursive: true })
  expect(await settings.update({ invite_only: true })).toEqual({ ...REST, name: 'Den', invite_only: true })
})
