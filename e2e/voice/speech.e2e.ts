import { speechFile } from './sounds.ts'
import { expect, told, test } from './test.ts'

/** Louder than this in a hundredth of a second is a voice, in dBFS; softer than the other is a pause. */
const VOICE_DB = -40
const PAUSE_DB = -55

test('[VC22] with everything as it is from the start, a voice gets through and its pauses are silent', async ({
  call,
}) => {
  // Learned noise suppression, echo cancellation, gain and the gate.
  const ann = await call.peer('ann', { sound: speechFile(), preferences: { voice_cues: false } })
  const ben = await call.peer('ben', { sound: speechFile(), preferences: { voice_cues: false } })
  await ben.join()
  await ben.press('Mute')
  await ann.join()
  await ben.expectLinks(1)
  // The gate finds its threshold, and the suppressor its noise.
  await ben.page.waitForTimeout(5_000)
  const from = await ben.now()
  // Two sentences with their pauses.
  await ben.page.waitForTimeout(7_200)
  const levels = await ben.page.evaluate(
    async (since) => await window.ear.loudness(since, performance.now() - 40),
    from,
  )
  const share = (is: (db: number) => boolean) => levels.filter(is).length / levels.length
  const voiced = share((db) => db > VOICE_DB)
  const paused = share((db) => db < PAUSE_DB)
  const loudest = levels.toSorted((one, other) => other - one)[Math.floor(levels.length / 20)] ?? -Infinity
  told(
    'VC22',
    `voice in ${Math.round(voiced * 100)} % of the time, pauses in ${Math.round(paused * 100)} %, loudest ${loudest.toFixed(0)} dBFS`,
  )
  // Three quarters of what is said is voice, between its syllables it is silent for a moment.
  expect(voiced).toBeGreaterThan(0.4)
  expect(paused).toBeGreaterThan(0.1)
  expect(loudest).toBeGreaterThan(-25)
  await expect(ben.sees('ann')).toContainText('speaking', { timeout: 10_000 })
})
