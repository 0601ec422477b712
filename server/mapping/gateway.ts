import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import type { NetworkInterfaceInfo } from 'node:os'
import { promisify } from 'node:util'
import ipaddr from 'ipaddr.js'

export type Interfaces = NodeJS.Dict<NetworkInterfaceInfo[]>
/** The router, and this machine's own address on the network that they share. */
export type Gateway = { router: string; own: string }

const run = promisify(execFile)
const RUN_MS = 1_500

/** Where a command has to be run for it, the answer is good for this long while no address changes. */
const KEPT_MS = 60_000

/** Asks the system for its way out (IPv4), however often that is asked; null when there is none. */
export function createGatewayFinder(platform: NodeJS.Platform, interfaces: () => Interfaces, now: () => number) {
  let kept: { at: number; addresses: string; router: string | null } | null = null
  return async (): Promise<Gateway | null> => {
    const here = interfaces()
    const addresses = JSON.stringify(here)
    if (platform === 'linux' || kept === null || kept.addresses !== addresses || now() - kept.at > KEPT_MS)
      kept = { at: now(), addresses, router: await routerOf(platform) }
    const own = kept.router === null ? null : ownAddressBeside(kept.router, here)
    return kept.router === null || own === null ? null : { router: kept.router, own }
  }
}

async function routerOf(platform: NodeJS.Platform): Promise<string | null> {
  if (platform === 'linux') return parseProcRoute(await readFile('/proc/net/route', 'utf8'))
  const [command, argv, parse] =
    platform === 'win32'
      ? (['route', ['print', '-4', '0.0.0.0'], parseRoutePrint] as const)
      : (['route', ['-n', 'get', 'default'], parseRouteGet] as const)
  try {
    return parse((await run(command, argv, { timeout: RUN_MS, windowsHide: true })).stdout)
  } catch {
    // It fails where there is no default route, and where there is no such command: no way out that we could know.
    return null
  }
}

/** Linux: addresses as hexadecimal words in the machine's byte order, which is little-endian wherever Node 24 runs. */
export function parseProcRoute(text: string): string | null {
  const ways = text
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(([, to, via, flags, , , , mask]) => {
      const isGateway = (Number.parseInt(flags ?? '0', 16) & RTF_UP_GATEWAY) === RTF_UP_GATEWAY
      return to === '00000000' && mask === '00000000' && isGateway && /^[0-9A-F]{8}$/i.test(via ?? '')
    })
    .toSorted((a, b) => Number(a[6]) - Number(b[6]))
  const via = ways[0]?.[2]
  if (via === undefined) return null
  return [6, 4, 2, 0].map((at) => Number.parseInt(via.slice(at, at + 2), 16)).join('.')
}
/** <linux/route.h>: RTF_UP | RTF_GATEWAY. */
const RTF_UP_GATEWAY = 0x3

/** macOS and the BSDs. */
export function parseRouteGet(text: string): string | null {
  return v4(/^\s*gateway:\s*(\S+)\s*$/m.exec(text)?.[1])
}

/** Windows, in any language: a line of destination, mask, gateway, own address and metric. */
export function parseRoutePrint(text: string): string | null {
  const ways = [...text.matchAll(/^\s*0\.0\.0\.0\s+0\.0\.0\.0\s+([\d.]+)\s+[\d.]+\s+(\d+)\s*$/gm)]
  return v4(ways.toSorted((a, b) => Number(a[2]) - Number(b[2]))[0]?.[1])
}

const v4 = (text: string | undefined): string | null =>
  text !== undefined && ipaddr.IPv4.isValidFourPartDecimal(text) ? text : null

/** Which of this machine's addresses shares a network with the router. */
export function ownAddressBeside(router: string, interfaces: Interfaces): string | null {
  const there = ipaddr.IPv4.parse(router)
  const own = Object.values(interfaces)
    .flatMap((infos) => infos ?? [])
    .find(({ family, cidr, internal }) => {
      if (family !== 'IPv4' || internal || cidr === null) return false
      const [net, bits] = ipaddr.IPv4.parseCIDR(cidr)
      return there.match(net, bits)
    })
  return own?.address ?? null
}
