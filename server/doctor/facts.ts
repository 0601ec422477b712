import type { NetworkInterfaceInfo } from 'node:os'
import type { MappingState } from '#protocol/mapping.ts'
import type { Contact } from './contacts.ts'

export type Interfaces = NodeJS.Dict<NetworkInterfaceInfo[]>

/**
 * How a try to reach an address ended. `refused`: that machine says that nobody listens there; `silent`: nothing comes
 * back; `no_way`: nothing leads there. `changed` and `no_tls`: somebody else answers.
 */
export type Answer = 'ok' | 'refused' | 'silent' | 'no_way' | 'changed' | 'no_tls'

/** Whether what was said to everybody on an interface came back to us, as it comes to others. */
export type Heard = { heard: true } | { heard: false; why: 'lost' | 'not_sent' | 'port_taken' }

/** What was said on the network meanwhile, by the address that said it. */
export type Neighbour =
  | { kind: 'looking'; from: string }
  | { kind: 'room'; from: string; identity: string; name: string; port: number }

export type Disk = {
  freeBytes: number
  /** Below that, uploads are refused. */
  wantedBytes: number
  /** For one small durable write; an error's text when there was none. */
  write: { ms: number } | { problem: string }
  /** What the folder's network file system is called; null for a disk of this machine. */
  network: string | null
}

/** All that the doctor looks at, before anything is said about it. Null is: not known from here. */
export type Facts = {
  room:
    | { kind: 'running'; bound: string | null; port: number; identity: string | null; announce: boolean | null }
    | { kind: 'stopped'; dataDir: string; port: number; isPortTaken: boolean }
  interfaces: Interfaces
  /** Interfaces with a cable or a network, and without an address. */
  unaddressed: readonly string[]
  /** The room at this machine's own addresses, asked by this machine: `192.168.1.24:22800`. */
  answers: readonly { address: string; answer: Answer }[]
  multicast: readonly { interface: string; address: string; beacon: Heard; mdns: Heard }[]
  neighbours: readonly Neighbour[]
  contacts: readonly Contact[] | null
  mapping: MappingState | null
  certificate: { validFrom: number; validTo: number } | null
  clock: {
    /** Unix milliseconds. */
    now: number
    /** When the room's own files were last written, by the same clock. */
    lastWrite: number | null
    /** How much less the clock says than has passed since the room started; null without a room. */
    setBackMs: number | null
  }
  disk: Disk | null
}
