import { describe, expect, test } from 'vitest'
import { RoomPath } from './ids.ts'

/** An `<img>` with one of these in a room's data would make every reader's machine ask where the room says. */
const ELSEWHERE = [
  'https://example.org/x.png',
  '//example.org/x.png',
  '/\\example.org/x.png',
  '/\t/example.org/x.png',
  '\n//example.org/',
  '@example.org/x',
  '.example.org/x',
  ':80@example.org/',
  'javascript:alert(1)',
  'data:text/html,x',
  'x.png',
  '',
]

describe('a path of the room', () => {
  test.each(ELSEWHERE)('%j is none', (path) => {
    expect(RoomPath.safeParse(path).success).toBe(false)
  })
  test.each(['/files/5f0c/a%20b.png', '/files/5f0c/ä.png?exp=1&sig=x', '/emojis/party/image', '/a//b', '/'])(
    '%j is one, and stays in the room',
    (path) => {
      expect(RoomPath.parse(path)).toBe(path)
      expect(new URL(path, 'http://room:22800').origin).toBe('http://room:22800')
      expect(new URL(`http://room:22800${path}`).origin).toBe('http://room:22800')
    },
  )
})
