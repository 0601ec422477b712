import { createChannel, registerAccounts } from './accounts.ts'
import { openSockets } from './load.ts'
import { cpuNs, memoryBytes } from './process.ts'
import type { Row } from './report.ts'
import type { Bench } from './scenario.ts'
import { startRelay, startRoom } from './servers.ts'
import type { Server } from './servers.ts'
import { median } from './stats.ts'

const SOCKETS = 1000
const WARM_UP = 100
const ROUNDS = 3
const KiB = 1024

/** Bytes of each socket, without and with what is mapped from files; the share of a core that all of them take. */
type Idle = { anonymous: number; resident: number; cpuShare: number }

/** What a thousand sockets on which nothing happens cost. */
export async function idle(bench: Bench): Promise<Row[]> {
  const folder = bench.folder('idle')
  const tokens = await makeAccounts(folder)
  const watchMs = bench.quick ? 8_000 : 30_000
  const [ours, theirs]: [Idle[], Idle[]] = [[], []]
  for (let round = 1; round <= ROUNDS; round += 1) {
    bench.say(`idle: ${SOCKETS} sockets, round ${round} of ${ROUNDS}`)
    const ms = round === ROUNDS ? watchMs : 500
    await using room = await startRoom(folder, { settle: true })
    await using relay = await startRelay({ settle: true })
    const both = [measure(room, (i) => `/ws?token=${tokens[i] ?? ''}`, ms), measure(relay, () => '/', ms)] as const
    const [a, b] = await Promise.all(both)
    ours.push(a)
    theirs.push(b)
  }
  const each = (of: readonly Idle[], what: 'anonymous' | 'resident') => median(of.map((one) => one[what])) / KiB
  const [a, b] = [each(ours, 'anonymous'), each(theirs, 'anonymous')]
  const share = (of: readonly Idle[]) => (of.at(-1)?.cpuShare ?? Number.NaN) * 100
  return [
    {
      scenario: 'idle',
      name: 'memory of a socket',
      unit: 'KiB',
      ours: a,
      reference: b,
      ratio: a / b,
      targets: [{ of: 'ratio', atMost: 1.5 }],
      note: `resident: ${each(ours, 'resident').toFixed(1)} and ${each(theirs, 'resident').toFixed(1)} KiB`,
    },
    {
      scenario: 'idle',
      name: `CPU of ${SOCKETS} sockets`,
      unit: '% of a core',
      ours: share(ours),
      reference: share(theirs),
      targets: [{ of: 'ours', atMost: 1 }],
    },
  ]
}

/** Tokens of as many accounts, which are good for the restarts that follow. */
async function makeAccounts(folder: string): Promise<string[]> {
  await using room = await startRoom(folder)
  const [owner] = await registerAccounts(room.port, 1)
  await createChannel(room.port, owner?.token ?? '', 'bench')
  const others = await registerAccounts(room.port, SOCKETS - 1, 1)
  return [owner, ...others].map((account) => account?.token ?? '')
}

async function measure({ pid, port }: Server, path: (i: number) => string, ms: number): Promise<Idle> {
  // A first crowd comes and goes, so that what is loaded or compiled once is there before.
  for (const socket of await openSockets(WARM_UP, { port, path })) socket.close()
  await settle(pid)
  const [anonymous, resident] = [memoryBytes(pid, 'RssAnon'), memoryBytes(pid, 'VmRSS')]
  const sockets = await openSockets(SOCKETS, { port, path })
  await settle(pid)
  const cpu = cpuNs(pid)
  await pause(ms)
  const cpuShare = (cpuNs(pid) - cpu) / 1e6 / ms
  await settle(pid)
  const idle = {
    anonymous: (memoryBytes(pid, 'RssAnon') - anonymous) / SOCKETS,
    resident: (memoryBytes(pid, 'VmRSS') - resident) / SOCKETS,
    cpuShare,
  }
  for (const socket of sockets) socket.close()
  return idle
}

/** Lets what is under way end, then has the server collect its garbage (`settle.ts`). */
async function settle(pid: number): Promise<void> {
  await pause(500)
  for (let i = 0; i < 3; i += 1) {
    process.kill(pid, 'SIGUSR2')
    await pause(400)
  }
}

async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms))
}
