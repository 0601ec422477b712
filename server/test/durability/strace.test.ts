import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { traceRoom, whyNoStrace } from './strace/traced.ts'

const reason = whyNoStrace()
if (reason !== null) console.log(`NOT RUN: the order of fsync and reply (${reason})`)

describe.skipIf(reason !== null)('under strace', () => {
  test('a message, an upload and a setting are on the disk before anybody is told', async () => {
    expect(await traceRoom()).toEqual({ post: [], socket: [], upload: [], setting: [] })
  })

  test('the same checks fail for a room that does not wait for the disk', async () => {
    const unsynced = pathToFileURL(join(import.meta.dirname, 'altered/unsynced.ts')).href
    expect(await traceRoom(['--import', unsynced])).toEqual({
      post: ['fsync of the log'],
      socket: ['fsync of the log'],
      upload: ['fsync of the file', 'fsync of the folder', 'fsync of the log'],
      setting: ['fsync of the temp file', 'fsync of the folder'],
    })
  })
})
