import { changeOf, picturesOf, rateOf, tonesIn } from './screens-measure.ts'
import { SHOWN_TONE } from './screens-shown.ts'
import { SOUND, VIDEO, VOICES, expect, joinCall, share, showPage, test, tileOf } from './screens-test.ts'
import { TONES } from './sounds.ts'

// Each has displays, encoders and decoders of its own; two at once would measure each other.
test.describe.configure({ mode: 'default' })
test.setTimeout(180_000)
test.use({ actionTimeout: 30_000 })

/** Hertz of the microphones. */
const [ANNA, BRINE, COVE] = TONES
/** A tone is there above this, and is not below that, in dBFS. */
const THERE = -55
const NOT_THERE = -85

test('[VSC10] a shared tab arrives moving, at 720 lines and 15 pictures a second or more', async ({ rig }) => {
  const anna = await rig.join('anna', { shares: 'tab', tone: ANNA })
  const brine = await rig.join('brine', { tone: BRINE })
  await showPage(anna, rig.shownUrl)
  await share(anna)

  // What is asked for.
  expect(await anna.page.evaluate(() => window.rigAsked)).toMatchObject([
    { video: { width: { ideal: 1920 }, height: { ideal: 1080 }, frameRate: { ideal: 60 } } },
  ])
  await expect(tileOf(brine.page, 'anna')).toBeVisible()
  // What is allowed to be sent.
  await expect
    .poll(
      async () =>
        await anna.page.evaluate(() => {
          const senders = window.rigConnections.flatMap((one) => one.getSenders())
          const video = senders.find(({ track }) => track?.kind === 'video')
          return video?.getParameters().encodings[0]
        }),
    )
    .toMatchObject({ maxBitrate: 8_000_000, maxFramerate: 60, scaleResolutionDownBy: 1, priority: 'low' })
  // What arrives.
  await expect
    .poll(async () => (await picturesOf(brine.page))[0]?.height ?? 0, { timeout: 30_000 })
    .toBeGreaterThanOrEqual(720)
  const rate = await rateOf(brine.page, 4_000)
  const [picture] = await picturesOf(brine.page)
  console.log(`measured: ${picture?.width}x${picture?.height}, ${rate.toFixed(1)} pictures a second`)
  expect(rate).toBeGreaterThanOrEqual(15)
  expect(picture?.height).toBeGreaterThanOrEqual(720)
  const { change, light } = await changeOf(brine.page, VIDEO, 500)
  expect(light).toBeGreaterThan(20)
  expect(change).toBeGreaterThan(2)
})

test('[VSC11] the sound of a tab is shared, and the call is not in it; deafened and hidden it is silent', async ({
  rig,
}) => {
  const anna = await rig.join('anna', { shares: 'tab', tone: ANNA })
  const brine = await rig.join('brine', { tone: BRINE })
  await showPage(anna, `${rig.shownUrl}#tone`)
  await share(anna)
  await expect(brine.page.locator(SOUND)).toHaveCount(1)
  await expect
    .poll(async () => (await tonesIn(brine.page, SOUND, [SHOWN_TONE]))[0], { timeout: 20_000 })
    .toBeGreaterThan(THERE)

  // Both voices are heard in the call all the while, so that they could be in it.
  const [brineAtAnna] = await tonesIn(anna.page, VOICES, [BRINE])
  const [annaAtBrine] = await tonesIn(brine.page, VOICES, [ANNA])
  const shared = await tonesIn(brine.page, SOUND, [SHOWN_TONE, ANNA, BRINE])
  console.log(`measured: voices ${brineAtAnna?.toFixed()} and ${annaAtBrine?.toFixed()} dBFS in the call`)
  console.log(`measured: in the share ${shared.map((one) => one.toFixed()).join(', ')} dBFS (shown, anna, brine)`)
  expect(brineAtAnna).toBeGreaterThan(THERE)
  expect(annaAtBrine).toBeGreaterThan(THERE)
  expect(shared[0]).toBeGreaterThan(THERE)
  expect(shared[1]).toBeLessThan(NOT_THERE)
  expect(shared[2]).toBeLessThan(NOT_THERE)
  // Who shares hears the tab itself, not what was shared of it.
  await expect(anna.page.locator(SOUND)).toHaveCount(0)

  const muted = async () =>
    await brine.page.locator(SOUND).evaluateAll((all) => all.map((one) => one instanceof HTMLAudioElement && one.muted))
  expect(await muted()).toEqual([false])
  await brine.page.getByRole('button', { name: 'Deafen' }).first().click()
  expect(await muted()).toEqual([true])
  await brine.page.getByRole('button', { name: 'Deafen' }).first().click()
  expect(await muted()).toEqual([false])
  await tileOf(brine.page, 'anna').getByRole('button', { name: 'stop watching' }).click()
  await expect(brine.page.locator(SOUND)).toHaveCount(0)
  await expect(brine.page.locator(VIDEO)).toHaveCount(0)
  await brine.page.getByRole('button', { name: 'Watch' }).click()
  await expect(brine.page.locator(SOUND)).toHaveCount(1)
  await expect(tileOf(brine.page, 'anna')).toBeVisible()
})

