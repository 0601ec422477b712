import type { Reached, ReachRequest } from '#protocol/bridge.ts'
import type { Socket } from 'node:net'
import { distinct, inOrder, provedBy, refusal } from './core/reach.ts'
import type { Outcome } from './core/reach.ts'
import { tunnelPort } from './core/tunnel-address.ts'
import { Failure } from './failure.ts'
import type { Log } from './failure.ts'
import { pause, startRace } from './race.ts'
import type { Dial } from './race.ts'
import { TEXTS } from './texts.ts'
import { openTunnel } from './tunnel.ts'
import type { Tunnel } from './tunnel.ts'

/**
 * Above what is saved (core/preferences.ts) and what is near (MAX_NEARBY). A tunnel stays until the app ends: were its
 * port given to another room's, a page that still knows it would send one room's token to the other.
 */
const MAX_TUNNELS = 512
/** Between one address and the next, where it is known which one worked. */
const STAGGER_MS = 150
/** After the first that proved it, for the others that do. */
const OTHERS_MS = 300

export type Tunnels = {
  /** Rejects with a sentence when too many rooms are open. */
  reach(request: ReachRequest): Promise<Reached>
  /** Whether this address leads into one of the tunnels. */
  owns(url: string): boolean
  close(): Promise<void>
}

/** The ways to all rooms: one for each identity, which stays the same wherever the room moves to. */
export function createTunnels(deps: { dial: Dial; log: Log }): Tunnels {
  const opening = new Map<string, Promise<Tunnel>>()
  const open = new Map<string, Tunnel>()
  const closing = new AbortController()

  const tunnelTo = async (identity: string): Promise<Tunnel> => {
    if (closing.signal.aborted || (!opening.has(identity) && opening.size >= MAX_TUNNELS)) {
      throw new Failure(TEXTS.rooms.tooMany)
    }
    const turn = opening.get(identity) ?? openTunnel({ identity, dial: deps.dial, log: deps.log })
    opening.set(identity, turn)
    try {
      const tunnel = await turn
      open.set(identity, tunnel)
      return tunnel
    } catch (error) {
      opening.delete(identity)
      throw error
    }
  }

  const reach = async (request: ReachRequest): Promise<Reached> => {
    const known = request.identity === null ? undefined : open.get(request.identity)
    const addresses = known === undefined ? distinct(request.addresses) : inOrder(request.addresses, known.candidates())
    const marks = known?.marks()
    const outcomes: Outcome[] = []
    const first = Promise.withResolvers<void>()
    let pin = request.identity
    let isProved = false
    const race = startRace({
      dial: deps.dial,
      addresses,
      identity: request.identity,
      signal: closing.signal,
      waitMs: (index) => (known === undefined ? 0 : index * STAGGER_MS),
      onOutcome(outcome, socket) {
        if (socket !== null) letGo(socket)
        outcomes.push(outcome)
        if (outcome.kind !== 'proved' || isProved) return
        isProved = true
        pin ??= outcome.identity
        race.hurry()
        first.resolve()
      },
    })
    await Promise.race([first.promise, race.done])
    if (pin === null || !isProved) {
      known?.learn(outcomes)
      return refusal(outcomes)
    }
    await Promise.race([race.done, pause(OTHERS_MS, closing.signal)])
    const identity = pin
    const tunnel = await tunnelTo(identity)
    tunnel.learn(outcomes)
    // Whoever is slower counts as well, for the tunnel's own choice.
    race.done
      .then(() => tunnel.learn(outcomes, marks ?? new Map()))
      .catch((error: unknown) => deps.log('What was learned of a room was lost.', error))
    return {
      kind: 'open',
      base_url: `http://127.0.0.1:${tunnel.port}`,
      identity,
      addresses: provedBy(outcomes, identity),
    }
  }

  return {
    reach,
    owns(url) {
      const port = tunnelPort(url)
      return port !== null && [...open.values()].some((tunnel) => tunnel.port === port)
    },
    async close() {
      closing.abort()
      const opened = await Promise.allSettled(opening.values())
      // One that could not be opened has nothing to end.
      await Promise.all(opened.flatMap((turn) => (turn.status === 'fulfilled' ? [turn.value.close()] : [])))
    },
  }
}

/** It has proved what it had to; the room hears an end, and nothing was said. */
function letGo(socket: Socket): void {
  // Nothing is read from it any more, so that its end would never be seen.
  socket.resume()
  socket.destroySoon()
}
