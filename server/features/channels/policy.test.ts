import { describe, expect, test } from 'vitest'
import { type ChannelAction, type Standing, refusalFor } from './policy.ts'

const ACTIONS = ['read', 'write', 'join', 'leave', 'change', 'delete', 'list_members', 'change_members'] as const
// `satisfies` finds an action that does not exist, this one an action that is missing.
const ALL: Record<ChannelAction, true> = {
  read: true,
  write: true,
  join: true,
  leave: true,
  change: true,
  delete: true,
  list_members: true,
  change_members: true,
}

const READER = { canWrite: false, canManage: false }
const WRITER = { canWrite: true, canManage: false }
const MANAGER = { canWrite: true, canManage: true }
/** Manages, and may not write: the two rights are apart. */
const CARETAKER = { canWrite: false, canManage: true }

const stand = (more: Partial<Standing>): Standing => ({
  isPrivate: false,
  isOwner: false,
  isAdmin: false,
  rights: undefined,
  ...more,
})

/** What each may do: `ok`, or the code that refuses, in the order of ACTIONS. */
const TABLE: Record<string, [Standing | undefined, string]> = {
  'a channel that does not exist': [
    undefined,
    'not_found not_found not_found not_found not_found not_found not_found not_found',
  ],
  'outside a public channel': [
    stand({}),
    'not_a_member not_a_member ok ok not_a_member not_a_member not_a_member not_a_member',
  ],
  'outside a private channel': [
    stand({ isPrivate: true }),
    'not_found not_found not_found not_found not_found not_found not_found not_found',
  ],
  'a member who only reads': [
    stand({ rights: READER }),
    'ok read_only ok ok not_the_owner not_a_manager ok not_a_manager',
  ],
  'a member': [stand({ rights: WRITER }), 'ok ok ok ok not_the_owner not_a_manager ok not_a_manager'],
  'a manager': [stand({ rights: MANAGER }), 'ok ok ok ok not_the_owner ok ok ok'],
  'a manager who only reads': [stand({ rights: CARETAKER }), 'ok read_only ok ok not_the_owner ok ok ok'],
  'the owner': [stand({ rights: MANAGER, isOwner: true }), 'ok ok ok ok ok ok ok ok'],
  'an admin outside a public channel': [stand({ isAdmin: true }), 'not_a_member not_a_member ok ok ok ok ok ok'],
  'an admin outside a private channel': [
    stand({ isPrivate: true, isAdmin: true }),
    'not_found not_found not_found not_found ok ok ok ok',
  ],
  'an admin who is a member and only reads': [
    stand({ rights: READER, isAdmin: true }),
    'ok read_only ok ok ok ok ok ok',
  ],
  'an admin who is a member': [stand({ rights: WRITER, isAdmin: true }), 'ok ok ok ok ok ok ok ok'],
}

describe.each(Object.entries(TABLE))('%s', (_who, [standing, row]) => {
  const cells = row.split(' ')
  test.each(ACTIONS.map((action, at) => [action, cells[at]] as const))('%s: %s', (action, expected) => {
    expect(refusalFor(standing, action)?.code ?? 'ok').toBe(expected)
  })

  // Privacy is about those who are not in it.
  if (standing?.rights !== undefined) {
    test('and just so when the channel is private', () => {
      for (const action of ACTIONS) {
        const hidden = standing && { ...standing, isPrivate: true }
        expect(refusalFor(hidden, action)).toEqual(refusalFor(standing, action))
      }
    })
  }
})

test('the table has every action', () => {
  expect([...ACTIONS].toSorted()).toEqual(Object.keys(ALL).toSorted())
  expect(Object.values(TABLE).filter(([, row]) => row.split(' ').length !== ACTIONS.length)).toEqual([])
})

test('a private channel answers an outsider exactly as one that does not exist', () => {
  for (const action of ACTIONS) {
    const [hidden, missing] = [refusalFor(stand({ isPrivate: true }), action), refusalFor(undefined, action)]
    expect({ ...hidden, message: hidden?.message }).toEqual({ ...missing, message: missing?.message })
  }
})
