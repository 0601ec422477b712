import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'

/** `pulse.ts URL TIMES`: asks so often for a page that a connection of its own gets, and says how long that took. */
const [url = '', times = '100'] = process.argv.slice(2)

const took: number[] = []
for (let time = 0; time < Number(times); time += 1) {
  const startedAt = performance.now()
  const answer = await fetch(url, { headers: { connection: 'close' } })
  await answer.arrayBuffer()
  if (answer.status !== 200) throw new Error(`${url}: ${answer.status}`)
  took.push(performance.now() - startedAt)
  await sleep(20)
}
took.sort((a, b) => a - b)
const at = (share: number) => took[Math.floor((took.length - 1) * share)]
process.stdout.write(`${JSON.stringify({ p50: at(0.5), p95: at(0.95), max: took.at(-1) })}\n`)
