import { describe, expect, test } from 'vitest'
import type { RoomAddress } from './host.ts'
import { parseInvitation } from './invitation.ts'
import { invitationLink } from './invitation-link.ts'

const address = (text: string, kind: RoomAddress['kind']): RoomAddress => ({ address: text, kind, interface: null })
const ALL = [
  address('attic-pc.local:22800', 'name'),
  address('192.168.1.24:22800', 'lan'),
  address('172.17.0.1:22800', 'virtual'),
  address('127.0.0.1:22800', 'loopback'),
]

describe('invitationLink', () => {
  const identity = `${'B'.repeat(42)}A`
  const room_id = '01980000-0000-7000-8000-000000000001'
  const parts = { name: 'Basement LAN', identity, room_id, addresses: ALL, here: null, code: 'abc' }
  const parsed = (link: string | null) => {
    const result = parseInvitation(link ?? '')
    return result.ok ? result.invitation : result.reason
  }
  test('leads to the LAN first, then to the name, and nowhere that others cannot go', () => {
    expect(parsed(invitationLink(parts))).toEqual({
      addresses: ['192.168.1.24:22800', 'attic-pc.local:22800'],
      identity,
      room_id,
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
