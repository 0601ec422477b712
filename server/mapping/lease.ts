import type { MappingProblem, MappingProtocol } from '#protocol/mapping.ts'
import ipaddr from 'ipaddr.js'
import type { Gateway } from './gateway.ts'

/** What the room wants of a router: that TCP connections to it from the internet come to this port here. */
export type Wish = { port: number; leaseMs: number }

export type Lease = {
  externalAddress: string
  externalPort: number
  /** How long the router keeps it from now; null: until it is taken back. */
  forMs: number | null
}

/** A router that speaks a protocol. */
export type Speaker = {
  via: MappingProtocol
  /** Again with the same wish it renews. Rejects with `RouterSaysNo` when the router does not want to. */
  map(wish: Wish, signal: AbortSignal): Promise<Lease>
  unmap(wish: Wish, lease: Lease, signal: AbortSignal): Promise<void>
}

/**
 * Looks whether the router speaks a protocol, without changing anything there; rejects when it does not. `heard` aborts
 * when a router that has said nothing at all counts as absent, `stop` when nobody wants to know any more.
 */
export type Probe = (gateway: Gateway, heard: AbortSignal, stop: AbortSignal) => Promise<Speaker>

/** The router was heard, and will not. */
export class RouterSaysNo extends Error {
  override name = 'RouterSaysNo'
  readonly problem: MappingProblem
  constructor(problem: MappingProblem, sentence: string) {
    super(sentence)
    this.problem = problem
  }
}

export const refused = (why: string) =>
  new RouterSaysNo('refused', `The router refuses to let anybody in (${why}). It may be forbidden in its settings.`)

/** For a router that has no address on the internet; `address` null when it does not even say which one it has. */
export const doubleNat = (address: string | null) =>
  new RouterSaysNo(
    'double_nat',
    address === null
      ? 'The router has no address of its own on the internet, so nobody can be let in through it.'
      : `The router is itself behind another one (its address there is ${address}), so nobody gets to it from the internet.`,
  )

/** Whether the internet leads there. */
export const isPublic = (address: string): boolean =>
  ipaddr.IPv4.isValidFourPartDecimal(address) && ipaddr.IPv4.parse(address).range() === 'unicast'
