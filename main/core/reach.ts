import type { Reached } from '#protocol/bridge.ts'

/** What came of dialling one address. `proved`: whoever is there has shown this identity. */
export type Outcome = { address: string } & (
  | { kind: 'proved'; identity: string; tookMs: number }
  | { kind: 'changed'; identity: string }
  | { kind: 'no_tls' }
  | { kind: 'closed' }
)
type Proved = Extract<Outcome, { kind: 'proved' }>

/** As many as a saved room has. */
const MAX_CANDIDATES = 32

/** Each once, in their order. */
export const distinct = (addresses: readonly string[]): string[] => [...new Set(addresses)]

/**
 * Where this identity was proved, the quickest first. Where nobody named one, another than the first that answered is
 * another room, and its addresses are not this one's.
 */
export const provedBy = (outcomes: readonly Outcome[], identity: string): string[] =>
  outcomes
    .filter((one): one is Proved => one.kind === 'proved' && one.identity === identity)
    .toSorted((a, b) => a.tookMs - b.tookMs)
    .map(({ address }) => address)

/** What is told when nobody proved it: that somebody else is there says more than that nobody is. */
export function refusal(outcomes: readonly Outcome[]): Exclude<Reached, { kind: 'open' }> {
  const changed = outcomes.find((one) => one.kind === 'changed')
  if (changed) return { kind: 'changed', address: changed.address, identity: changed.identity }
  const noTls = outcomes.find((one) => one.kind === 'no_tls')
  return noTls ? { kind: 'no_tls', address: noTls.address } : { kind: 'closed' }
}

/**
 * Where a room is looked for from now on, best first: where it has just proved itself, where it was known to be, where
 * nobody answers now. Where somebody else answers it is not looked for again, until it has proved itself there.
 */
export function learned(known: readonly string[], outcomes: readonly Outcome[], identity: string): string[] {
  const proved = provedBy(outcomes, identity)
  const closed = outcomes.filter((one) => one.kind === 'closed').map(({ address }) => address)
  const judged = new Set(outcomes.map(({ address }) => address))
  const kept = known.filter((address) => !judged.has(address))
  return distinct([...proved, ...kept, ...closed]).slice(0, MAX_CANDIDATES)
}

/** What was asked for, in the order in which it is best tried: where the room was last first. */
export const inOrder = (asked: readonly string[], known: readonly string[]): string[] =>
  distinct([...known.filter((address) => asked.includes(address)), ...asked])
