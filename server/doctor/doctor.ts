import type { RoomAddress } from '#protocol/host.ts'
import type { MappingState } from '#protocol/mapping.ts'
import type { Report } from '#protocol/doctor.ts'
import type { Contact } from './contacts.ts'
import { diagnose } from './diagnose.ts'
import { examine } from './examine.ts'
import type { Interfaces } from './facts.ts'

export type DoctorDeps = {
  dataDir: string
  identity: string | null
  announce: boolean
  freeDiskBytes: number
  bound(): { address: string; port: number }
  addresses(): RoomAddress[]
  interfaces(): Interfaces
  contacts(): readonly Contact[]
  mapping(): MappingState
  newId(): string
  now(): number
  wallClock(): number
}

/** "Can my friends reach me?", asked of a room that runs. */
export function createDoctor(deps: DoctorDeps) {
  const started = { wall: deps.wallClock(), now: deps.now() }
  let last: Report | null = null
  let running: Promise<Report> | null = null
  const closing = new AbortController()

  const look = async (): Promise<Report> => {
    const { address, port } = deps.bound()
    const addresses = deps.addresses()
    const facts = await examine({
      ...deps,
      room: { kind: 'running', bound: address, port, identity: deps.identity, announce: deps.announce },
      addresses,
      interfaces: deps.interfaces(),
      mapping: deps.mapping(),
      signal: closing.signal,
      // Only backwards: the steady clock of some systems stops while the machine sleeps.
      setBackMs: deps.now() - started.now - (deps.wallClock() - started.wall),
    })
    return diagnose(facts, addresses)
  }
  return {
    /** What it found last; null until it was asked. */
    report: (): Report | null => last,
    /** Looks, which takes some seconds. Whoever asks meanwhile gets the same answer. */
    ask(): Promise<Report> {
      running ??= look()
        .then((report) => (last = report))
        .finally(() => (running = null))
      return running
    },
    /** Ends one that is under way. */
    async close(): Promise<void> {
      closing.abort()
      await running?.catch(() => undefined)
    },
  }
}
