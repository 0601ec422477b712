import { MAX_NEARBY, type Announced, type NearbyRoom } from '#protocol/discovery.ts'
import { MAX_ADDRESSES } from '#protocol/invitation.ts'
import { createTokenBuckets } from '../http/rates.ts'
import type { Asked } from '../tls/dial.ts'
import { hostOf } from './addresses.ts'
import { presentRoom } from './present.ts'

export const MAX_CANDIDATES = 256
export const MAX_PROBES = 16
/** Addresses that rooms had elsewhere leave half of the turns and of the places to whoever is heard here. */
const MAX_KNOWN_PROBES = MAX_PROBES / 2
const MAX_KNOWN = MAX_CANDIDATES / 2
/** Of one sender, at once. */
const MAX_PROBES_OF_SENDER = 4
/** Candidates of one sender that nobody has asked yet. */
const MAX_PENDING_OF_SENDER = 8
const PROBES_OF_SENDER = { burst: 12, perSecond: 3 }
/** Of all senders, since they can be made up. */
const DOUBTFUL_PROBES = { burst: 64, perSecond: 10 }

/** Two beacons and a bit: whoever was not heard that long is asked. */
export const QUIET_MS = 7_500
/** Whoever is heard is asked too: beacons can be forged, and names change. */
export const REVERIFY_MS = 30_000
/** Asked again after a first failure: one lost packet is no end. */
const SECOND_MS = 500
/** After a goodbye that was not true, or came before the end: a busy room takes seconds to close. */
const AFTER_BYE_MS = 1_500
const LOOKS_AFTER_BYE = 3
/** Between attempts at what never answered. */
const BACKOFF_MS = [1_000, 5_000, 15_000]
const KNOWN_AGAIN_MS = 15_000
/** What neither answers nor is heard of is forgotten. */
const FORGET_MS = 30_000
/** A newer address is there: those not heard for this long are asked. */
const MOVED_MS = 4_000
const FACTS_MS = 1_000
const AGAIN_MS = 1_000

export type Candidate = {
  /** Null: only the person knows the address, and whoever is there will be believed. */
  identity: string | null
  address: string
  /** The IP address that told of it. */
  sender: string
  known: boolean
  said: { people: number; machine: string | null } | null
  heardAt: number
  /** When it is asked next, whatever else is; Infinity: not by itself. */
  dueAt: number
  probing: boolean
  triedAt: number
  failures: number
  /** Whether it ever proved itself here. */
  wasThere: boolean
  /** Checks left after a goodbye, the first failure of which is the end. */
  leaving: number
  proved: Proof | null
}
export type Proof = {
  identity: string
  health: Extract<Asked, { ok: true }>['health']
  /** The quickest so far, so that an order once found stays. */
  rttMs: number
  at: number
  since: number
}

export type Heard = {
  facts: Announced
  machine: string | null
  addresses: readonly string[]
  sender: string
}
export type Probe = { identity: string | null; address: string }
export type Known = { identity: string | null; addresses: readonly string[] }

const keyOf = (identity: string | null, address: string) => `${identity ?? ''} ${address}`

/**
 * What is said to be near, what of it is true, and whom to ask next: the whole decision, without sockets or clock. What
 * others say costs a bounded amount, changes nothing by itself, and only makes us ask the room, which proves itself.
 */
