import { randomBytes, randomInt } from 'node:crypto'
import type { NetworkInterfaceInfo } from 'node:os'
import process from 'node:process'
import * as doctorRoutes from '#protocol/doctor.ts'
import type { RoomAddress } from '#protocol/host.ts'
import * as mappingRoutes from '#protocol/mapping.ts'
import type { Contacts } from '../../doctor/contacts.ts'
import { createDoctor } from '../../doctor/doctor.ts'
import { type Operation, handle } from '../../http/operation.ts'
import { createGatewayFinder } from '../../mapping/gateway.ts'
import { createPortMapper } from '../../mapping/mapper.ts'
import { probeNatPmp } from '../../mapping/nat-pmp.ts'
import { probePcp } from '../../mapping/pcp.ts'
import { probeUpnp } from '../../mapping/upnp.ts'
import type { Settings } from '../../storage/settings.ts'
import { addressesOf, withMapped } from './addresses.ts'

export type NetworkDeps = {
  dataDir: string
  announce: boolean
  limits: { map_lease_ms: number; free_disk_bytes: number }
  identity: string
  settings: Settings
  contacts: Contacts
  bound(): { address: string; port: number }
  interfaces(): NodeJS.Dict<NetworkInterfaceInfo[]>
  hostname(): string
  newId(): string
  now(): number
  wallClock(): number
  onBug(what: string, error: unknown): void
}

/** Whether friends get to the room: where it is, through the router if that is wanted, and what the doctor says. */
export function createNetwork(deps: NetworkDeps) {
  const { settings, bound, interfaces, hostname } = deps
  const mapper = createPortMapper({
    probes: [probePcp(randomBytes), probeNatPmp, probeUpnp(() => randomInt(20_000, 60_000))],
    findGateway: createGatewayFinder(process.platform, interfaces, deps.now),
    port() {
      const { address, port } = bound()
      return /^(?:127\.|::1$)/.test(address) ? null : port
    },
    leaseMs: deps.limits.map_lease_ms,
    wallClock: deps.wallClock,
    onBug: deps.onBug,
  })
  const addresses = (): RoomAddress[] => withMapped(addressesOf(bound(), interfaces(), hostname()), mapper.state())
  const doctor = createDoctor({
    ...deps,
    freeDiskBytes: deps.limits.free_disk_bytes,
    addresses,
    contacts: deps.contacts.all,
    mapping: mapper.state,
  })
  const operations: Operation[] = [
    handle(mappingRoutes.getMapping, async () => mapper.state()),
    handle(mappingRoutes.patchMapping, async ({ body }) => {
      await settings.update({ port_mapping: body.wanted })
      mapper.want(settings.get().port_mapping)
      return mapper.state()
    }),
    handle(doctorRoutes.getReport, async () => ({ report: doctor.report() })),
    handle(doctorRoutes.askDoctor, async () => ({ report: await doctor.ask() })),
  ]
  return {
    operations,
    addresses,
    /** The room listens now. */
    begin: () => mapper.want(settings.get().port_mapping),
    /** Takes back what the router was asked for. */
    async close(): Promise<void> {
      await Promise.all([mapper.close(), doctor.close()])
    },
  }
}