test('[VSC12] a sound that may have the call in it is not shared, and it is said why', async ({ rig }) => {
  const anna = await rig.join('anna', { shares: 'screen', tone: ANNA })
  const brine = await rig.join('brine', { tone: BRINE })
  await share(anna)
  // The system gave a sound; this browser does not leave its own out of it. (Shown, and announced.)
  await expect(anna.page.getByText('Shared without sound: the call itself would be in it').first()).toBeVisible()
  await expect(tileOf(brine.page, 'anna')).toBeVisible()
  await expect(brine.page.locator(VIDEO)).toHaveCount(1)
  await expect(brine.page.locator(SOUND)).toHaveCount(0)
  const sounds = await anna.page.evaluate(
    () =>
      window.rigConnections.flatMap((one) => one.getSenders()).filter(({ track }) => track?.kind === 'audio').length,
  )
  // The voice.
  expect(sounds).toBe(1)
})

test('[VSC13] a shared tab that enters the call itself loses its sound', async ({ rig }) => {
  const anna = await rig.join('anna', { shares: 'tab', tone: ANNA })
  const brine = await rig.join('brine', { tone: BRINE })
  const shown = await showPage(anna, `${rig.shownUrl}#tone`)
  await share(anna)
  await expect
    .poll(async () => (await tonesIn(brine.page, SOUND, [SHOWN_TONE]))[0], { timeout: 20_000 })
    .toBeGreaterThan(THERE)
  await shown.goto(rig.room.url)
  await joinCall(shown)
  await expect(anna.page.getByText('Shared without sound: that tab may be in a call').first()).toBeVisible()
  // Brine's own voice must not come back.
  await expect
    .poll(async () => (await tonesIn(brine.page, SOUND, [BRINE]))[0], { timeout: 20_000 })
    .toBeLessThan(NOT_THERE)
})

test('[VSC14] three small screens at once: everybody sees those of the two others', async ({ rig }) => {
  const size = '640x360'
  const context = { viewport: { width: 620, height: 340 } }
  const people = [
    await rig.join('anna', { shares: 'screen', tone: ANNA, size, context }),
    await rig.join('brine', { shares: 'screen', tone: BRINE, size, context }),
    await rig.join('cove', { shares: 'screen', tone: COVE, size, context }),
  ]
  for (const person of people) await share(person, { sound: false })
  for (const { page, name } of people) {
    for (const other of people) if (other.name !== name) await expect(tileOf(page, other.name)).toBeVisible()
    await expect
      .poll(async () => (await picturesOf(page)).filter(({ decoded }) => decoded > 10).length, { timeout: 60_000 })
      .toBe(2)
  }
})

