import process from 'node:process'
import type { NearbyRoom } from '#protocol/discovery.ts'
import { BEACON_GROUP, BEACON_PORT } from '#protocol/discovery.ts'
import { changesBetween } from '../discovery/changes.ts'
import { lookAround } from '../discovery/here.ts'

/** Long enough for a second question to those who did not hear the first. */
const LOOK_MS = 3_000

export type DiscoverInvocation = { kind: 'discover'; known: string[]; forMs: number | null; json: boolean }

/** `discover`: with --json a line per change until a signal or `--for` ends it, else a table after a look around. */
export async function discover({ known, forMs, json }: DiscoverInvocation): Promise<void> {
  let before: readonly NearbyRoom[] = []
  const discovery = lookAround({
    known: () => known.map((address) => ({ addresses: [address], identity: null, asked: true })),
    onChange(rooms) {
      if (json) for (const change of changesBetween(before, rooms)) process.stdout.write(`${JSON.stringify(change)}\n`)
      before = rooms
    },
  })
  const lookMs = forMs ?? (json ? null : LOOK_MS)
  await untilStopped(lookMs)
  const rooms = discovery.rooms()
  await discovery.close()
  if (!json) process.stdout.write(rooms.length === 0 ? nothing(known, lookMs ?? 0) : table(rooms))
}

/** Resolves at SIGINT or SIGTERM, when nobody reads any more, or after so long. */
function untilStopped(afterMs: number | null): Promise<void> {
  return new Promise((resolve) => {
    const timer = afterMs === null ? undefined : setTimeout(stop, afterMs)
    function stop() {
      clearTimeout(timer)
      process.off('SIGINT', stop)
      process.off('SIGTERM', stop)
      resolve()
    }
    process.on('SIGINT', stop)
    process.on('SIGTERM', stop)
    process.stdout.on('error', stop)
  })
}

function table(rooms: readonly NearbyRoom[]): string {
  const head = ['ROOM', 'HOST', 'PEOPLE', 'ENTRY', 'ADDRESSES']
  const rows = rooms.map((room) => [
    room.name,
    room.host,
    room.people === null ? '?' : String(room.people),
    room.locked ? 'by invitation' : room.guests ? 'open, guests too' : 'open',
    room.addresses.join(' '),
  ])
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => [...(row[column] ?? '')].length)))
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - [...cell].length))
      .join('  ')
      .trimEnd()
  return `${[head, ...rows].map(line).join('\n')}\n`
}

const nothing = (known: readonly string[], lookedMs: number): string => `No room was found.

Tried for ${lookedMs / 1_000} s, on every network of this machine:
  mDNS     _stuffchat._tcp (224.0.0.251, UDP port 5353)
  beacon   ${BEACON_GROUP}, UDP port ${BEACON_PORT}
  known    ${known.length === 0 ? 'none; --known ADDRESS asks there too' : known.join(' ')}

If a room is running near you: is it on the same network? Guest networks keep devices apart, and firewalls may drop
these packets. An invitation from the room works without all this.
`
