import { expect, test } from 'vitest'
import { ApiError, NetworkError } from '../../api/errors.ts'
import { settings } from '../../texts/en/settings.ts'
import { changeOf, missingIn, refusalOf } from './account.ts'

const t = settings.profile
const me = { username: 'tern', email: 'tern@example.org' }

test('only what differs is sent', () => {
  expect(changeOf(me, { name: ' tern ', email: me.email })).toBeNull()
  expect(changeOf(me, { name: 'moss', email: me.email })).toEqual({ username: 'moss' })
  expect(changeOf({ username: 'tern', email: null }, { name: 'tern', email: '' })).toBeNull()
})

test('what the room would take for left out is said before', () => {
  expect(missingIn(me, { name: ' ', email: me.email }, t)?.field).toBe('name')
  expect(missingIn(me, { name: 'tern', email: '' }, t)?.field).toBe('email')
  expect(missingIn({ email: null }, { name: 'tern', email: '' }, t)).toBeNull()
})

test.each([
  [new ApiError(409, 'username_taken', 'x'), 'name'],
  [new ApiError(400, 'username_invalid', 'x'), 'name'],
  [new ApiError(409, 'email_taken', 'x'), 'email'],
  [new ApiError(400, 'email_invalid', 'x'), 'email'],
  [new NetworkError('unreachable'), null],
])('%s belongs to %s', (error, field) => {
  expect(refusalOf(error, t).field).toBe(field)
})
