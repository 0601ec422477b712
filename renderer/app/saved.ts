import type { NearbyRoom } from '#protocol/discovery.ts'
import type { SavedRoom } from '#protocol/bridge.ts'
import type { Health } from '#protocol/health.ts'
import type { z } from 'zod'
import { mergeAddresses } from './addresses.ts'

/** Names are counted in UTF-16 units here (SavedRoom), in code points in invitations, and not at all by rooms. */
const MAX_NAME = 100

/** A room's name as it can be saved. */
export function savedName(name: string): string {
  let kept = ''
  for (const char of name.trim()) {
    if (kept.length + char.length > MAX_NAME) break
    kept += char
  }
  return kept.trim() || '?'
}

/** What a room says of itself now; the same object when that is nothing new. */
export function withHealth(saved: SavedRoom, { name, room_id }: Pick<z.infer<typeof Health>, 'name' | 'room_id'>) {
  const shown = savedName(name)
  return shown === saved.name && room_id === saved.room_id ? saved : { ...saved, name: shown, room_id }
}

/** Where a room has proved its key; the same object when that is nothing new. */
export function withAddresses(saved: SavedRoom, proved: readonly string[]): SavedRoom {
  const addresses = mergeAddresses(saved.addresses, proved)
  return addresses.join() === saved.addresses.join() ? saved : { ...saved, addresses }
}

/** With where it was seen nearby: it has proved there that it is who it was; null when that is nothing new. */
export function movedRoom(saved: SavedRoom, nearby: readonly NearbyRoom[]): SavedRoom | null {
  const seen = nearby.find(({ identity }) => identity === saved.identity)
  const isNew = seen?.addresses.some((address) => !saved.addresses.includes(address)) ?? false
  return seen && isNew ? withAddresses(saved, seen.addresses) : null
}
