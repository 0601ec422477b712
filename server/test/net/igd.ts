import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Net } from './net.ts'
import { type Running, sh } from './process.ts'

/**
 * A home: `host` and `other` behind `router`, whose other side is a network that passes for the internet, with `public` on it. The
 * addresses there are ordinary public ones, which in a namespace are nobody's.
 */
export type HomeHost = 'router' | 'host' | 'other' | 'public'
export const ROUTER_OUTSIDE = '5.5.5.1'

/** A real Internet Gateway Device: miniupnpd, with what it answers to. */
export type Igd = {
  start(speaks: 'everything' | 'upnp_2' | 'upnp_1' | 'pcp_and_nat_pmp' | 'nothing'): Promise<void>
  /** As when its plug is pulled: it takes nothing back, and forgets. */
  pull(): Promise<void>
  /** The router's rules as nft lists them. */
  rules(): string
  close(): Promise<void>
}

export async function makeHome(net: Net<HomeHost>, outside = ROUTER_OUTSIDE): Promise<Igd> {
  // A process of each, by which `ip` names the namespaces.
  const [router, wan] = [net.run('router', ['sleep', 'infinity']), net.run('public', ['sleep', 'infinity'])]
  const within = (process: Running, batch: readonly string[]) =>
    void sh(['nsenter', '-t', String(process.pid), '-n', 'ip', '-batch', '-'], `${batch.join('\n')}\n`)
  await settled(router, wan)
  within(router, [
    `link add wan0 type veth peer name wan0 netns ${wan.pid}`,
    'link set wan0 up',
    `addr add ${outside}/24 dev wan0`,
    'route del default',
  ])
  within(wan, ['link set eth0 down', 'link set wan0 up', `addr add ${outside.replace(/\d+$/, '77')}/24 dev wan0`])
  sh(['nsenter', '-t', String(router.pid), '-n', 'sysctl', '-qw', 'net.ipv4.ip_forward=1'])
  for (const name of ['host', 'other'] as const) {
    const host = net.run(name, ['sleep', 'infinity'])
    await settled(host)
    within(host, [`route replace default via ${net.address('router')} metric 100`])
  }
  net.nft('router', CHAINS)

  const folder = await mkdtemp(join(tmpdir(), 'stuffchat-igd-'))
  let daemon: Running | null = null
  const end = async (signal: NodeJS.Signals) => {
    daemon?.kill(signal)
    await daemon?.ended
    daemon = null
  }
  return {
    async start(speaks) {
      const isUpnp = speaks === 'everything' || speaks.startsWith('upnp')
      const config = [
        'ext_ifname=wan0',
        'listening_ip=eth0',
        'ipv6_disable=yes',
        'http_port=5000',
        `enable_upnp=${isUpnp ? 'yes' : 'no'}`,
        `enable_natpmp=${speaks === 'everything' || speaks === 'pcp_and_nat_pmp' ? 'yes' : 'no'}`,
        `force_igd_desc_v1=${speaks === 'upnp_1' ? 'yes' : 'no'}`,
        'min_lifetime=4',
        'max_lifetime=86400',
        'secure_mode=yes',
        'uuid=3e3eab09-752d-49fb-94c8-11c534554f03',
        'allow 1024-65535 10.77.0.0/24 1024-65535',
        'deny 0-65535 0.0.0.0/0 0-65535',
      ]
      const path = join(folder, 'miniupnpd.conf')
      await writeFile(path, `${config.join('\n')}\n`)
      daemon = net.run('router', ['miniupnpd', '-d', '-f', path, '-P', join(folder, 'pid')])
      await daemon.complains(/HTTP listening on port|version .* starting|PCP.*listening|listening/i)
    },
    async pull() {
      await end('SIGKILL')
      net.nft('router', `flush chain inet filter miniupnpd\nflush chain inet filter prerouting_miniupnpd\n`)
    },
    rules: () => sh(['nsenter', '-t', String(router.pid), '-n', 'nft', 'list', 'table', 'inet', 'filter']),
    async close() {
      await end('SIGTERM')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** `ip netns exec` has to become the program first: until then it is in our own namespace. */
async function settled(...all: readonly Running[]): Promise<void> {
  for (const { pid } of all) {
    for (let tries = 0; sh(['cat', `/proc/${pid}/comm`]).trim() !== 'sleep'; tries += 1) {
      if (tries === 200) throw new Error('The namespace is not entered.')
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }
}

/** As Debian's nft_init.sh makes them, and a way out for those inside. */
const CHAINS = `
table inet filter {
  chain forward { type filter hook forward priority 0; policy drop; ct state established,related accept; iifname "eth0" accept; jump miniupnpd; }
  chain miniupnpd { }
  chain prerouting { type nat hook prerouting priority -100; policy accept; jump prerouting_miniupnpd; }
  chain postrouting { type nat hook postrouting priority 100; policy accept; oifname "wan0" masquerade; jump postrouting_miniupnpd; }
  chain prerouting_miniupnpd { }
  chain postrouting_miniupnpd { }
}
`
