import { setTimeout as sleep } from 'node:timers/promises'
import { toTime } from '#protocol/ids.ts'
import type { MappingState } from '#protocol/mapping.ts'
import type { Gateway } from './gateway.ts'
import { type Lease, type Probe, RouterSaysNo, type Speaker, doubleNat, isPublic } from './lease.ts'

export type PortMapperDeps = {
  /** All are tried at once. */
  probes: readonly Probe[]
  findGateway(): Promise<Gateway | null>
  /** Where the room listens; null while others cannot reach it at all, because it does so on loopback alone. */
  port(): number | null
  /** How long the router is asked to keep it, in milliseconds. */
  leaseMs: number
  wallClock(): number
  onBug(what: string, error: unknown): void
}

/** Who has not answered by then is taken for absent. */
const PROBE_MS = 2_000
const MAP_MS = 5_000
/** How often it is looked whether this machine has moved to another router or address. */
const LOOK_MS = 5_000
/** Renewed at half its life and at least this often: a router that was restarted has forgotten it. */
const RENEW_MS = 60_000
const RETRY_MS = 30_000
const RETRY_AFTER_LOSS_MS = 5_000
const RETRIES_AFTER_LOSS = 12
const UNMAP_MS = 1_800

type Held = { speaker: Speaker; lease: Lease; gateway: Gateway }

/**
 * Keeps a port of this machine mapped on the router while that is wanted, by whichever of the protocols the router speaks.
 * Until it is wanted, not one packet is sent.
 */
