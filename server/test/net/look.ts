import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { BEACON_PORT, NearbyRoom } from '#protocol/discovery.ts'
import type { Net } from './net.ts'
import { hasUdpPort } from './process.ts'
import type { Running } from './process.ts'
import { cli } from './room.ts'

/** What `discover --json` says, a line each. */
const Change = z.strictObject({
  event: z.enum(['room_appeared', 'room_changed', 'room_gone']),
  room: NearbyRoom,
})

/** What was listed from then on. */
export type Listed = { at: number; rooms: readonly NearbyRoom[] }

/** Somebody who looks for rooms. */
export type Look = AsyncDisposable & {
  readonly running: Running
  /** Every list that there was, the empty one at the start included. */
  readonly history: readonly Listed[]
  /** The list as it is now. */
  rooms(): readonly NearbyRoom[]
  /** When it began to listen to the network (`performance.now()`). */
  looking(): Promise<number>
  /** Waits until the list is so, and gives the moment. Patience is no bound: those are asserted on what this gives. */
  until(what: string, is: (rooms: readonly NearbyRoom[]) => boolean, patienceMs?: number): Promise<number>
}

export function look<Host extends string>(
  net: Net<Host>,
  host: Host,
  { more = [], env = {} }: { more?: readonly string[]; env?: Record<string, string> } = {},
): Look {
  const running = net.run(host, cli('discover', '--json', ...more), env)
  const history: Listed[] = [{ at: running.startedAt, rooms: [] }]
  let listed = new Map<string, NearbyRoom>()
  const wrong: string[] = []
  running.onLine(({ text, at }) => {
    const { event, room } = Change.parse(JSON.parse(text))
    const isKnown = listed.has(room.identity)
    if (isKnown !== (event !== 'room_appeared')) wrong.push(`${event} of a room that is ${isKnown ? '' : 'not '}listed`)
    listed = new Map(listed)
    if (event === 'room_gone') listed.delete(room.identity)
    else listed.set(room.identity, room)
    history.push({ at, rooms: [...listed.values()] })
  })
  const check = () => {
    if (wrong.length > 0) throw new Error(wrong.join('; '))
  }
  return {
    running,
    history,
    rooms: () => [...listed.values()],
    async looking() {
      const end = performance.now() + 40_000
      while (!hasUdpPort(running.pid, BEACON_PORT)) {
        if (performance.now() > end) throw new Error(`it does not listen: ${running.out}${running.err}`)
        await sleep(10)
      }
      return performance.now()
    },
    async until(what, is, patienceMs = 60_000) {
      const end = performance.now() + patienceMs
      // The list as it is now counts from when it became so.
      let from = history.length - 1
      for (;;) {
        check()
        const found = history.slice(from).find(({ rooms }) => is(rooms))
        if (found !== undefined) return found.at
        from = history.length
        if (performance.now() > end) {
          const { out, err } = running
          throw new Error(`${what}: not in ${patienceMs} ms, but ${JSON.stringify([...listed.values()])}\n${out}${err}`)
        }
        await sleep(10)
      }
    },
    async [Symbol.asyncDispose]() {
      await running[Symbol.asyncDispose]()
      check()
    },
  }
}

export const isListed =
  (name: string) =>
  (rooms: readonly NearbyRoom[]): boolean =>
    rooms.some((room) => room.name === name)
export const isEmpty = (rooms: readonly NearbyRoom[]): boolean => rooms.length === 0
