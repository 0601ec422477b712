import { NearbyRoom } from '#protocol/discovery.ts'
import { MAX_ADDRESSES, invitationName } from '#protocol/invitation.ts'
import { hostOf } from './addresses.ts'
import type { Candidate, Proof } from './candidates.ts'

/**
 * A room as it is shown, from all the places where it has proved to be. What it says of itself is a stranger's words:
 * cut to size here, without what cannot be seen.
 */
export function presentRoom(places: readonly (Candidate & { proved: Proof })[]): NearbyRoom {
  const quickest = places.toSorted((a, b) => a.proved.rttMs - b.proved.rttMs)
  const [best] = quickest
  const latest = places.reduce((a, b) => (b.proved.at > a.proved.at ? b : a))
  const heard = places.filter((one) => one.said !== null).toSorted((a, b) => b.heardAt - a.heardAt)
  const { health, identity } = latest.proved
  const address = best?.address ?? latest.address
  return NearbyRoom.parse({
    identity,
    room_id: health.room_id,
    name: invitationName(health.name)?.slice(0, 100).toWellFormed() ?? address.slice(0, 100),
    host: heard.find((one) => one.said?.machine)?.said?.machine ?? hostOf(address),
    addresses: [...new Set(quickest.map((one) => one.address))].slice(0, MAX_ADDRESSES),
    version: health.version.slice(0, 40),
    people: heard[0]?.said?.people ?? null,
    locked: health.config.invite_only,
    guests: health.guests,
    code: health.code,
    rtt_ms: Math.round((best ?? latest).proved.rttMs * 10) / 10,
  })
}
