import { expect, test } from 'vitest'
import type { HostingState } from '#protocol/bridge.ts'
import { decideClose, decideQuit, stopQuestion } from './quit.ts'
import type { QuitCause } from './quit.ts'

const name = 'Attic'
const since = '2026-01-01T00:00:00.000Z'
const ON: HostingState = {
  kind: 'on',
  name,
  url: 'http://127.0.0.1:1',
  port: 1,
  since,
  identity: null,
  owner_code: null,
}
const STATES: HostingState[] = [
  { kind: 'off' },
  { kind: 'starting', name },
  ON,
  { kind: 'stopping', name },
  { kind: 'failed', name, reason: 'The port is taken.' },
]
const CAUSES: QuitCause[] = ['user', 'update', 'system']

test.each(
  STATES.flatMap((hosting) =>
    CAUSES.flatMap((cause) => [true, false].map((confirmed) => ({ hosting, cause, confirmed }))),
  ),
)('$hosting.kind, $cause, confirmed: $confirmed', ({ hosting, cause, confirmed }) => {
  const { kind } = decideQuit({ hosting, cause, confirmed, others: [] })
  const calm = hosting.kind === 'off' || hosting.kind === 'failed'
  const asks = hosting.kind === 'on' && !confirmed && cause !== 'system'
  expect(kind).toBe(calm ? 'quit' : asks ? 'ask' : 'close_room_first')
})

const person = (username: string, in_call = false) => ({ username, in_call })
test.each([
  [[], 'Nobody else is there now; nobody can come in until you host it again.'],
  [[person('ann')], 'ann is cut off.'],
  [[person('ann'), person('bob', true)], 'bob and ann are cut off, 1 of 2 in a call.'],
  [['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((one) => person(one)), 'a, b, c, d, e and 2 more are cut off.'],
  [[person('\u202Eevil\n\n')], 'evil is cut off.'],
])('%j: %s', (others, sentence) => {
  expect(stopQuestion(name, others, 'stop')).toEqual({
    message: 'Stop hosting? You are hosting Attic.',
    detail: `${sentence} Nothing is deleted.`,
    buttons: ['Stop hosting', 'Keep hosting'],
  })
})

test('the question says what it is about to do', () => {
  const ask = (cause: QuitCause) => decideQuit({ hosting: ON, others: [], cause, confirmed: false })
  expect(ask('user')).toMatchObject({ question: { buttons: ['Quit', 'Keep hosting'] } })
  expect(ask('update')).toMatchObject({ question: { buttons: ['Restart', 'Keep hosting'] } })
  expect(stopQuestion('\u202E', [], 'quit').message).toBe('Quit? You are hosting your room.')
})

test.each<[HostingState, boolean, boolean, NodeJS.Platform, 'hide' | 'quit']>([
  [{ kind: 'off' }, true, true, 'linux', 'hide'],
  [{ kind: 'off' }, false, true, 'linux', 'quit'],
  [{ kind: 'off' }, true, false, 'linux', 'quit'],
  [ON, false, true, 'win32', 'hide'],
  [ON, false, false, 'win32', 'quit'],
  [{ kind: 'starting', name }, false, true, 'win32', 'hide'],
  [{ kind: 'off' }, false, false, 'darwin', 'hide'],
])('closing with %j, to tray %s, tray %s on %s: %s', (hosting, close_to_tray, has_tray, platform, expected) => {
  expect(decideClose({ hosting, close_to_tray, has_tray, platform })).toBe(expected)
})
