import type { Peer } from './peer.ts'
import { TONES } from './sounds.ts'
import { expect, told, test } from './test.ts'

const [ANN, BEN] = TONES
/** By hand: `CALLS=100`. */
const CALLS = Number(process.env['CALLS'] ?? 20)
/** From the later click to the link; a side that never gathers is noticed after two seconds and begins anew. */
const MOST_MS = 6_000

const lastOf = (peer: Peer) =>
  peer.page.evaluate(() => ({
    made: window.ear.connections.length,
    restarts: window.ear.restarts,
    clickedAt: window.ear.clickedAt,
    last: window.ear.connections.at(-1)?.connectedAt ?? null,
  }))

test(`[VC21] ${CALLS} calls in a row connect, half of them joined by both at the same moment`, async ({ call }) => {
  test.setTimeout(60_000 + CALLS * 10_000)
  const ann = await call.peer('ann', { tone: ANN })
  const ben = await call.peer('ben', { tone: BEN })
  const times: number[] = []
  let recoveries = 0
  for (let number = 0; number < CALLS; number++) {
    const before = await Promise.all([ann, ben].map(lastOf))
    const soon = Date.now() + 300
    if (number % 2 === 0) await Promise.all([ann.joinAt(soon), ben.joinAt(soon)])
    else if (number % 4 === 1) {
      await ann.join()
      await ben.join()
    } else {
      await ben.join()
      await ann.join()
    }
    await ann.expectLinks(1)
    await ben.expectLinks(1)
    const after = await Promise.all([ann, ben].map(lastOf))
    const began = Math.max(...after.map(({ clickedAt }) => clickedAt))
    times.push(Math.max(...after.map(({ last }) => last ?? Infinity)) - began)
    for (const [at, { made, restarts }] of after.entries())
      recoveries += made - (before[at]?.made ?? 0) - 1 + restarts - (before[at]?.restarts ?? 0)
    await ann.expectHears([BEN])
    await ben.expectHears([ANN])
    await Promise.all([ann.leave(), ben.leave()])
    await ann.expectLinks(0)
    await ben.expectLinks(0)
  }
  times.sort((one, other) => one - other)
  const at = (share: number) => times[Math.floor((times.length - 1) * share)]
  told(
    'VC21',
    `${CALLS} calls, ms from the later click to both connected: p50 ${at(0.5)}, p90 ${at(0.9)}, p99 ${at(0.99)}, most ${times.at(-1)}; recoveries ${recoveries}`,
  )
  expect(times.at(-1)).toBeLessThan(MOST_MS)
})
