import type { Finding } from '#protocol/doctor.ts'
import { BEACON_PORT } from '#protocol/discovery.ts'
import { ownAddresses } from './addresses.ts'
import { isPublic } from '../mapping/lease.ts'
import type { Contact } from './contacts.ts'
import type { Facts, Heard } from './facts.ts'

/** What others tell, by having come or by looking in vain, and whether rooms find each other by themselves. */
export function aroundFindings(facts: Facts): Finding[] {
  return [...firewallFindings(facts), ...multicastFindings(facts), ...twinFindings(facts), ...routerFindings(facts)]
}

const ANY: ReadonlySet<string> = new Set(['::', '0.0.0.0'])

/** From another machine, the last one first. */
export function visitors({ contacts, interfaces }: Facts): Contact[] {
  const own = ownAddresses(interfaces)
  return (contacts ?? []).filter(({ from }) => !own.has(from)).toSorted((a, b) => b.at - a.at)
}

function firewallFindings(facts: Facts): Finding[] {
  const { room, contacts, neighbours, interfaces } = facts
  if (room.kind === 'stopped' || contacts === null) return []
  const [last] = visitors(facts)
  const own = ownAddresses(interfaces)
  const came = new Set(contacts.map(({ from }) => from))
  // An app that looks around asks every room that it hears of. One that looks and never asked was kept out.
  const inVain = neighbours.find(({ kind, from }) => kind === 'looking' && !own.has(from) && !came.has(from))
  const allow = `Allow incoming TCP connections to port ${room.port} in this computer's firewall, for private networks at least.`
  // Where the room is announced, and everywhere: else who looks may be where it does not listen.
  const isEverywhere = room.announce !== false && (room.bound === null || ANY.has(room.bound))
  if (inVain !== undefined && isEverywhere)
    return [
      {
        id: 'firewall',
        state: 'bad',
        says: `A Stuffchat at ${inVain.from} looks for rooms and hears of this one, but its connections do not get here: a firewall drops them.`,
        do: allow,
      },
    ]
  if (last !== undefined)
    return [
      {
        id: 'firewall',
        state: 'ok',
        says: `Others get in: the last one came from ${last.from} ${ago(facts.clock.now - last.at)}.`,
        do: null,
      },
    ]
  return [
    {
      id: 'firewall',
      state: 'unknown',
      says: 'Nobody has come from another computer yet, so nothing shows whether a firewall lets them in.',
      do: `Open the invitation on a phone or another computer. If it does not load: ${allow.charAt(0).toLowerCase()}${allow.slice(1)}`,
    },
  ]
}

export function ago(ms: number): string {
  const minutes = Math.round(ms / 60_000)
  if (minutes < 1) return 'just now'
  if (minutes < 60) return minutes === 1 ? 'a minute ago' : `${minutes} minutes ago`
  const hours = Math.round(minutes / 60)
  return hours === 1 ? 'an hour ago' : `${hours} hours ago`
}

function multicastFindings({ room, multicast }: Facts): Finding[] {
  const findings: Finding[] = []
  if (room.kind === 'running' && room.announce === false)
    findings.push({
      id: 'announced',
      state: 'warn',
      says: 'The room does not tell the network that it is there, so apps nearby do not list it.',
      do: 'Send an invitation, or start the room without --no-announce.',
    })
  if (multicast.length === 0) return findings
  const deaf = (path: 'beacon' | 'mdns') => multicast.filter((one) => !one[path].heard)
  const [beacon, mdns] = [deaf('beacon'), deaf('mdns')]
  // Each is there for networks that drop the other: only where both fail are rooms not found.
  const isLost = multicast.some((one) => !one.beacon.heard && !one.mdns.heard)
  findings.push(pathFinding('beacon', BEACON_PORT, beacon, isLost), pathFinding('mdns', 5353, mdns, isLost))
  return findings
}

function pathFinding(id: 'beacon' | 'mdns', port: number, deaf: Facts['multicast'], isLost: boolean): Finding {
  const what = id === 'beacon' ? 'Stuffchat’s own call' : 'mDNS'
  const [first] = deaf
  if (first === undefined)
    return { id, state: 'ok', says: `${what} gets through, so apps nearby can list the room by it.`, do: null }
  const heard: Heard = first[id]
  if (!heard.heard && heard.why === 'port_taken')
    return {
      id,
      state: 'warn',
      says: `${what} needs UDP port ${port}, which another program on this computer keeps to itself.`,
      do: 'Close that program; until then rooms are found less well.',
    }
  const where = deaf.map((one) => one.interface).join(' and ')
  return {
    id,
    state: isLost ? 'bad' : 'warn',
    says: `${what} does not get through on ${where}: a firewall on this computer keeps it back${isLost ? ', and so apps nearby do not list the room' : ''}.`,
    do: `Allow UDP port ${port} in this computer's firewall${isLost ? ', or send invitations instead' : '; rooms are found by the other way meanwhile'}.`,
  }
}

function twinFindings({ room, neighbours, interfaces }: Facts): Finding[] {
  if (room.kind === 'stopped' || room.identity === null) return []
  const own = ownAddresses(interfaces)
  const rooms = neighbours.filter((one) => one.kind === 'room')
  const copy = rooms.find(({ identity, from }) => identity === room.identity && !own.has(from))
  if (copy)
    return [
      {
        id: 'twins',
        state: 'bad',
        says: `Another computer (${copy.from}) says that it is this very room, so friends may end up there.`,
        do: 'Stop one of the two: a copied folder makes a second room with the same identity.',
      },
    ]
  const beside = rooms.find(({ identity, from }) => identity !== room.identity && own.has(from))
  if (beside)
    return [
      {
        id: 'twins',
        state: 'warn',
        says: `Another room runs on this computer too: “${beside.name}” at port ${beside.port}.`,
        do: 'Nothing, if that is meant; tell friends which one is yours.',
      },
    ]
  return []
}

function routerFindings(facts: Facts): Finding[] {
  const { mapping } = facts
  if (mapping === null) return []
  switch (mapping.kind) {
    case 'off':
      return [
        {
          id: 'router',
          state: 'ok',
          says: 'The router is not asked to let anybody in, so friends come from this network only.',
          do: 'For friends on the internet, switch on “Let friends in through the router”.',
        },
      ]
    case 'looking':
      return [
        { id: 'router', state: 'unknown', says: 'The router is being asked to let friends in.', do: 'Look again.' },
      ]
    case 'mapped': {
      const came = visitors(facts).find(({ from }) => isPublic(from))
      return [
        {
          id: 'router',
          state: 'ok',
          says: `The router lets friends in at ${mapping.external_address}:${mapping.external_port}${came ? `; one came from ${came.from}` : ''}.`,
          do: came ? null : 'Try it from outside, such as a phone without Wi-Fi: from this network it may not work.',
        },
      ]
    }
    case 'failed':
      return [{ id: 'router', state: 'bad', says: mapping.reason, do: ROUTER_REMEDIES[mapping.problem] }]
  }
}

const ROUTER_REMEDIES = {
  alone: 'Start the room without --host, so that it listens everywhere.',
  no_router: 'Switch UPnP or NAT-PMP on in the router, or forward the port by hand there; or use a VPN together.',
  refused: 'Allow UPnP or PCP for this computer in the router, or forward the port by hand there.',
  double_nat: 'Ask your internet provider for a public address, or use a VPN together.',
} as const
