import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { startCapture } from './capture.ts'
import type { Capture } from './capture.ts'
import { runIn, sh } from './process.ts'
import type { Running } from './process.ts'

/**
 * Machines on one switch, each a network namespace: nothing that they say can leave it. The switch has a namespace of
 * its own, in which it is also the router that a LAN has (10.77.0.1); it forwards nothing.
 */
export type Net<Host extends string> = AsyncDisposable & {
  /** 10.77.0.2 and up, in the order in which the hosts were named. */
  address(host: Host): string
  run(host: Host, argv: readonly string[], env?: Record<string, string>): Running
  /** The words before a command that make it run there, for whoever starts it in a way of their own. */
  within(host: Host): readonly string[]
  /** The process ids of all that runs there. */
  pids(host: Host): number[]
  /** Adds rules in nft's own language. */
  nft(host: Host, rules: string): void
  /** From now on this host neither sends nor gets UDP packets of that port. */
  dropUdp(host: Host, port: number): void
  /** Pulls the cable. */
  unplug(host: Host): void
  addAddress(host: Host, number: number): void
  removeAddress(host: Host, number: number): void
  /** As when the router hands out another address: the old one goes, the new one comes. */
  setAddress(host: Host, number: number): void
  /**
   * Two more interfaces that lead nowhere: one whose packets vanish (as of a virtual machine that is off), with the
   * same address on every host and the better route to everything, and one without a cable.
   */
  addDeadInterfaces(host: Host): void
  capture(host: Host): Promise<Capture>
}

/** Becomes the program of its arguments, on a machine that is called as the host is. */
const NAMED = 'echo "$0" > /proc/sys/kernel/hostname && exec "$@"'
const PREFIX = 'stuffchat-test'
let made = 0

const ip = (args: readonly string[], batch: readonly string[]) =>
  void sh(['ip', ...args, '-batch', '-'], `${batch.join('\n')}\n`)

/** Takes away what runs that were killed have left. */
function sweep(): void {
  for (const name of namespaces()) {
    const pid = Number(new RegExp(`^${PREFIX}-(\\d+)-`).exec(name)?.[1] ?? NaN)
    if (Number.isInteger(pid) && !isAlive(pid)) remove(name)
  }
}

const namespaces = (): string[] =>
  sh(['ip', 'netns', 'list'])
    .split('\n')
    .map((line) => line.split(' ', 1)[0] ?? '')
    .filter((name) => name.startsWith(`${PREFIX}-`))

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false
    throw error
  }
}

