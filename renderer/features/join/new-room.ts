import type { SavedRoom } from '#protocol/bridge.ts'
import type { Invitation } from '#protocol/invitation.ts'

/** Saved names are counted in UTF-16 units (SavedRoom), those of invitations in code points. */
const MAX_NAME = 100

/** A room as it is saved first, from what somebody else says about it. */
export function newRoom(
  key: string,
  { addresses, name, identity, room_id }: Pick<Invitation, 'addresses' | 'name' | 'identity' | 'room_id'>,
): SavedRoom {
  const shown = cut(name ?? addresses[0] ?? '')
  return { key, name: shown, addresses, identity, room_id, username: null, last_used_at: null }
}

function cut(name: string): string {
  let kept = ''
  for (const char of name) {
    if (kept.length + char.length > MAX_NAME) break
    kept += char
  }
  return kept.trim() || '?'
}
