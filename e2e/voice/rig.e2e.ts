import { expect, test } from '@playwright/test'
import { createServer } from 'node:http'
import { once } from 'node:events'
import { listen } from './ear.ts'
import { TONES } from './sounds.ts'

const [LOW, MIDDLE, OTHER, , , HIGH] = TONES

/** Two tones through a real link of one page to itself; one of them is away for so many milliseconds. */
async function play({ awayMs }: { awayMs: number }) {
  const context = new AudioContext()
  await context.resume()
  const out = new MediaStreamAudioDestinationNode(context)
  const at = context.currentTime + 1.5
  for (const hertz of [500, 700]) {
    const tone = new OscillatorNode(context, { frequency: hertz })
    const gain = new GainNode(context, { gain: 0.25 })
    if (hertz === 700) {
      gain.gain.setValueAtTime(0, at)
      gain.gain.setValueAtTime(0.25, at + awayMs / 1_000)
    }
    tone.connect(gain).connect(out)
    tone.start()
  }
  const [near, far] = [new RTCPeerConnection(), new RTCPeerConnection()]
  near.addEventListener('icecandidate', ({ candidate }) => void (candidate && far.addIceCandidate(candidate)))
  far.addEventListener('icecandidate', ({ candidate }) => void (candidate && near.addIceCandidate(candidate)))
  const element = document.createElement('audio')
  element.dataset['voice'] = 'itself'
  far.addEventListener('track', ({ streams }) => {
    element.srcObject = streams[0] ?? null
    document.body.append(element)
    void element.play()
  })
  for (const track of out.stream.getTracks()) near.addTrack(track, out.stream)
  await near.setLocalDescription()
  if (near.localDescription) await far.setRemoteDescription(near.localDescription)
  await far.setLocalDescription()
  if (far.localDescription) await near.setRemoteDescription(far.localDescription)
}

test.use({
  launchOptions: async ({ launchOptions }, use) => {
    await use({ ...launchOptions, args: [...(launchOptions.args ?? []), '--autoplay-policy=no-user-gesture-required'] })
  },
})

// The tests beside this one are worth what this one is worth.
test('[VR1] it hears which tones play, how loud, and how long one of them was away', async ({ page }) => {
  const server = createServer((_, response) => response.end('<!doctype html><body>'))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  await page.addInitScript(listen, TONES)
  await page.goto(`http://127.0.0.1:${address.port}/`)
  const over = async (ms: number) => {
    const from = await page.evaluate(() => performance.now())
    await page.waitForTimeout(ms)
    const heard = await page.evaluate((since) => window.ear.heard(since, performance.now() - 40), from)
    return Object.fromEntries(heard.map(({ hertz, ...one }) => [hertz, one]))
  }

  await page.evaluate(play, { awayMs: 300 })
  await page.waitForTimeout(700)
  const whole = await over(2_500)
  console.log('VR1 measured:', JSON.stringify(whole))
  expect(whole[LOW]?.db).toBeGreaterThan(-15)
  expect(whole[LOW]?.db).toBeLessThan(-9)
  expect(whole[LOW]?.gapMs).toBeLessThan(30)
  expect(whole[MIDDLE]?.gapMs).toBeGreaterThan(260)
  expect(whole[MIDDLE]?.gapMs).toBeLessThan(450)
  expect(whole[HIGH]?.db).toBeLessThan(-60)
  expect(whole[HIGH]?.gapMs).toBeGreaterThan(2_000)

  await page.locator('audio').evaluate((element: HTMLAudioElement) => (element.volume = 0.25))
  await page.waitForTimeout(100)
  const quiet = await over(500)
  expect((whole[LOW]?.db ?? 0) - (quiet[LOW]?.db ?? 0)).toBeCloseTo(12, 0)
  await page.locator('audio').evaluate((element: HTMLAudioElement) => (element.muted = true))
  await page.waitForTimeout(100)
  const muted = await over(500)
  expect(muted[LOW]?.db).toBe(-Infinity)
  expect(muted[LOW]?.gapMs).toBeGreaterThan(400)

  // What Web Audio plays beside a muted element is heard, too.
  await page.evaluate(() => {
    const context = new AudioContext()
    const tone = new OscillatorNode(context, { frequency: 900 })
    tone.connect(new GainNode(context, { gain: 0.5 })).connect(context.destination)
    tone.start()
  })
  await page.waitForTimeout(200)
  const beside = await over(500)
  expect(beside[OTHER]?.db).toBeCloseTo(-6, 0)
  expect(beside[LOW]?.db).toBeLessThan(-60)
  server.closeAllConnections()
  server.close()
})
