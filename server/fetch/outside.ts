import { lookup } from 'node:dns/promises'
import { randomBytes } from 'node:crypto'
import { networkInterfaces } from 'node:os'
import type { Agent } from 'undici'
import { createReach } from './addresses.ts'
import { type ConnectProxy, createConnectProxy } from './connect-proxy.ts'
import { createDial } from './dial.ts'
import { type Get, createGet } from './get.ts'
import { createGuardedAgent } from './guarded-agent.ts'

export type OutsideOptions = {
  /** Ranges that the host allows although they are not public. */
  allowed: readonly string[]
  /** For a name, its address and the connection; again for TLS. */
  connectMs: number
  /** For the first byte of an answer, and between any two after it. */
  idleMs: number
}

/** Servers that people name: every way from a room to them goes through the same check of addresses. */
export type Outside = {
  get: Get
  /** For libraries that make their requests with undici. */
  agent(): Promise<Agent>
  /** For child processes. */
  issueProxy: ConnectProxy['issue']
  close(): Promise<void>
}

/** Nothing is loaded, and nothing listens, before it is used. */
export function createOutside({ allowed, connectMs, idleMs }: OutsideOptions): Outside {
  const mayReach = createReach({ allowed, ownRanges })
  const dial = createDial({ mayReach, resolve: (host) => lookup(host, { all: true }), timeoutMs: connectMs })
  const agent = createGuardedAgent({ dial, connectMs, headersMs: idleMs, idleMs })
  const proxy = createConnectProxy({ dial, random: randomBytes, idleMs })
  return {
    get: createGet(agent),
    agent: agent.get,
    issueProxy: proxy.issue,
    async close() {
      await Promise.all([agent.close(), proxy.close()])
    },
  }
}

const ownRanges = (): string[] =>
  Object.values(networkInterfaces()).flatMap((addresses) => (addresses ?? []).flatMap(({ cidr }) => cidr ?? []))