test('[VSC15] it ends by its own button, by the browser, and with the call; who comes later sees what is shared', async ({
  rig,
}) => {
  const anna = await rig.join('anna', { shares: 'tab', tone: ANNA })
  const brine = await rig.join('brine', { tone: BRINE })
  const shown = await showPage(anna, rig.shownUrl)
  await share(anna, { sound: false })
  await expect(tileOf(brine.page, 'anna')).toBeVisible()
  await anna.page.getByRole('figure').getByRole('button', { name: 'Stop sharing' }).click()
  await expect(tileOf(brine.page, 'anna')).toHaveCount(0)
  await expect(anna.page.getByRole('figure')).toHaveCount(0)

  await share(anna, { sound: false })
  const cove = await rig.join('cove', { tone: COVE })
  await expect(tileOf(cove.page, 'anna')).toBeVisible()
  await expect.poll(async () => await rateOf(cove.page, 2_000), { timeout: 30_000 }).toBeGreaterThan(5)

  // As by the bar of the browser: what is shared goes away by itself.
  await shown.close()
  for (const { page } of [brine, cove]) await expect(tileOf(page, 'anna')).toHaveCount(0)
  await expect(anna.page.getByRole('figure')).toHaveCount(0)
  await expect(anna.page.getByRole('button', { name: 'Share a screen' })).toBeVisible()
})

test('[VSC16] a share lives through an ICE restart, and through a room that is away and comes back', async ({
  rig,
}) => {
  const anna = await rig.join('anna', { shares: 'tab', tone: ANNA })
  const brine = await rig.join('brine', { tone: BRINE })
  await showPage(anna, rig.shownUrl)
  await share(anna, { sound: false })
  const isMoving = async () => await rateOf(brine.page, 1_500)
  await expect.poll(isMoving, { timeout: 30_000 }).toBeGreaterThan(5)
  const id = await brine.page.locator(VIDEO).getAttribute('data-screen-video')

  await anna.page.evaluate(() => {
    for (const one of window.rigConnections) one.restartIce()
  })
  await anna.page.waitForTimeout(2_000)
  expect(await isMoving()).toBeGreaterThan(5)

  await rig.room.kill()
  await brine.page.waitForTimeout(2_000)
  expect(await isMoving()).toBeGreaterThan(5)
  await rig.room.start()
  await expect(brine.page.getByText('Room away.')).toHaveCount(0, { timeout: 30_000 })
  expect(await isMoving()).toBeGreaterThan(5)
  expect(await brine.page.locator(VIDEO).getAttribute('data-screen-video')).toBe(id)
})

test('[VSC17] large over the conversation, the whole screen, and back, by keys alone', async ({ rig }) => {
  const anna = await rig.join('anna', { shares: 'tab', tone: ANNA })
  const { page } = await rig.join('brine', { shares: 'tab', tone: BRINE })
  await showPage(anna, rig.shownUrl)
  await share(anna, { sound: false })
  const view = page.getByRole('button', { name: /^Screen of anna: (enlarge|back)/ }).first()
  await view.focus()
  await page.keyboard.press('Enter')
  await expect(view).toHaveAccessibleName('Screen of anna: back to a tile')
  await expect(view).toBeFocused()
  const [tile, area] = [await tileOf(page, 'anna').boundingBox(), await page.getByRole('main').boundingBox()]
  expect((tile?.height ?? 0) / (area?.height ?? 1)).toBeGreaterThan(0.8)
  // What lies below cannot be reached.
  const composer = page.getByRole('textbox', { name: /^Message / })
  await composer.evaluate((element) => {
    if (element instanceof HTMLElement) element.focus()
  })
  await expect(view).toBeFocused()
  await page.keyboard.press('f')
  await expect.poll(async () => await page.evaluate(() => document.fullscreenElement?.tagName)).toBe('FIGURE')
  await page.keyboard.press('f')
  await expect.poll(async () => await page.evaluate(() => document.fullscreenElement)).toBeNull()
  await page.keyboard.press('Escape')
  await expect(view).toHaveAccessibleName('Screen of anna: enlarge')
  await expect(view).toBeFocused()
  await composer.focus()
  await expect(composer).toBeFocused()
})
