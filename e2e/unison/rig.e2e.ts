import { once } from 'node:events'
import { createServer } from 'node:http'
import { chromiumOf } from '../voice/test.ts'
import { pcm, song } from './bursts.ts'
import { compare } from './compare.ts'
import { expect, test } from './test.ts'
import { Listener } from './listener.ts'
import { whyNoSound } from './pulse.ts'
import { tell } from './tell.ts'

const reason = whyNoSound()
test.skip(reason !== null, `NOT RUN: ${reason}`)

/** Plays the song so that its beginning is heard at a moment of the machine's own clock, in milliseconds. */
async function playAt({ url, at }: { url: string; at: number }): Promise<void> {
  const context = new AudioContext()
  const answer = await fetch(url)
  const buffer = await context.decodeAudioData(await answer.arrayBuffer())
  const source = new AudioBufferSourceNode(context, { buffer })
  source.connect(context.destination)
  // Until the output has begun, its timestamp is none.
  while ((context.getOutputTimestamp().contextTime ?? 0) < 0.5) await new Promise((done) => setTimeout(done, 50))
  const { contextTime = 0, performanceTime = 0 } = context.getOutputTimestamp()
  source.start(contextTime + (at - performance.timeOrigin - performanceTime) / 1_000)
}

test('[UN2] the rig itself: one source in all ears, as it is and with shifts that were made', async ({ sound }) => {
  const { pulse, recording } = sound
  const shiftsMs = [0, 0.5, 7, 23]
  for (const isShifted of [false, true]) {
    const [seconds, ears] = [12, pulse.ears]
    const plain = song(seconds)
    const mixed = new Float32Array(plain.length * ears)
    for (let ear = 0; ear < ears; ear++) {
      const late = isShifted ? Math.round((shiftsMs[ear % shiftsMs.length] ?? 0) * 48) : 0
      for (let at = late; at < plain.length; at++) mixed[at * ears + ear] = plain[at - late] ?? 0
    }
    const from = recording.now
    await pulse.play(pcm(mixed))
    const to = recording.now
    await recording.until(to)
    const found = compare(recording.heard, { from, to })
    tell('UN2', isShifted ? 'one source with shifts of 0, 0.5, 7, 23 ms' : 'one source', found)
    expect(found.pairs).toBeGreaterThan(20)
    expect(found.missing).toBe(0)
    for (const [ear, late] of found.lateMs.entries())
      expect(Math.abs(late - (isShifted ? (shiftsMs[ear % shiftsMs.length] ?? 0) : 0))).toBeLessThan(0.1)
    if (!isShifted) expect(found.maxMs).toBeLessThan(0.5)
  }
})

test('[UN3] plain pages that play at the same moment of the clock, as their outputs report it', async ({
  sound,
  songFile,
  launchOptions,
}) => {
  const { pulse, recording } = sound
  const bytes = await songFile(60)
  const server = createServer((request, response) => {
    response.setHeader('content-type', request.url === '/song' ? 'audio/flac' : 'text/html')
    response.end(request.url === '/song' ? bytes : '<!doctype html><body>')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const listeners: Listener[] = []
  for (let ear = 0; ear < pulse.ears; ear++)
    listeners.push(await Listener.open({ executablePath: chromiumOf(launchOptions.executablePath), pulse, ear }))
  const url = `http://127.0.0.1:${address.port}`
  for (const { page } of listeners) await page.goto(url)
  const at = Date.now() + 5_000
  await Promise.all(listeners.map(({ page }) => page.evaluate(playAt, { url: `${url}/song`, at })))
  const from = recording.now + Math.max(0, at - Date.now()) / 1_000 + 3
  await recording.until(from + 15)
  const found = compare(recording.heard, { from, to: from + 14 })
  tell('UN3', `${pulse.ears} plain pages`, found)
  for (const listener of listeners) await listener.close()
  server.closeAllConnections()
  server.close()
  expect(found.pairs).toBeGreaterThan(20)
  expect(found.p95Ms).toBeLessThan(40)
})
