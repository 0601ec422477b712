import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Browser, Page } from '@playwright/test'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { call } from './call.ts'
import { openedShell, startBrowser } from './shell.ts'

let browser: Browser
beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(() => browser.close())

const On = z.object({ url: z.string() })
const DURATION_MS = 6_000
const EVERY_MS = 5
const TRIES = 3
/** What a person does not notice. */
const UNNOTICED_MS = 100

/** Round trips from the page through the bridge into this process, one every few milliseconds; in milliseconds. */
const pings = (page: Page, durationMs: number): Promise<number[]> =>
  page.evaluate(
    async ([duration, every]) => {
      const took: number[] = []
      const until = performance.now() + duration
      while (performance.now() < until) {
        const asked = performance.now()
        await Reflect.get(globalThis, 'desktop').hosting.state()
        took.push(performance.now() - asked)
        await new Promise((done) => setTimeout(done, every))
      }
      return took
    },
    [durationMs, EVERY_MS] as const,
  )

function summary(took: readonly number[]) {
  const sorted = took.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
  const rounded = (value: number) => Math.round(value * 10) / 10
  return { calls: took.length, p50: rounded(at(0.5)), p99: rounded(at(0.99)), max: rounded(at(1)) }
}

type Measured = { busy: ReturnType<typeof summary>; stalls: { p99: number; max: number } }

/** A crowd comes, talks and goes; what the window's calls took meanwhile. */
async function measure(page: Page, url: string): Promise<Measured> {
  const crowd = spawn(process.execPath, [join(import.meta.dirname, 'crowd.ts'), url, String(DURATION_MS + 1_000)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  crowd.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
  const ended = once(crowd, 'close')
  try {
    await expect.poll(() => said, { timeout: 20_000 }).toContain('ready')
    const loop = monitorEventLoopDelay({ resolution: 5 })
    loop.enable()
    const busy = summary(await pings(page, DURATION_MS))
    loop.disable()
    await ended
    const counts = z.object({ sent: z.number(), received: z.number() })
    const { sent, received } = counts.parse(JSON.parse(said.trim().split('\n').at(-1) ?? ''))
    expect(sent).toBeGreaterThan(DURATION_MS / 5)
    expect(received).toBeGreaterThanOrEqual(sent * 50)
    return { busy, stalls: { p99: Math.round(loop.percentile(99) / 1e5) / 10, max: Math.round(loop.max / 1e5) / 10 } }
  } finally {
    crowd.kill('SIGKILL')
  }
}

test('[SB1] a busy room in this process (200 messages/s to 50 sockets) does not hold up the window’s calls', async () => {
  await using shell = await openedShell(browser)
  const { url } = On.parse(await call(shell.page, 'hosting.start', { name: 'Attic', port: 21_821 }))
  const quiet = summary(await pings(shell.page, 1_500))
  // A machine that others use stalls everybody now and then; a main thread that is held up is so each time.
  const tries: Measured[] = []
  do {
    tries.push(await measure(shell.page, url))
  } while (tries.length < TRIES && !tries.some(isUnnoticed))
  console.log(
    `IPC round trips through the stand-in, in ms: quiet ${JSON.stringify(quiet)}; ` +
      tries
        .map(({ busy, stalls }) => `busy ${JSON.stringify(busy)}, main thread held up ${JSON.stringify(stalls)}`)
        .join('; '),
  )
  expect(tries.some(isUnnoticed)).toBe(true)
}, 90_000)

const isUnnoticed = ({ busy, stalls }: Measured) => busy.p99 < UNNOTICED_MS && stalls.p99 < UNNOTICED_MS