function remove(name: string): void {
  // Whatever still runs in it would keep it. They are all ours: the name has our number.
  for (const pid of sh(['ip', 'netns', 'pids', name]).split('\n').filter(Boolean)) kill(Number(pid))
  sh(['ip', 'netns', 'del', name])
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

/** `router: false` is a LAN of a switch alone: no host has a default route. */
export async function createNet<Host extends string>({
  hosts,
  router = true,
}: {
  hosts: readonly Host[]
  router?: boolean
}): Promise<Net<Host>> {
  sweep()
  made += 1
  const own = `${PREFIX}-${process.pid}-${made}`
  const nameOf = (host: string) => `${own}-${host}`
  const switchName = nameOf('switch')
  const numbers = new Map<string, number>(hosts.map((host, index) => [host, index + 2]))
  const numberOf = (host: Host) => numbers.get(host) ?? NaN
  const running: Running[] = []

  const close = async () => {
    for (const one of running) one.kill('SIGKILL')
    await Promise.allSettled(running.map((one) => one.ended))
    const names = namespaces().filter((name) => name.startsWith(`${own}-`))
    for (const name of names) remove(name)
    // A namespace is gone for others only when its last process is.
    await sleep(0)
  }
  const addressOf = (number: number) => [
    `addr add 10.77.0.${number}/24 brd + dev eth0`,
    `addr add fd77::${number.toString(16)}/64 dev eth0 nodad`,
  ]
  try {
    ip(
      [],
      [switchName, ...hosts.map(nameOf)].map((name) => `netns add ${name}`),
    )
    ip(
      ['-n', switchName],
      [
        'link set lo up',
        // Without a querier a switch that listens in on IGMP would drop what it has not heard of yet.
        'link add br0 type bridge mcast_snooping 0',
        'link set br0 addrgenmode none up',
        'addr add 10.77.0.1/24 dev br0',
        'addr add fd77::1/64 dev br0 nodad',
        ...hosts.flatMap((host) => [
          `link add p${numberOf(host)} type veth peer name eth0 netns ${nameOf(host)}`,
          `link set p${numberOf(host)} master br0 up`,
        ]),
      ],
    )
    for (const host of hosts) {
      const number = numberOf(host)
      ip(
        ['-n', nameOf(host)],
        [
          'link set lo up',
          // Addresses of our own making are usable at once: the kernel's would be checked for a second or two first.
          'link set eth0 addrgenmode none up',
          `addr add fe80::${number.toString(16)}/64 dev eth0 nodad`,
          ...addressOf(number),
          ...(router ? ['route add default via 10.77.0.1 metric 100', 'route add default via fd77::1'] : []),
        ],
      )
    }
  } catch (error) {
    await close()
    throw error
  }

  const run = (host: Host, argv: readonly string[], env?: Record<string, string>) => {
    const one = runIn(nameOf(host), ['unshare', '--uts', 'sh', '-c', NAMED, host, ...argv], env)
    running.push(one)
    return one
  }
  const nft = (host: Host, rules: string) => void sh(['ip', 'netns', 'exec', nameOf(host), 'nft', '-f', '-'], rules)
  const addAddress = (host: Host, number: number) => ip(['-n', nameOf(host)], addressOf(number))
  const removeAddress = (host: Host, number: number) =>
    ip(
      ['-n', nameOf(host)],
      [`addr del 10.77.0.${number}/24 dev eth0`, `addr del fd77::${number.toString(16)}/64 dev eth0`],
    )
  return {
    address: (host) => `10.77.0.${numberOf(host)}`,
    run,
    within: (host) => ['ip', 'netns', 'exec', nameOf(host)],
    pids: (host) =>
      sh(['ip', 'netns', 'pids', nameOf(host)])
        .split('\n')
        .filter(Boolean)
        .map(Number),
    nft,
    dropUdp(host, port) {
      const rules = (side: string) =>
        `chain ${side} { type filter hook ${side} priority 0; udp dport ${port} drop; udp sport ${port} drop; }`
      nft(host, `table inet drop${port} {\n${rules('input')}\n${rules('output')}\n}\n`)
    },
    unplug: (host) => ip(['-n', nameOf(host)], ['link set eth0 down']),
    addAddress,
    removeAddress,
    setAddress(host, number) {
      removeAddress(host, numberOf(host))
      numbers.set(host, number)
      addAddress(host, number)
      // The kernel took the routes away with the address.
      if (router) ip(['-n', nameOf(host)], ['route replace default via 10.77.0.1 metric 100'])
    },
    addDeadInterfaces(host) {
      const number = numberOf(host)
      ip(
        ['-n', nameOf(host)],
        [
          `link add dead0 type veth peer name dead${number} netns ${switchName}`,
          'link set dead0 addrgenmode none up',
          'addr add 172.17.0.1/16 brd + dev dead0',
          'route add default dev dead0 metric 10',
          'link add dead1 type veth peer name unplugged',
          'link set dead1 addrgenmode none up',
          'addr add 172.18.0.1/16 dev dead1',
        ],
      )
      ip(['-n', switchName], [`link set dead${number} addrgenmode none up`])
    },
    async capture(host) {
      return startCapture(run(host, ['tcpdump', '-i', 'any', '-nn', '-t', '-q', '-l', '--immediate-mode', 'ip or ip6']))
    },
    [Symbol.asyncDispose]: close,
  }
}
