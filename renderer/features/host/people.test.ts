import { describe, expect, test } from 'vitest'
import type { LiveConnection } from '#protocol/host.ts'
import type { Profile } from '#protocol/users.ts'
import { cutOff, peopleOf } from './people.ts'

const profile = (id: string, ...roles: string[]): Profile => ({
  id,
  username: id,
  avatar_file_id: null,
  avatar_url: null,
  is_guest: false,
  email: null,
  created_at: '',
  updated_at: '',
  roles: roles.map((name) => ({ id: name, name })),
})
const connection = (user_id: string, over: Partial<LiveConnection> = {}): LiveConnection => ({
  session_id: `${user_id}-1`,
  user_id,
  since: '',
  kind: 'app',
  address: '10.0.0.1',
  rtt_ms: null,
  in_call: null,
  ...over,
})
const people = peopleOf(
  ['wren', 'moss', 'tern', 'brine'].map((id) => profile(id, ...(id === 'tern' ? ['admin'] : []))),
  [
    connection('tern', { rtt_ms: 4 }),
    connection('tern', { rtt_ms: 2 }),
    connection('moss', { in_call: 'table' }),
    connection('brine'),
  ],
  (id) => (id === 'brine' ? 'away' : id === 'moss' ? 'invisible' : undefined),
  'tern',
)

describe('peopleOf', () => {
  test('oneself first, then whoever is here, then the rest', () => {
    expect(people.map((one) => [one.profile.id, one.status])).toEqual([
      ['tern', 'online'],
      ['moss', 'online'],
      ['brine', 'away'],
      ['wren', 'offline'],
    ])
  })
  test('the quickest connection counts', () => expect(people[0]).toMatchObject({ rttMs: 2, isAdmin: true }))
  test('the call is that of any connection', () => expect(people[1]).toMatchObject({ inCall: 'table', rttMs: null }))
})
test('cutOff leaves oneself and the absent out', () => {
  const { others, inCall } = cutOff(people, 'tern')
  expect(others.map((one) => one.profile.id)).toEqual(['moss', 'brine'])
  expect(inCall).toBe(1)
})
