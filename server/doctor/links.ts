import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Interfaces } from './facts.ts'

const SYSFS = '/sys/class/net'
/** <linux/if_arp.h>: what a cable or a wireless network has. Loopback, tunnels and the like have others. */
const ETHERNET = '1'

/** Interfaces that are up and connected, and have no address that others could use. Only Linux tells. */
export async function unaddressedLinks(interfaces: Interfaces, folder = SYSFS): Promise<string[]> {
  let names: string[]
  try {
    names = await readdir(folder)
  } catch {
    // Another system.
    return []
  }
  const connected = await Promise.all(
    names.map(async (name) => ((await isConnected(join(folder, name))) ? [name] : [])),
  )
  return connected
    .flat()
    .filter((name) => !(interfaces[name] ?? []).some(({ address }) => !/^fe[89ab]/i.test(address)))
    .toSorted()
}

async function isConnected(folder: string): Promise<boolean> {
  const [type, state, master] = await Promise.all(
    ['type', 'operstate', 'master/ifindex'].map((name) => readOr(join(folder, name), '')),
  )
  // A part of a bridge or bond has its address there.
  return type === ETHERNET && state === 'up' && master === ''
}

async function readOr(path: string, otherwise: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim()
  } catch {
    // Not there, or gone meanwhile.
    return otherwise
  }
}
