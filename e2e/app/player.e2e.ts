import type { Page } from '@playwright/test'
import { type Visit, expect, test } from './test.ts'
import { heard, joinCall, ladder, leaveCall, loudness, secondHeard, silence, tap, withMusic } from './music.ts'

/** Songs by their first tone. */
const [ONE, TWO, THREE] = [400, 430, 460]
/** How far from the room a device may say that it is, on a machine that does much else. */
const NEAR_MS = 60

/** Somebody in the call, of whom is heard what they hear. */
async function listener(visit: Visit, as: string): Promise<Page> {
  const page = await visit({ as })
  await page.addInitScript(tap)
  await page.reload()
  await joinCall(page)
  return page
}
test('[PL1] what plays is heard by those in the call, and by nobody else', async ({ room, visit }) => {
  const { owner, add, act, report } = await withMusic(room)
  await room.person('ann')
  const page = await listener(visit, 'owner')
  const outside = await visit({ as: 'ann' })
  await outside.addInitScript(tap)
  await outside.reload()
  await add(ladder(ONE, 29))
  await heard(page, ONE, 1)
  expect(await silence(outside)).toBe(true)
  await expect.poll(() => report(owner.id)?.state).toBe('playing')
  await expect.poll(() => Math.abs(report(owner.id)?.error_ms ?? Infinity)).toBeLessThan(NEAR_MS)
  act('pause')
  await expect.poll(() => silence(page)).toBe(true)
  await expect.poll(() => report(owner.id)?.state).toBe('idle')
})

test('[PL2] pause, play, seek and next are heard as they are, and the song after it by itself', async ({
  room,
  visit,
}) => {
  const { add, act } = await withMusic(room)
  const page = await listener(visit, 'owner')
  await add(ladder(ONE, 29))
  await add(ladder(TWO, 6))
  await heard(page, ONE)
  act('seek', 20)
  await heard(page, ONE, 20)
  act('pause')
  await expect.poll(() => silence(page)).toBe(true)
  act('play')
  await heard(page, ONE, 20)
  act('next')
  await heard(page, TWO)
  act('prev')
  act('prev')
  await heard(page, ONE)
  // To its end, and on.
  act('seek', 27)
  await heard(page, ONE, 27)
  await heard(page, TWO, 1)
})

test('[PL11] a song is heard to its end, though the room has moved on by then; nothing else is', async ({
  room,
  visit,
}) => {
  const { add, act } = await withMusic(room)
  const page = await listener(visit, 'owner')
  await add(ladder(ONE, 29))
  await add(ladder(TWO, 29))
  await add(ladder(THREE, 29))
  act('seek', 25)
  await heard(page, ONE, 25)
  // Sooner, it would be an older client's, which means the advance that was.
  await heard(page, TWO, 3)
  act('next')
  await heard(page, THREE, 1)
  const sources = await page.evaluate(() => window.songSources)
  const ends = [0, 1].map((nth) => sources.findLast(({ sound }) => sound === nth))
  const [one, two] = ends.map((last) => (last ? last.endsAt - last.stoppedAt : null))
  // So many seconds of it were not heard: none of the first, most of the second.
  expect(one ?? Infinity).toBeLessThan(0.05)
  expect(two ?? 0).toBeGreaterThan(15)
})

test('[PL3] who joins late or reloads comes in where the room is', async ({ room, visit }) => {
  const { owner, add, report } = await withMusic(room)
  const ann = await room.person('ann')
  const page = await listener(visit, 'owner')
  await add(ladder(ONE, 29))
  await heard(page, ONE, 4)
  const late = await listener(visit, 'ann')
  await heard(late, ONE, 4)
  await expect.poll(() => Math.abs(report(ann.id)?.error_ms ?? Infinity)).toBeLessThan(NEAR_MS)
  const [here, there] = await Promise.all([secondHeard(page, ONE), secondHeard(late, ONE)])
  expect(Math.abs((here ?? -9) - (there ?? 9))).toBeLessThanOrEqual(1)
  await page.reload()
  await joinCall(page)
  await heard(page, ONE, there ?? 0)
  await expect.poll(() => Math.abs(report(owner.id)?.error_ms ?? Infinity)).toBeLessThan(NEAR_MS)
})

test('[PL4] a song that is too long for memory plays from a stream, in step', async ({ room, visit }) => {
  const { owner, add, act, report } = await withMusic(room)
  const page = await listener(visit, 'owner')
  await add(ladder(ONE, 600))
  await heard(page, ONE, 1)
  expect(await page.evaluate(() => window.songElements.length)).toBe(1)
  act('seek', 525)
  // Tones begin anew every 30 seconds.
  await heard(page, ONE, 15)
  const at = await page.evaluate(() => window.songElements[0]?.currentTime ?? 0)
  expect(at).toBeGreaterThan(525)
  await expect.poll(() => Math.abs(report(owner.id)?.error_ms ?? Infinity)).toBeLessThan(NEAR_MS)
  act('pause')
  await expect.poll(() => page.evaluate(() => window.songElements[0]?.paused)).toBe(true)
})

