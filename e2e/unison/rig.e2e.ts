import { once } from 'node:events'
import { createServer } from 'node:http'
import { chromiumOf } from '../voice/test.ts'
import { tellNotRun } from '../not-run.ts'
import { RATE, pcm, song } from './bursts.ts'
import { compare } from './compare.ts'
import { expect, test } from './test.ts'
import { Listener } from './listener.ts'
import { whyNoSound } from './pulse.ts'
import { tell } from './tell.ts'

declare global {
  interface Window {
    /** So that the song's beginning is heard at that moment of `Date.now()`. */
    playAt(moment: number): void
  }
}

const reason = whyNoSound()
tellNotRun('the unison rig', reason)
test.skip(reason !== null, `NOT RUN: ${reason}`)

const SHIFTS_MS = [0, 0.5, 7, 23]

test('[UN2] the rig itself: one source in all ears', async ({ sound }) => {
  const { pulse, recording } = sound
  const from = recording.now
  await pulse.play(pcm(song(12)), { sink: pulse.combine(), count: 1 })
  await recording.until(recording.now)
  const found = compare(recording.heard, { from, to: recording.now })
  tell('UN2', 'one source in all ears', found)
  expect(found.pairs).toBeGreaterThan(20)
  expect(found.missing).toBe(0)
  expect(found.maxMs).toBeLessThan(0.5)
})

test('[UN2] the rig itself: shifts that were made are what it measures', async ({ sound }) => {
  const { pulse, recording } = sound
  const plain = song(12)
  const mixed = new Float32Array(plain.length * pulse.ears)
  const shifts = Array.from({ length: pulse.ears }, (_, ear) => SHIFTS_MS[ear % SHIFTS_MS.length] ?? 0)
  for (const [ear, shift] of shifts.entries()) {
    const late = Math.round((shift * RATE) / 1_000)
    for (let at = late; at < plain.length; at++) mixed[at * pulse.ears + ear] = plain[at - late] ?? 0
  }
  const from = recording.now
  await pulse.play(pcm(mixed))
  await recording.until(recording.now)
  const found = compare(recording.heard, { from, to: recording.now })
  tell('UN2', `shifts of ${shifts.join(', ')} ms`, found)
  for (const [ear, late] of found.lateMs.entries()) expect(Math.abs(late - (shifts[ear] ?? 0))).toBeLessThan(0.1)
})

/** Loads the song, and after that looks at the output's clock for some seconds. */
async function prepare(url: string): Promise<void> {
  // A delay of about a quarter of a second, which a busy machine does not break.
  const context = new AudioContext({ latencyHint: 0.1 })
  const answer = await fetch(url)
  const buffer = await context.decodeAudioData(await answer.arrayBuffer())
  const looks: number[] = []
  for (let look = 0; look < 160; look++) {
    const { contextTime = 0, performanceTime = 0 } = context.getOutputTimestamp()
    // At first there is none.
    if (contextTime > 0 && look > 40) looks.push(contextTime - performanceTime / 1_000)
    await new Promise((done) => setTimeout(done, 50))
  }
  const middle = looks.toSorted((one, other) => one - other)[Math.floor(looks.length / 2)] ?? NaN
  window.playAt = (at) => {
    const source = new AudioBufferSourceNode(context, { buffer })
    source.connect(context.destination)
    source.start((at - performance.timeOrigin) / 1_000 + middle)
  }
}

// What a player has to build on here: no figure of it can be better than this.
test('[UN3] plain pages that play at the same moment, by what their outputs report', async ({
  sound,
  songFile,
  launchOptions,
}) => {
  const { pulse, recording } = sound
  const bytes = await songFile(60)
  const server = createServer((request, response) => {
    const isSong = request.url === '/song'
    response.setHeader('content-type', isSong ? 'audio/flac' : 'text/html')
    response.end(isSong ? bytes : '<!doctype html><body>')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const url = `http://127.0.0.1:${address.port}`
  const listeners: Listener[] = []
  for (let ear = 0; ear < pulse.ears; ear++) {
    const listener = await Listener.open({ executablePath: chromiumOf(launchOptions.executablePath), pulse, ear })
    listeners.push(listener)
    await listener.page.goto(url)
  }
  await Promise.all(listeners.map(({ page }) => page.evaluate(prepare, `${url}/song`)))
  const at = Date.now() + 2_000
  const from = recording.now + 2
  await Promise.all(listeners.map(({ page }) => page.evaluate((moment) => window.playAt(moment), at)))
  await recording.until(from + 16)
  const found = compare(recording.heard, { from: from + 1, to: from + 15 })
  tell('UN3', `${pulse.ears} plain pages`, found)
  for (const listener of listeners) await listener.close()
  server.closeAllConnections()
  server.close()
  expect(found.pairs).toBeGreaterThan(20)
  // In the middle: these do not correct themselves when other work on the machine breaks their sound.
  expect(Math.max(...found.lateMs.map(Math.abs))).toBeLessThan(100)
})
