import type { RoomAddress } from '#protocol/host.ts'
import { toTime } from '#protocol/ids.ts'
import type { Finding, Reachable, Report } from '#protocol/doctor.ts'
import { hostOf } from './addresses.ts'
import { ago, aroundFindings, visitors } from './around.ts'
import type { Facts } from './facts.ts'
import { machineFindings } from './machine.ts'
import { isPublic } from '../mapping/lease.ts'
import { reachFindings } from './reach.ts'

/** The worst first; what nobody knows before what is well. */
const ORDER: readonly Finding['state'][] = ['bad', 'warn', 'unknown', 'ok']

/** What the facts mean, in sentences for people. `addresses`: where the room is, as its host is told. */
export function diagnose(facts: Facts, addresses: readonly RoomAddress[]): Report {
  const findings = [...reachFindings(facts, addresses), ...aroundFindings(facts), ...machineFindings(facts)]
  return {
    at: toTime(facts.clock.now),
    findings: findings.toSorted((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state)),
    addresses: facts.room.kind === 'stopped' ? [] : addresses.flatMap((address) => reachable(facts, address)),
  }
}

/** Nothing is said of those that are not for others anyway. */
function reachable(facts: Facts, { address, kind, interface: name }: RoomAddress): Reachable[] {
  if (kind === 'loopback' || kind === 'virtual') return []
  const answer = facts.answers.find((one) => one.address === address)?.answer
  if (answer === 'changed' || answer === 'no_tls')
    return [{ address, state: 'bad', says: 'Another program answers there.' }]
  if (answer === 'silent' || answer === 'refused')
    return [{ address, state: 'bad', says: 'The room does not answer there, not even to this computer.' }]
  const isRouters = kind === 'public' && name === null
  const came = visitors(facts).find(({ from, to }) => (isRouters ? isPublic(from) : to === hostOf(address)))
  if (came) return [{ address, state: 'ok', says: `Somebody came in there ${ago(facts.clock.now - came.at)}.` }]
  if (kind === 'name') return [{ address, state: 'unknown', says: 'Works where the network carries names (mDNS).' }]
  return [
    {
      address,
      state: 'unknown',
      says: isRouters ? 'The router lets people in; nobody has come yet.' : 'Nobody has come in there yet.',
    },
  ]
}
