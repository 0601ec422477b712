import { setTimeout as sleep } from 'node:timers/promises'
import { whyNoNet } from '../../server/test/net/can.ts'
import { tellNotRun } from '../not-run.ts'
import { BY_HAND, NAMES, SONG_S, expect, test } from './call.ts'
import { test as lanTest } from './lan.ts'
import type { Listener } from './listener.ts'
import { measure } from './measure.ts'
import { whyNoSound } from './pulse.ts'
import { SlowWay } from './slow-way.ts'
import { randomOf } from './bursts.ts'

const reason = whyNoSound() ?? (BY_HAND ? null : 'it takes minutes, and a machine to itself: UNISON=all')
tellNotRun('unison with faults, and for long', reason)
test.skip(reason !== null, `NOT RUN: ${reason}`)

/** Its wall clock is set, as if by hand or by a time server; what else counts time in the page is not touched. */
function stepWallClock(byMs: number): void {
  const Real = Date
  globalThis.Date = new Proxy(Real, {
    construct: (target, given) =>
      given.length === 0 ? new target(Real.now() + byMs) : Reflect.construct(target, given),
    get: (target, name) => (name === 'now' ? () => Real.now() + byMs : Reflect.get(target, name)),
  })
}
function standStill(ms: number): void {
  const until = performance.now() + ms
  while (performance.now() < until);
}
const lastOf = (listeners: readonly Listener[]): Listener => {
  const last = listeners.at(-1)
  if (!last) throw new Error('nobody')
  return last
}

test('[UN5] somebody reloads the page and joins again', async ({ call, songFile }) => {
  const { stage, enter } = call
  for (const name of NAMES) await stage.join(await enter(name))
  await stage.add(await songFile(SONG_S))
  await measure(stage, 'UN5', 'all there', { since: stage.now })
  const last = lastOf(stage.listeners)
  await last.page.reload()
  await measure(stage, 'UN5', 'after a reload', { since: await stage.join(last) })
})

test('[UN6] the way of one takes 50 ± 20 ms, each time another', async ({ call, songFile }) => {
  const { stage, enter, room } = call
  const random = randomOf(6)
  await using way = await SlowWay.open({
    to: { host: '127.0.0.1', port: Number(new URL(room.url).port) },
    delayMs: () => 30 + 40 * random(),
  })
  for (const name of NAMES.slice(0, -1)) await stage.join(await enter(name))
  await stage.join(await enter(NAMES.at(-1) ?? '', { url: `http://127.0.0.1:${way.port}` }))
  const song = await songFile(SONG_S)
  await stage.add(song)
  await stage.add(song)
  await measure(stage, 'UN6', 'jitter, at first', { since: stage.now, mostMs: 60 })
  await measure(stage, 'UN6', 'jitter, steady', { since: stage.now, afterS: 0, seconds: 20, mostMs: 60 })
  await measure(stage, 'UN6', 'jitter, after a seek', { since: await stage.act('seek', 60), mostMs: 60 })
  await measure(stage, 'UN6', 'jitter, after next', { since: await stage.act('next'), mostMs: 60 })
})

test('[UN7] the wall clock of one is set by five seconds', async ({ call, songFile }) => {
  const { stage, enter } = call
  for (const name of NAMES) await stage.join(await enter(name))
  const song = await songFile(SONG_S)
  await stage.add(song)
  await stage.add(song)
  await stage.wait(4)
  await lastOf(stage.listeners).page.evaluate(stepWallClock, 5_000)
  await measure(stage, 'UN7', 'the wall clock is set', { since: stage.now, afterS: 0, seconds: 15 })
  await measure(stage, 'UN7', 'and a seek', { since: await stage.act('seek', 33) })
  await measure(stage, 'UN7', 'and next', { since: await stage.act('next') })
})

test('[UN8] one page stands still for three seconds, then its process is stopped for two', async ({
  call,
  songFile,
}) => {
  const { stage, enter } = call
  for (const name of NAMES) await stage.join(await enter(name))
  await stage.add(await songFile(SONG_S))
  await stage.wait(4)
  const last = lastOf(stage.listeners)
  const began = stage.now
  await last.page.evaluate(standStill, 3_000)
  await measure(stage, 'UN8', 'while and after the page stood still', { since: began, afterS: 0, seconds: 10 })
  const renderers = await last.renderers()
  expect(renderers.length).toBeGreaterThan(0)
  for (const pid of renderers) process.kill(pid, 'SIGSTOP')
  await sleep(2_000)
  for (const pid of renderers) process.kill(pid, 'SIGCONT')
  await measure(stage, 'UN8', 'after the process was stopped', { since: stage.now, seconds: 10 })
})

const noNet = whyNoNet()
// Where sound is missing too, that has been told.
if (reason === null) tellNotRun('unison with packets lost', noNet)

lanTest('[UN9] one packet in a hundred does not arrive', async ({ lan, songFile }) => {
  lanTest.skip(reason !== null || noNet !== null, `NOT RUN: ${reason ?? noNet}`)
  const { stage, enter, lose } = lan
  for (const name of NAMES) await stage.join(await enter(name))
  const song = await songFile(SONG_S)
  await stage.add(song)
  await stage.add(song)
  await measure(stage, 'UN9', 'a machine for each', { since: stage.now })
  lose(NAMES.at(-1) ?? '', 1)
  await measure(stage, 'UN9', '1 % loss, steady', { since: stage.now, afterS: 0, seconds: 20, mostMs: 60 })
  await measure(stage, 'UN9', '1 % loss, after a seek', { since: await stage.act('seek', 60), mostMs: 60 })
  await measure(stage, 'UN9', '1 % loss, after next', { since: await stage.act('next'), mostMs: 60 })
})

/** By hand: half an hour is `UNISON_STEADY_S=1800`. */
const STEADY_S = Number(process.env['UNISON_STEADY_S'] ?? 120)

test(`[UN10] ${STEADY_S} seconds of a song that simply plays`, async ({ call, songFile }) => {
  test.setTimeout((STEADY_S + 120) * 1_000)
  const { stage, enter } = call
  for (const name of NAMES) await stage.join(await enter(name))
  await stage.add(await songFile(Math.max(SONG_S, STEADY_S + 30)))
  await stage.wait(4)
  const since = stage.now
  await measure(stage, 'UN10', 'steady', { since, afterS: 0, seconds: STEADY_S })
})
