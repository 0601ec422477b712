import type { RoomAddress } from '#protocol/host.ts'
import type { Finding } from '#protocol/doctor.ts'
import { isOwn, listed, portOf } from './addresses.ts'
import type { Facts } from './facts.ts'

/** Where the room is, and whether it answers there: all that can be told without anybody else. */
export function reachFindings(facts: Facts, addresses: readonly RoomAddress[]): Finding[] {
  return [...roomFindings(facts), ...addressFindings(facts, addresses), ...answerFindings(facts, addresses)]
}

function roomFindings({ room }: Facts): Finding[] {
  if (room.kind === 'running') return []
  const { dataDir, port, isPortTaken } = room
  const findings: Finding[] = [
    {
      id: 'room',
      state: 'warn',
      says: `No room is running from the folder ${dataDir}.`,
      do: 'Host it in the app, or start it with: npm run server',
    },
  ]
  if (isPortTaken)
    findings.push({
      id: 'port',
      state: 'bad',
      says: `Another program on this computer has taken port ${port}, so a room cannot open there.`,
      do: `Close that program, or give the room another port with --port.`,
    })
  return findings
}

function addressFindings({ room, unaddressed }: Facts, addresses: readonly RoomAddress[]): Finding[] {
  const findings: Finding[] = []
  // A name is none, and the router's address is not this computer's.
  const others = addresses.filter(
    ({ kind, interface: name }) => name !== null && (kind === 'lan' || kind === 'vpn' || kind === 'public'),
  )
  const bound = room.kind === 'running' ? room.bound : null
  if (bound !== null && addresses.every(({ kind }) => kind === 'loopback') && !ANY.has(bound)) {
    findings.push({
      id: 'listening',
      state: 'bad',
      says: `The room listens at ${bound} only, where nobody but this computer gets to.`,
      do: 'Start it without --host, so that it listens everywhere.',
    })
  } else if (bound !== null) {
    findings.push({
      id: 'listening',
      state: 'ok',
      says: ANY.has(bound)
        ? `The room listens on every network of this computer, at port ${portOf(room)}.`
        : `The room listens at ${bound} alone, at port ${portOf(room)}.`,
      do: null,
    })
  }
  if (others.length === 0 && findings[0]?.state !== 'bad') {
    findings.push({
      id: 'addresses',
      state: 'bad',
      says: 'This computer is on no network, so there is no address at which friends could find it.',
      do: 'Connect it to a network: by cable, by Wi-Fi, or by a VPN that your friends are in too.',
    })
  } else if (others.length > 0) {
    const isUnmanaged = others.every(({ address }) => address.startsWith('169.254.'))
    findings.push(
      isUnmanaged
        ? {
            id: 'addresses',
            state: 'warn',
            says: `Nobody gave this computer an address, so it took one itself (${listed(others)}).`,
            do: 'That works among computers that did the same. Otherwise switch on the router, or set addresses by hand.',
          }
        : { id: 'addresses', state: 'ok', says: `This computer can be found at ${listed(others)}.`, do: null },
    )
  }
  if (unaddressed.length > 0)
    findings.push({
      id: 'interfaces',
      state: 'warn',
      says: `The network connection ${unaddressed.join(' and ')} is up, but has no address, so nobody comes in that way.`,
      do: 'Switch on the router there (DHCP), or give the connection an address by hand.',
    })
  return findings
}

const ANY: ReadonlySet<string> = new Set(['::', '0.0.0.0'])

function answerFindings({ room, answers, interfaces }: Facts, addresses: readonly RoomAddress[]): Finding[] {
  if (room.kind === 'stopped' || answers.length === 0) return []
  const outward = addresses.filter(({ address, kind }) => kind !== 'loopback' && isOwn(address, interfaces))
  const of = (address: string) => answers.find((one) => one.address === address)?.answer
  const stranger = answers.find(({ answer }) => answer === 'changed' || answer === 'no_tls')
  if (stranger)
    return [
      {
        id: 'answers',
        state: 'bad',
        says: `At ${stranger.address} another program answers instead of the room.`,
        do: 'Close the other program, or start the room at another port with --port.',
      },
    ]
  const shut = outward.filter(({ address }) => of(address) === 'refused')
  if (shut.length > 0 && shut.length === outward.length)
    return [
      {
        id: 'listening',
        state: 'bad',
        says: `The room does not listen at ${listed(shut)}, so nobody but this computer gets to it.`,
        do: 'Start it without --host, so that it listens everywhere.',
      },
    ]
  const silent = outward.filter(({ address }) => of(address) === 'silent' || of(address) === 'refused')
  if (silent.length > 0)
    return [
      {
        id: 'answers',
        state: 'bad',
        says: `The room does not answer at ${listed(silent)}, not even to this computer: a firewall here drops what comes to port ${portOf(room)}.`,
        do: `Allow incoming TCP connections to port ${portOf(room)} in this computer's firewall.`,
      },
    ]
  if (outward.length === 0) return []
  return [
    { id: 'answers', state: 'ok', says: `The room answers at ${listed(outward)} when this computer asks.`, do: null },
  ]
}
