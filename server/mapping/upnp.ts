import { request } from 'node:http'
import type { Gateway } from './gateway.ts'
import { type IgdService, elementIn, servicesIn, soapCall } from './igd-texts.ts'
import { type Lease, type Probe, doubleNat, isPublic, refused } from './lease.ts'
import { findDescription } from './ssdp.ts'

/** A description of a router with everything in it has about 30 KiB. */
const MAX_BYTES = 256 * 1024
/** Once it has answered it is there, and may take its time: small routers do. */
const SLOW_ROUTER_MS = 6_000
/** How the router shows it to its owner. */
const DESCRIPTION = 'Stuffchat'
/** WANIPConnection:2, section 2.5. */
const ERROR = { conflict: 718, onlyPermanent: 725 } as const
const OTHER_PORTS = 4

/**
 * UPnP's Internet Gateway Device, versions 1 and 2: what most routers for homes speak. Our own few requests, because the
 * kept library (@achingbrain/nat-port-mapper 4.0.5) does not find version 1, which many routers are, asks wherever an
 * answer from anybody on the network tells it to, and its NAT-PMP ends the process at a packet that is too short.
 */
export const probeUpnp =
  (randomPort: () => number): Probe =>
  async (gateway, heard, stop) => {
    const place = await findDescription(gateway, heard)
    const slow = AbortSignal.any([stop, AbortSignal.timeout(SLOW_ROUTER_MS)])
    const services = servicesIn((await get(gateway, place, slow)).body, place)
    const connection = await connected(gateway, services, slow)
    const call = (action: string, values: Readonly<Record<string, string | number>>, abort: AbortSignal) =>
      soap(gateway, connection, action, values, abort)
    let lease: Lease | null = null

    const addressNow = async (abort: AbortSignal) => {
      const address = elementIn((await call('GetExternalIPAddress', {}, abort)).body, 'NewExternalIPAddress') ?? ''
      if (!isPublic(address)) throw doubleNat(address === '' || address === '0.0.0.0' ? null : address)
      return address
    }
    /** The error's number, or null when the port is mapped. */
    const add = async (port: number, externalPort: number, seconds: number, abort: AbortSignal) => {
      const values = {
        NewRemoteHost: '',
        NewExternalPort: externalPort,
        NewProtocol: 'TCP',
        NewInternalPort: port,
        NewInternalClient: gateway.own,
        NewEnabled: 1,
        NewPortMappingDescription: DESCRIPTION,
        NewLeaseDuration: seconds,
      }
      const { status, body } = await call('AddPortMapping', values, abort)
      return status === 200 ? null : Number(elementIn(body, 'errorCode') ?? status)
    }
    return {
      via: 'upnp',
      async map({ port, leaseMs }, abort) {
        const externalAddress = await addressNow(abort)
        let seconds = lease !== null && lease.forMs === null ? 0 : Math.ceil(leaseMs / 1_000)
        let externalPort = lease?.externalPort ?? port
        for (let tries = 0; ; tries += 1) {
          const problem = await add(port, externalPort, seconds, abort)
          if (problem === null) break
          if (tries === OTHER_PORTS) throw refused(`UPnP ${problem}`)
          if (problem === ERROR.conflict) externalPort = randomPort()
          else if (problem === ERROR.onlyPermanent && seconds !== 0) seconds = 0
          else throw refused(`UPnP ${problem}`)
        }
        lease = { externalAddress, externalPort, forMs: seconds === 0 ? null : seconds * 1_000 }
        return lease
      },
      async unmap(_wish, { externalPort }, abort) {
        await call('DeletePortMapping', { NewRemoteHost: '', NewExternalPort: externalPort, NewProtocol: 'TCP' }, abort)
        lease = null
      },
    }
  }

/** Of several connections the one that is up; a router with one may not say. */
async function connected(gateway: Gateway, services: readonly IgdService[], signal: AbortSignal): Promise<IgdService> {
  const [first] = services
  if (first === undefined) throw new Error('The router speaks UPnP, but has no service that maps ports.')
  if (services.length === 1) return first
  for (const service of services) {
    const { body } = await soap(gateway, service, 'GetStatusInfo', {}, signal)
    if (elementIn(body, 'NewConnectionStatus') === 'Connected') return service
  }
  return first
}

type Answer = { status: number; body: string }

const get = (gateway: Gateway, place: URL, signal: AbortSignal) => ask(gateway, place, signal, 'GET', {}, '')

const soap = (
  gateway: Gateway,
  { type, control }: IgdService,
  action: string,
  values: Readonly<Record<string, string | number>>,
  signal: AbortSignal,
) =>
  ask(
    gateway,
    control,
    signal,
    'POST',
    { 'Content-Type': 'text/xml; charset="utf-8"', SOAPAction: `"${type}#${action}"` },
    soapCall(type, action, values),
  )

/** One request on a connection of its own; redirects are not followed. */
function ask(
  { own }: Gateway,
  place: URL,
  signal: AbortSignal,
  method: string,
  headers: Record<string, string>,
  body: string,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asking = request(place, {
      method,
      agent: false,
      localAddress: own,
      signal,
      headers: { ...headers, 'Content-Length': Buffer.byteLength(body), Connection: 'close' },
    })
    asking.on('error', reject)
    asking.on('response', (response) => {
      const chunks: Buffer[] = []
      let bytes = 0
      response.on('error', reject)
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        if (bytes > MAX_BYTES) response.destroy(new Error('The router says more than any router does.'))
        else chunks.push(chunk)
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }))
    })
    asking.end(body)
  })
}