export function createCandidates(deps: { now: () => number }) {
  const { now } = deps
  /** In the order in which they were last heard of: what may be forgotten first stands first. */
  const all = new Map<string, Candidate>()
  const senders = createTokenBuckets({ ...PROBES_OF_SENDER, now, maxKeys: 1_024 })
  const doubtful = createTokenBuckets({ ...DOUBTFUL_PROBES, now, maxKeys: 1 })

  const of = (identity: string) =>
    [...all.values()].filter((one) => (one.proved?.identity ?? one.identity) === identity)
  const roomCount = () => new Set([...all.values()].flatMap(({ proved }) => proved?.identity ?? [])).size
  const touch = (key: string, one: Candidate) => {
    all.delete(key)
    all.set(key, one)
  }
  const isDoubtful = (one: Candidate) => one.proved === null && !one.known && !one.probing
  /** Takes the place of one that has nothing to show for itself; false when all have. */
  const makePlace = (among: Iterable<[string, Candidate]>): boolean => {
    for (const [key, one] of among) {
      if (!isDoubtful(one)) continue
      all.delete(key)
      return true
    }
    return false
  }
  const admit = (fresh: Candidate): boolean => {
    const { identity, sender, known } = fresh
    if (!known) {
      const pending = [...all.values()].filter((one) => one.sender === sender && !one.proved && one.failures === 0)
      if (pending.length >= MAX_PENDING_OF_SENDER) return false
    } else if ([...all.values()].filter((one) => one.known).length >= MAX_KNOWN) return false
    if (identity !== null) {
      const kin = [...all].filter(([, one]) => one.identity === identity)
      if (kin.length >= MAX_ADDRESSES && !makePlace(kin)) return false
    }
    return all.size < MAX_CANDIDATES || makePlace(all)
  }
  const add = (fresh: Candidate) => {
    if (admit(fresh)) all.set(keyOf(fresh.identity, fresh.address), fresh)
  }
  const fresh = (from: Pick<Candidate, 'identity' | 'address' | 'sender' | 'known' | 'said'>): Candidate => ({
    ...from,
    heardAt: now(),
    dueAt: now(),
    probing: false,
    triedAt: -Infinity,
    failures: 0,
    wasThere: false,
    leaving: 0,
    proved: null,
  })

  const dueOf = (one: Candidate): number => {
    if (one.probing) return Infinity
    if (!one.proved || one.failures > 0) return one.dueAt
    return Math.min(one.dueAt, Math.max(one.heardAt, one.proved.at) + QUIET_MS, one.proved.at + REVERIFY_MS)
  }
  const isFull = (identity: string) => roomCount() >= MAX_NEARBY && !of(identity).some(({ proved }) => proved)

  const proved = (one: Candidate, { identity, health, rttMs }: Extract<Asked, { ok: true }>) => {
    const at = now()
    const before = one.proved?.identity === identity ? one.proved : null
    if (!before && !one.known && isFull(identity)) return failed(one, true)
    one.proved = { identity, health, rttMs: Math.min(rttMs, before?.rttMs ?? Infinity), at, since: before?.since ?? at }
    one.failures = 0
    one.wasThere = true
    one.leaving = Math.max(0, one.leaving - 1)
    one.dueAt = one.leaving > 0 ? at + AFTER_BYE_MS : Infinity
    if (before) return
    // Somewhere new: it may have left where it was.
    for (const other of of(identity)) if (other !== one && at - other.heardAt > MOVED_MS) other.dueAt = at
  }
  const failed = (one: Candidate, isOther: boolean) => {
    const at = now()
    const wasThere = one.proved !== null
    one.failures += 1
    if (one.proved && !isOther && one.leaving === 0 && one.failures < 2) {
      one.dueAt = at + SECOND_MS
      return
    }
    one.proved = null
    one.leaving = 0
    // It may come back where it was, so that counts as a first failure.
    if (wasThere) one.failures = 1
    const pause = BACKOFF_MS[Math.min(one.failures, BACKOFF_MS.length) - 1] ?? 0
    one.dueAt = at + (one.known && one.failures > 1 ? KNOWN_AGAIN_MS : pause)
  }

  return {
    /** Somebody, perhaps the room, says that it is there. */
    heard({ facts, machine, addresses, sender }: Heard): void {
      const { identity, people } = facts
      // Of what a room says of itself we believe what comes from where it has proved to be.
      const isItself = of(identity).some((one) => one.proved && hostOf(one.address) === sender)
      for (const address of addresses) {
        const key = keyOf(identity, address)
        const one = all.get(key)
        const said = hostOf(address) === sender || isItself ? { people, machine } : null
        if (!one) {
          add(fresh({ identity, address, sender, known: false, said }))
          continue
        }
        touch(key, one)
        if (one.proved && said === null) continue
        // It comes back, or for the first time: that does not wait until the next attempt would be due.
        if (!one.proved && !one.probing && (one.wasThere || now() - one.heardAt > MOVED_MS))
          one.dueAt = Math.min(one.dueAt, Math.max(now(), one.triedAt + AGAIN_MS))
        one.heardAt = now()
        // The beacon does not know the machine's name, mDNS does.
        if (said) one.said = { people: said.people, machine: said.machine ?? one.said?.machine ?? null }
        if (one.proved && saysOther(facts, one.proved.health))
          one.dueAt = Math.min(one.dueAt, Math.max(now(), one.proved.at + FACTS_MS))
      }
    },
    /** Says that it leaves. Only the room's own machine is listened to, and then the room itself is asked. */
    bye(identity: string, sender: string): void {
      const those = of(identity).filter((one) => one.proved)
      if (!those.some((one) => hostOf(one.address) === sender)) return
      for (const one of those) {
        if (one.leaving > 0) continue
        one.leaving = LOOKS_AFTER_BYE
        one.dueAt = now()
      }
    },
    /** What the person has used before, or named; what is no longer among them is treated like the others. */
    know(rooms: readonly Known[]): void {
      const keys = new Set<string>()
      // The best address of each room before the second one of any: there may be more of them than there is place.
      for (let place = 0; place < MAX_ADDRESSES; place += 1) {
        for (const { identity, addresses } of rooms) {
          const address = addresses[place]
          if (address === undefined) continue
          const key = keyOf(identity, address)
          keys.add(key)
          const one = all.get(key)
          if (one) one.known = true
          else add(fresh({ identity, address, sender: hostOf(address), known: true, said: null }))
        }
      }
      for (const [key, one] of all) if (!keys.has(key)) one.known = false
    },
    /** Whom to ask now. Each is to be answered for by `answered`. */
    probes(): Probe[] {
      const at = now()
      for (const [key, one] of all) if (isDoubtful(one) && at - one.heardAt > FORGET_MS) all.delete(key)
      const busy = [...all.values()].filter(({ probing }) => probing)
      const rank = (one: Candidate) => (one.proved ? 0 : one.known ? 1 : 2)
      const due = [...all.values()]
        .filter((one) => dueOf(one) <= at)
        .toSorted((a, b) => rank(a) - rank(b) || dueOf(a) - dueOf(b))
      const chosen: Probe[] = []
      for (const one of due) {
        if (busy.length >= MAX_PROBES) break
        if (rank(one) === 1 && busy.filter((other) => rank(other) === 1).length >= MAX_KNOWN_PROBES) continue
        if (rank(one) === 2) {
          const theirs = busy.filter(({ sender }) => sender === one.sender).length
          if (theirs >= MAX_PROBES_OF_SENDER || !senders.take(one.sender).ok || !doubtful.take('').ok) continue
        }
        one.probing = true
        one.triedAt = at
        one.dueAt = Infinity
        busy.push(one)
        chosen.push({ identity: one.identity, address: one.address })
      }
      return chosen
    },
    /** What came of a probe. */
    answered(probe: Probe, result: Asked): void {
      const one = all.get(keyOf(probe.identity, probe.address))
      if (!one) return
      one.probing = false
      // A goodbye came meanwhile, and what was asked before it proves nothing.
      const isAgain = one.dueAt <= now()
      if (result.ok) proved(one, result)
      else failed(one, result.kind !== 'closed')
      if (isAgain && result.ok) one.dueAt = now()
    },
    /** All that have proved themselves, each once, whoever was first first. */
    rooms(): NearbyRoom[] {
      const rooms = new Map<string, (Candidate & { proved: Proof })[]>()
      for (const one of all.values()) {
        if (!isProved(one)) continue
        const those = rooms.get(one.proved.identity)
        if (those) those.push(one)
        else rooms.set(one.proved.identity, [one])
      }
      return [...rooms.values()]
        .map((those) => ({ since: Math.min(...those.map((one) => one.proved.since)), room: presentRoom(those) }))
        .toSorted((a, b) => a.since - b.since)
        .slice(0, MAX_NEARBY)
        .map(({ room }) => room)
    },
    size: () => all.size,
  }
}

const isProved = (one: Candidate): one is Candidate & { proved: Proof } => one.proved !== null

const saysOther = (facts: Announced, health: Proof['health']): boolean =>
  // mDNS cuts long ones.
  !health.name.startsWith(facts.name) ||
  facts.locked !== health.config.invite_only ||
  facts.guests !== health.guests ||
  facts.code !== health.code
