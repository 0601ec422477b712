import process from 'node:process'
import { startRoom } from '../room.ts'
import type { TestRoom, TestRoomOptions } from '../room.ts'

/** How often each race is run: a few times in the tests, `RACE_ROUNDS=50` by hand. */
export const ROUNDS = Number(process.env['RACE_ROUNDS'] ?? 3)
export const PARALLEL = 100
/** Long enough for a round of the slowest race on a busy machine. */
export const TIMEOUT_MS = 20_000 + ROUNDS * 5_000

/** A room in which no limit and no queue hides a race behind a 429 or a 503. */
export function startRaceRoom(options: TestRoomOptions = {}): Promise<TestRoom> {
  const limits = {
    rates: 'off',
    password_queue: 100_000,
    write_queue: 1_000_000,
    channels: 100_000,
    login_sessions_per_user: 10_000,
    invites_per_user: 100_000,
    connections_per_user: 10_000,
  } as const
  return startRoom({ passwordCost: 8, ...options, limits: { ...limits, ...options.limits } })
}

/** Every round after the other. */
export async function rounds(race: (round: number) => Promise<void>): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) await race(round)
}

/** All at once. */
export const together = <T>(act: (n: number) => Promise<T>, count = PARALLEL): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, n) => act(n)))

/** How many of each: `{ 200: 1, 409: 99 }`. */
export function tally(statuses: readonly (number | string)[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const one of statuses) counts[one] = (counts[one] ?? 0) + 1
  return counts
}

/** 0 to `ms` of chance, in steps below a timer's: some turns of the event loop, then perhaps a pause. */
export async function moment(ms: number): Promise<void> {
  const turns = Math.floor(Math.random() * 20)
  for (let turn = 0; turn < turns; turn += 1) await new Promise(setImmediate)
  if (Math.random() < 0.7) await new Promise((resolve) => setTimeout(resolve, Math.random() * ms))
}