test('[PL6] what this browser cannot play is told, and the next song plays', async ({ room, visit }) => {
  const { owner, add, act, report } = await withMusic(room)
  const page = await listener(visit, 'owner')
  const strange = ladder(ONE, 20)
  // A coding that the room reads the length of, and no browser has.
  new DataView(strange.buffer).setUint16(20, 0x0045, true)
  await add(strange)
  await expect.poll(() => report(owner.id)?.state).toBe('failed')
  await add(ladder(TWO, 20))
  act('next')
  await heard(page, TWO)
})

test('[PL7] media keys ask the room, for everybody; the system is shown what plays', async ({ room, visit }) => {
  const { add } = await withMusic(room)
  await room.person('ann')
  const page = await visit({ as: 'owner' })
  await page.addInitScript(tap)
  await page.addInitScript(() => {
    const { mediaSession } = navigator
    const set = mediaSession.setActionHandler.bind(mediaSession)
    const handlers = new Map<string, MediaSessionActionHandler | null>()
    mediaSession.setActionHandler = (action, handler) => {
      handlers.set(action, handler)
      set(action, handler)
    }
    Object.assign(window, {
      pressKey: (action: MediaSessionAction, seekTime?: number) =>
        handlers.get(action)?.({ action, ...(seekTime === undefined ? {} : { seekTime }) }),
      keys: () => [...handlers].flatMap(([action, handler]) => (handler ? [action] : [])),
    })
  })
  await page.reload()
  await joinCall(page)
  const other = await listener(visit, 'ann')
  await add(ladder(ONE, 29), 'first.wav')
  await add(ladder(TWO, 20), 'second.wav')
  await heard(page, ONE)
  const shown = () =>
    page.evaluate(() => [navigator.mediaSession.metadata?.title, navigator.mediaSession.playbackState])
  expect(await shown()).toEqual(['first', 'playing'])
  await page.evaluate('pressKey("seekto", 15)')
  await heard(page, ONE, 15)
  await heard(other, ONE, 15)
  await page.evaluate('pressKey("pause")')
  await expect.poll(() => silence(other)).toBe(true)
  await expect.poll(async () => (await shown())[1]).toBe('paused')
  await page.evaluate('pressKey("play")')
  await heard(other, ONE, 15)
  await page.evaluate('pressKey("nexttrack")')
  await heard(other, TWO)
  expect(await shown()).toEqual(['second', 'playing'])
  await leaveCall(page)
  expect(await page.evaluate('keys()')).toEqual([])
  expect(await shown()).toEqual([undefined, 'none'])
})

test('[PL8] the music has a volume of its own, and leaving the call ends it here', async ({ room, visit }) => {
  const { add } = await withMusic(room)
  const page = await listener(visit, 'owner')
  await add(ladder(ONE, 29))
  await heard(page, ONE, 1)
  const loud = await loudness(page)
  const wish = async (volume: number) => {
    const settings = await page.context().newPage()
    await settings.goto(room.url)
    await settings.evaluate((player_volume) => {
      const before: unknown = JSON.parse(localStorage.getItem('preferences') ?? '{}')
      localStorage.setItem('preferences', JSON.stringify({ ...(before as object), player_volume }))
    }, volume)
    await settings.close()
  }
  await wish(0.4)
  // By half on the slider is a quarter of the wave: -12 dB.
  const level = async () => (await loudness(page)) - loud
  await expect.poll(level).toBeLessThan(-9)
  expect(await level()).toBeGreaterThan(-18)
  await wish(0)
  await expect.poll(() => silence(page)).toBe(true)
  await wish(0.8)
  await heard(page, ONE, 2)
  await leaveCall(page)
  await expect.poll(() => silence(page)).toBe(true)
  await expect.poll(() => page.evaluate(() => window.openContexts())).toBeLessThanOrEqual(1)
})

test('[PL9] a room that is away for a moment does not stop the music; one that forgot it does', async ({
  room,
  visit,
}) => {
  const { add } = await withMusic(room)
  const page = await listener(visit, 'owner')
  await add(ladder(ONE, 29))
  await heard(page, ONE, 2)
  await room.kill()
  await page.waitForTimeout(2_000)
  await heard(page, ONE, 4)
  await room.start()
  await expect.poll(() => silence(page), { timeout: 15_000 }).toBe(true)
  expect((await secondHeard(page, ONE)) ?? 0).toBeLessThan(29)
})

test('[PL10] while somebody speaks the music makes way, and comes back', async ({ room, visit }) => {
  const { add } = await withMusic(room)
  await room.person('ann')
  const page = await listener(visit, 'owner')
  await add(ladder(ONE, 29))
  await heard(page, ONE, 1)
  const loud = await loudness(page)
  // A microphone that beeps every second, and is sent as it is.
  const ann = await visit({ as: 'ann', permissions: ['microphone'] })
  await ann.evaluate(() => {
    const plain = { voice_noise: 'off', voice_echo: false, voice_gain: false, voice_mode: 'open', voice_cues: false }
    localStorage.setItem('preferences', JSON.stringify(plain))
  })
  await ann.reload()
  await joinCall(ann)
  await expect.poll(async () => (await loudness(page)) - loud, { timeout: 15_000 }).toBeLessThan(-7)
  await leaveCall(ann)
  await expect.poll(async () => (await loudness(page)) - loud).toBeGreaterThan(-3)
})
