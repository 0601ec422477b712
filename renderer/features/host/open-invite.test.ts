import { describe, expect, test } from 'vitest'
import { isOpenInvite } from './open-invite.ts'

describe('isOpenInvite', () => {
  const invite = {
    code: 'abc',
    created_by: 'x',
    joined_user_id: null,
    joined_username: null,
    created_at: '2026-01-01T00:00:00.000Z',
    expires_at: null,
    max_uses: 1,
    uses: 0,
  }
  const now = Date.parse('2026-01-02T00:00:00.000Z')
  test('until it is used up', () => {
    expect(isOpenInvite(invite, now)).toBe(true)
    expect(isOpenInvite({ ...invite, uses: 1 }, now)).toBe(false)
    expect(isOpenInvite({ ...invite, uses: 1, max_uses: 2 }, now)).toBe(true)
  })
  test('until it ends', () => {
    expect(isOpenInvite({ ...invite, expires_at: '2026-01-03T00:00:00.000Z' }, now)).toBe(true)
    expect(isOpenInvite({ ...invite, expires_at: '2026-01-01T12:00:00.000Z' }, now)).toBe(false)
  })
})
