import { describe, expect, test } from 'vitest'
import type { RoomAddress } from '#protocol/host.ts'
import { parseInvitation } from '#protocol/invitation.ts'
import { invitationLink, isOpenInvite } from './invitation-link.ts'

const address = (text: string, kind: RoomAddress['kind']): RoomAddress => ({ address: text, kind, interface: null })
const ALL = [
  address('attic-pc.local:22800', 'name'),
  address('192.168.1.24:22800', 'lan'),
  address('172.17.0.1:22800', 'virtual'),
  address('127.0.0.1:22800', 'loopback'),
]

describe('invitationLink', () => {
  const parts = { name: 'Basement LAN', addresses: ALL, here: null, code: 'abc' }
  const parsed = (link: string | null) => {
    const result = parseInvitation(link ?? '')
    return result.ok ? result.invitation : result.reason
  }
  test('leads to the LAN first, then to the name, and nowhere that others cannot go', () => {
    expect(parsed(invitationLink(parts))).toEqual({
      addresses: ['192.168.1.24:22800', 'attic-pc.local:22800'],
      identity: null,
      room_id: null,
      name: 'Basement LAN',
      code: 'abc',
    })
  })
  test('keeps the way that the page came by', () => {
    const link = invitationLink({ ...parts, here: { host: 'chat.example.org', protocol: 'https:' }, code: null })
    expect(link).toMatch(/^https:\/\/chat\.example\.org\/join\/#/)
  })
  test('does not lead anybody to their own machine', () => {
    const here = { host: 'localhost:22800', protocol: 'http:' } as const
    expect(invitationLink({ ...parts, here })).toMatch(/^http:\/\/192\.168\.1\.24:22800\/join\/#/)
    expect(invitationLink({ ...parts, addresses: ALL.slice(3), here })).toBeNull()
  })
})

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
