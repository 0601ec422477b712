import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'

import { createChannel, registerAccounts } from './accounts.ts'
import { must, openHttp, requestBytes } from './http.ts'
import { cpuNsAtRest } from './process.ts'
import type { Row } from './report.ts'
import type { Bench } from './scenario.ts'
import { startRoom } from './servers.ts'
import { percentile } from './stats.ts'

const SENDERS = [1, 16, 64]

/** Acknowledged posts per second, each committed to the disk before its answer. */
export async function posts(bench: Bench): Promise<Row[]> {
  const folder = bench.folder('posts')
  await using server = await startRoom(folder)
  const accounts = await registerAccounts(server.port, Math.max(...SENDERS))
  const channelId = await createChannel(server.port, accounts[0]?.token ?? '', 'bench')
  const ms = bench.quick ? 1_500 : 4_000
  const body = JSON.stringify({
    content: 'a message of a hundred characters, which is about what people write'.padEnd(100, '.'),
  })
  const requests = accounts.map(({ token }) =>
    requestBytes('POST', `/api/channels/${channelId}/messages`, { token, body }),
  )
  await run(server, requests.slice(0, 16), 1_000)
  const rows: Row[] = [diskRow(join(folder, 'bench-probe'))]
  for (const senders of SENDERS) {
    const { perSecond, cpuMicros, p99 } = await run(server, requests.slice(0, senders), ms)
    const note = `${cpuMicros.toFixed(0)} µs of CPU each, p99 ${p99.toFixed(1)} ms`
    rows.push({ scenario: 'posts', name: `${senders} senders`, unit: '/s', ours: perSecond, note })
    bench.say(`posts: ${senders} senders: ${perSecond.toFixed(0)}/s`)
  }
  return rows
}

async function run(
  { port, pid }: { port: number; pid: number },
  requests: readonly Buffer[],
  ms: number,
): Promise<{ perSecond: number; cpuMicros: number; p99: number }> {
  const connections = requests.map((request) => ({ request, http: openHttp(port) }))
  const [cpuBefore, begin] = [await cpuNsAtRest(pid), performance.now()]
  const took: number[] = []
  await Promise.all(
    connections.map(async ({ request, http }) => {
      for (let at = performance.now(); at < begin + ms;) {
        must(await http.request(request))
        const now = performance.now()
        took.push(now - at)
        at = now
      }
    }),
  )
  const seconds = (performance.now() - begin) / 1000
  const cpuMicros = ((await cpuNsAtRest(pid)) - cpuBefore) / 1000 / took.length
  for (const { http } of connections) http.close()
  return { perSecond: took.length / seconds, cpuMicros, p99: percentile(took, 0.99) }
}

/** What the disk alone allows: 4 KiB appended and fdatasynced, one after the other, on the room's own disk. */
function diskRow(path: string): Row {
  const [file, block] = [openSync(path, 'w'), Buffer.alloc(4096, 1)]
  const took: number[] = []
  const until = performance.now() + 500
  for (let at = performance.now(); at < until;) {
    writeSync(file, block)
    fdatasyncSync(file)
    const now = performance.now()
    took.push(now - at)
    at = now
  }
  closeSync(file)
  const p50 = percentile(took, 0.5)
  return {
    scenario: 'posts',
    name: 'the disk alone, 4 KiB',
    unit: '/s',
    ours: 1000 / p50,
    note: `${p50.toFixed(2)} ms each`,
  }
}
