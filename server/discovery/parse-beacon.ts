import { Beacon } from '#protocol/discovery.ts'

/** A datagram of the beacon; null for whatever else somebody sent. Its size was checked before. */
export function parseBeacon(message: Buffer): Beacon | null {
  let said: unknown
  try {
    said = JSON.parse(message.toString('utf8'))
  } catch {
    // Not for us: the group's port is open to everybody.
    return null
  }
  const beacon = Beacon.safeParse(said)
  return beacon.success ? beacon.data : null
}
