import { expect, test } from 'vitest'
import { aboutLine } from '../../test/ytdlp.ts'
import { readLine, readPlaylist } from './ytdlp-output.ts'

const ID = '-bcdEFG_123'

test('titles and artists that somebody chose are a short line, and never empty', () => {
  const aboutOf = (more: object) => readLine(aboutLine({ id: ID, duration: 3, ...more }))
  expect(aboutOf({ title: 'a\u202eb\n', artist: `${'🎵'.repeat(400)} - Topic` })).toMatchObject({
    about: { title: 'a b', artist: '🎵'.repeat(300) },
  })
  expect(aboutOf({ track: '\u200f', title: 'A Song', channel: ' ' })).toMatchObject({
    about: { title: 'A Song', artist: null },
  })
  expect(aboutOf({ title: '\u0001' })).toMatchObject({ about: { title: ID } })
  const list = {
    entries: [
      { id: ID, title: '\u2066x', duration: 1 },
      { id: ID, title: '\n' },
    ],
  }
  expect(readPlaylist(JSON.stringify(list), 9).entries.map(({ title }) => title)).toEqual(['x', ID])
})
