import { expect, it } from 'vitest'
import type { Event } from '#protocol/events.ts'
import type { Command } from '../../realtime/socket.ts'
import { fakeClock } from '../../test/fakes.ts'
import { RoundTrip } from './round-trip.ts'

it('a round trip counts the answer to its own ping, whatever else is measured over the same socket', async () => {
  const clock = fakeClock()
  const sent: Command[] = []
  let tell: (event: Event) => void = () => {}
  const socket = {
    getSnapshot: () => ({ state: 'open' }),
    subscribe: () => () => {},
    send: (command: Command) => sent.push(command) > 0,
    onEvent(listener: (event: Event) => void) {
      tell = listener
      return () => (tell = () => {})
    },
  }
  const trip = new RoundTrip({ live: { socket }, clock })
  const stop = trip.subscribe(() => {})
  const [ping] = sent
  if (ping?.type !== 'ping' || ping.t0 === undefined) throw new Error('It asked for nothing')
  await clock.pass(12)
  // The player measures by a clock that began with the page.
  tell({ type: 'pong', t0: 4_321.5, t1: 1, t2: 1 })
  expect(trip.getSnapshot()).toBeNull()
  tell({ type: 'pong', t0: ping.t0, t1: 1, t2: 1 })
  expect(trip.getSnapshot()).toBe(12)
  stop()
})
