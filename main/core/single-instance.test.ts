import { expect, test } from 'vitest'
import { decideInstance, messageOf, onSecondInstance } from './single-instance.ts'

const LINK = 'stuffchat://join?v=1&a=10.0.0.1:22800'

test.each([
  [[], true, 'run'],
  [[], false, 'hand_over'],
  [[LINK], false, 'hand_over'],
  [['--server-only'], true, 'serve'],
  [['--port', '1', '--server-only'], false, 'serve'],
  // A link never starts a server, whatever it brought along.
  [['--server-only', LINK], true, 'run'],
  [['--server-only=1'], true, 'run'],
])('%j with the lock %s: %s', (args, free, expected) => {
  expect(decideInstance({ args, takeLock: () => free })).toBe(expected)
})

test('a server asks for no lock', () => {
  const takeLock = () => {
    throw new Error('asked')
  }
  expect(decideInstance({ args: ['--server-only'], takeLock })).toBe('serve')
})

test('only the link crosses', () => {
  expect(messageOf(['--secret=1', LINK])).toEqual({ version: 1, link: LINK })
  expect(messageOf(['--secret=1'])).toEqual({ version: 1, link: null })
  expect(messageOf([`${LINK}&name=${'x'.repeat(9_000)}`])).toEqual({ version: 1, link: null })
})

test.each<[unknown, string[], string | null]>([
  [{ version: 1, link: LINK }, [], LINK],
  [{ version: 1, link: null }, [LINK], null],
  [{ version: 1, link: 'https://example.org' }, [], null],
  [{ version: 1, link: 7 }, [LINK], LINK],
  [{ version: 2 }, ['x', LINK], LINK],
  [null, [], null],
  [undefined, ['--gpu'], null],
])('%j and %j: %s', (data, args, link) => {
  expect(onSecondInstance(data, args)).toEqual({ show: true, link })
})
