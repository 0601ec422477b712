import type { Asked } from '../tls/dial.ts'
import { type Probe, createCandidates } from './candidates.ts'

export const identityOf = (number: number) => `${String(number).padStart(42, 'A')}E`
const ROOM_ID = '0f8fad5b-d9cb-469f-a165-70867728950e'
export const ME = identityOf(1)

export const factsOf = (identity: string, more = {}) => ({
  room_id: ROOM_ID,
  identity,
  name: 'Attic',
  port: 22_800,
  version: '1.0.0',
  people: 2,
  locked: false,
  guests: false,
  code: false,
  ...more,
})
export const here = (identity: string, more: { name?: string; rttMs?: number } = {}): Asked => ({
  ok: true,
  identity,
  rttMs: more.rttMs ?? 1,
  health: {
    health: true,
    version: '1.0.0',
    config: { invite_only: false },
    name: more.name ?? 'Attic',
    protocol: 1,
    has_owner: true,
    room_id: ROOM_ID,
    identity,
    guests: false,
    code: false,
  },
})
export const closed: Asked = { ok: false, kind: 'closed' }

/** A neighbourhood: what answers where, and a clock. Probes are answered at once. */
export function setUp() {
  let at = 0
  const candidates = createCandidates({ now: () => at })
  const there = new Map<string, Asked>()
  const probed: { at: number; address: string }[] = []
  const answer = (probe: Probe): Asked => {
    const found = there.get(probe.address) ?? closed
    if (found.ok && probe.identity !== null && found.identity !== probe.identity)
      return { ok: false, kind: 'changed', identity: found.identity }
    return found
  }
  const settle = () => {
    for (let probes = candidates.probes(); probes.length > 0; probes = candidates.probes())
      for (const probe of probes) {
        probed.push({ at, address: probe.address })
        candidates.answered(probe, answer(probe))
      }
  }
  const beacon = (address = '10.0.0.2:22800', identity = ME, more = {}) => {
    const sender = address.slice(0, address.lastIndexOf(':'))
    candidates.heard({ facts: factsOf(identity, more), machine: null, addresses: [address], sender })
    settle()
  }
  /** Lets time pass, in steps of a tick. */
  const pass = (ms: number, each?: () => void) => {
    for (const end = at + ms; at < end;) {
      at += 250
      each?.()
      settle()
    }
  }
  /** Lets time pass, and leaves what is to be asked then to the caller. */
  const wait = (ms: number): Probe[] => {
    at += ms
    return candidates.probes()
  }
  const addresses = () => candidates.rooms().map((room) => room.addresses)
  return { candidates, there, probed, beacon, pass, wait, settle, addresses }
}
