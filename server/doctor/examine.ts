import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { RoomAddress } from '#protocol/host.ts'
import type { MappingState } from '#protocol/mapping.ts'
import { isOwn } from './addresses.ts'
import type { Contact } from './contacts.ts'
import { examineDisk } from './disk.ts'
import type { Facts, Interfaces } from './facts.ts'
import { unaddressedLinks } from './links.ts'
import { listenAround } from './multicast.ts'
import { probeRoom } from './probe.ts'
import { DATABASE_FILE } from '../storage/database.ts'

export type Examined = {
  room: Facts['room']
  dataDir: string
  /** Where the room is, as its host is told. */
  addresses: readonly RoomAddress[]
  interfaces: Interfaces
  contacts(): readonly Contact[] | null
  mapping: MappingState | null
  setBackMs: number | null
  freeDiskBytes: number
  wallClock(): number
  newId(): string
  /** Ends it early, with what is known by then. */
  signal: AbortSignal
}

/** Virtual ones are left out: that no friend comes in there is no fault. */
const LOOKED_AT: ReadonlySet<RoomAddress['kind']> = new Set(['lan', 'vpn', 'public', 'loopback'])

/** Looks at everything at once; takes as long as listening to the network does. */
export async function examine(deps: Examined): Promise<Facts> {
  const { room, dataDir, addresses, interfaces, mapping, setBackMs, signal } = deps
  const tried =
    room.kind === 'stopped'
      ? []
      : addresses.filter(({ kind, address }) => LOOKED_AT.has(kind) && isOwn(address, interfaces))
  const links = addresses.flatMap(({ kind, interface: name }) => (kind === 'lan' && name !== null ? [name] : []))
  const [probed, around, unaddressed, disk, lastWrite] = await Promise.all([
    Promise.all(
      tried.map(async ({ address }) => ({ address, ...(await probeRoom(address, identityOf(room), signal)) })),
    ),
    listenAround(spoken(interfaces, new Set(links)), signal),
    unaddressedLinks(interfaces),
    examineDisk(dataDir, deps.freeDiskBytes, deps.newId),
    lastWriteIn(dataDir),
  ])
  return {
    room,
    interfaces,
    unaddressed,
    answers: probed.map(({ address, answer }) => ({ address, answer })),
    ...around,
    // After listening, so that whoever was heard meanwhile had time to come.
    contacts: deps.contacts(),
    mapping,
    certificate: probed.find(({ certificate }) => certificate !== null)?.certificate ?? null,
    clock: { now: deps.wallClock(), lastWrite, setBackMs },
    disk,
  }
}

const identityOf = (room: Facts['room']) => (room.kind === 'running' ? room.identity : null)

/** One IPv4 address of each interface. */
const spoken = (interfaces: Interfaces, names: ReadonlySet<string>) =>
  Object.entries(interfaces).flatMap(([name, infos]) => {
    const own = names.has(name) ? infos?.find(({ family, internal }) => family === 'IPv4' && !internal) : undefined
    return own ? [{ name, address: own.address }] : []
  })

/** Of the database or its log, asked by name: opening them would drop this process's locks on them. */
async function lastWriteIn(dataDir: string): Promise<number | null> {
  const times = await Promise.all(
    [DATABASE_FILE, `${DATABASE_FILE}-wal`].map((name) =>
      stat(join(dataDir, name)).then(
        ({ mtimeMs }) => mtimeMs,
        () => -Infinity,
      ),
    ),
  )
  const last = Math.max(...times)
  return Number.isFinite(last) ? last : null
}