export function createPortMapper(deps: PortMapperDeps) {
  let state: MappingState = { kind: 'off' }
  let work: AbortController | null = null
  /** What is under way, taking back included: the next work waits for it. */
  let last: Promise<void> = Promise.resolve()
  let isClosed = false

  /** Work that is to end has nothing to say any more. */
  const change = (next: MappingState, signal?: AbortSignal) => {
    if (signal?.aborted || JSON.stringify(next) === JSON.stringify(state)) return
    state = next
  }
  const mappedState = ({ speaker, lease }: Held): MappingState => ({
    kind: 'mapped',
    via: speaker.via,
    external_address: lease.externalAddress,
    external_port: lease.externalPort,
    until: lease.forMs === null ? null : toTime(deps.wallClock() + lease.forMs),
  })

  /** Looks, maps, renews, and begins again when something changes; until `signal` aborts. */
  async function keep(signal: AbortSignal): Promise<void> {
    let retriesAfterLoss = 0
    while (!signal.aborted) {
      if (state.kind !== 'failed') change({ kind: 'looking' }, signal)
      const port = deps.port()
      const gateway = port === null ? null : await deps.findGateway()
      let held: Held | null = null
      if (port === null) change({ kind: 'failed', problem: 'alone', reason: ALONE }, signal)
      else if (gateway === null) change({ kind: 'failed', problem: 'no_router', reason: NO_ROUTER }, signal)
      else held = await map(gateway, port, signal)
      if (held !== null && port !== null) {
        await hold(held, port, signal)
        retriesAfterLoss = RETRIES_AFTER_LOSS
      }
      if (signal.aborted) return
      retriesAfterLoss -= 1
      await untilMoved(retriesAfterLoss > 0 ? RETRY_AFTER_LOSS_MS : RETRY_MS, gateway, signal)
    }
  }

  /** Null when it could not be done; the state then says why. */
  async function map(gateway: Gateway, port: number, signal: AbortSignal): Promise<Held | null> {
    const wish = { port, leaseMs: deps.leaseMs }
    const problems: unknown[] = []
    for await (const speaker of speakers(deps.probes, gateway, signal, problems)) {
      try {
        const lease = await speaker.map(wish, AbortSignal.any([signal, AbortSignal.timeout(MAP_MS)]))
        if (!isPublic(lease.externalAddress)) {
          await takeBack({ speaker, lease, gateway }, port)
          throw doubleNat(lease.externalAddress)
        }
        const held = { speaker, lease, gateway }
        change(mappedState(held), signal)
        return held
      } catch (error) {
        problems.push(error)
        // Asked for and not waited for: it may be there.
        if (signal.aborted) await takeBack({ speaker, lease: { ...NOTHING, externalPort: port }, gateway }, port)
      }
    }
    const nos = problems.filter((problem) => problem instanceof RouterSaysNo)
    // Asked by several protocols, a router may know by one alone why it cannot.
    const no = nos.find(({ problem }) => problem === 'double_nat') ?? nos[0]
    change({ kind: 'failed', problem: no?.problem ?? 'no_router', reason: no?.message ?? SILENT }, signal)
    return null
  }

  /** Returns when the mapping is lost, or has to be made anew; it is taken back then, as far as possible. */
  async function hold(held: Held, port: number, signal: AbortSignal): Promise<void> {
    const wish = { port, leaseMs: deps.leaseMs }
    let current = held
    while (!signal.aborted) {
      const restMs = Math.max(1_000, Math.min(RENEW_MS, (current.lease.forMs ?? Infinity) / 2))
      if (await untilMoved(restMs, held.gateway, signal)) break
      if (signal.aborted) break
      try {
        const lease = await held.speaker.map(wish, AbortSignal.any([signal, AbortSignal.timeout(MAP_MS)]))
        if (!isPublic(lease.externalAddress)) break
        current = { ...held, lease }
        change(mappedState(current), signal)
      } catch {
        // Whatever it was, the router does not keep it any more: looking for it anew tells what is so.
        break
      }
    }
    await takeBack(current, port)
  }

  async function takeBack({ speaker, lease }: Held, port: number): Promise<void> {
    try {
      await speaker.unmap({ port, leaseMs: deps.leaseMs }, lease, AbortSignal.timeout(UNMAP_MS))
    } catch {
      // A router that is gone has forgotten it; another will when the lease ends.
    }
  }

  /** True when this machine has another router or address than before; false when the time is over. */
  async function untilMoved(ms: number, before: Gateway | null, signal: AbortSignal): Promise<boolean> {
    const until = performance.now() + ms
    for (let rest = ms; rest > 0 && !signal.aborted; rest = until - performance.now()) {
      await rested(Math.min(LOOK_MS, rest), signal)
      if (signal.aborted) return false
      const now = deps.port() === null ? null : await deps.findGateway()
      if (now?.router !== before?.router || now?.own !== before?.own) return true
    }
    return false
  }

  const stop = () => {
    work?.abort()
    work = null
    return last
  }
  return {
    state: (): MappingState => state,
    /** Begins, or ends and takes back what was mapped. Returns at once. */
    want(wanted: boolean): void {
      if (isClosed || wanted === (work !== null)) return
      if (!wanted) {
        void stop()
        change({ kind: 'off' })
        return
      }
      const controller = new AbortController()
      work = controller
      change({ kind: 'looking' })
      last = last
        .then(() => keep(controller.signal))
        .catch((error: unknown) => {
          deps.onBug('mapping a port on the router', error)
          change({ kind: 'failed', problem: 'no_router', reason: NO_ROUTER }, controller.signal)
        })
    },
    /** Takes back what was mapped; at most about two seconds. May be called twice. */
    async close(): Promise<void> {
      isClosed = true
      await stop()
    },
  }
}

const NOTHING = { externalAddress: '0.0.0.0', forMs: null } as const
const ALONE = 'The room listens on this computer only, so there is nothing that the router could let anybody in to.'
const NO_ROUTER = 'This computer has no router that could let anybody in: it is on no network, or on one of its own.'
const SILENT =
  'The router does not answer when it is asked to let people in: UPnP, NAT-PMP and PCP are off there, or it has none of them.'

/** The protocols that the router speaks, as they are found; why the others are not goes to `problems`. */
async function* speakers(
  probes: readonly Probe[],
  gateway: Gateway,
  signal: AbortSignal,
  problems: unknown[],
): AsyncGenerator<Speaker> {
  const enough = new AbortController()
  const stop = AbortSignal.any([signal, enough.signal])
  const within = AbortSignal.any([stop, AbortSignal.timeout(PROBE_MS)])
  const waiting = new Map(
    probes.map((probe, at) => [
      at,
      probe(gateway, within, stop).then(
        (speaker) => ({ at, speaker }),
        (problem: unknown) => ({ at, problem }),
      ),
    ]),
  )
  try {
    while (waiting.size > 0) {
      const found = await Promise.race(waiting.values())
      waiting.delete(found.at)
      if ('speaker' in found) yield found.speaker
      else problems.push(found.problem)
    }
  } finally {
    enough.abort()
  }
}

async function rested(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal, ref: false })
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
