import type { Peer } from './peer.ts'
import { only } from './peer.ts'
import { TONES } from './sounds.ts'
import { expect, told, test } from './test.ts'

const [ANN, BEN, CID] = TONES

/** Sound really comes and goes on every link: packets both ways, and energy in what arrived. */
async function expectFlow(peer: Peer, links: number): Promise<void> {
  await peer.expectLinks(links)
  const before = await peer.counted()
  await peer.page.waitForTimeout(1_000)
  const after = await peer.counted()
  for (const [at, link] of after.entries()) {
    expect(link.sent - (before[at]?.sent ?? 0)).toBeGreaterThan(30)
    expect(link.received - (before[at]?.received ?? 0)).toBeGreaterThan(30)
    expect(link.energy - (before[at]?.energy ?? 0)).toBeGreaterThan(0.001)
  }
}

test('[VC1] two, then three: each hears exactly the others, and goes on when one leaves', async ({ call, visit }) => {
  const ann = await call.peer('ann', { tone: ANN })
  const ben = await call.peer('ben', { tone: BEN })
  await ann.join()
  await ben.join()
  await ann.expectHears([BEN])
  await ben.expectHears([ANN])
  await expectFlow(ann, 1)
  await expectFlow(ben, 1)

  const cid = await call.peer('cid', { tone: CID })
  // Who is in the call is seen from outside it.
  for (const name of ['ann', 'ben']) await expect(cid.sees(name)).toBeVisible()
  const from = await ann.now()
  await cid.join()
  await ann.expectHears([BEN, CID])
  await ben.expectHears([ANN, CID])
  await cid.expectHears([ANN, BEN])
  for (const peer of [ann, ben, cid]) await expectFlow(peer, 2)
  const outside = await visit({ as: 'owner' })
  for (const name of ['ann', 'ben', 'cid'])
    await expect(outside.getByRole('list', { name: 'In the call of Couch' }).getByText(name)).toBeVisible()

  await cid.leave()
  await ann.expectHears([BEN])
  await ben.expectHears([ANN])
  await cid.expectHears([])
  await ann.expectLinks(1)
  await expect(cid.sees('cid')).toHaveCount(0)
  await expect(cid.sees('ann')).toBeVisible()
  const { gapMs } = only(await ann.heardSince(from), BEN)
  told('VC1', `longest gap of ben at ann while cid came and went: ${gapMs} ms`)
  expect(gapMs).toBeLessThan(500)
})

test('[VC2] muted is silent at the other end and hardly sends; deafened hears nothing', async ({ call }) => {
  const ann = await call.peer('ann', { tone: ANN })
  const ben = await call.peer('ben', { tone: BEN })
  await ann.join()
  await ben.join()
  await ben.expectHears([ANN])

  await ann.press('Mute')
  await ben.expectHears([])
  await expect(ben.sees('ann')).toContainText('muted')
  // An encoder takes a moment to notice that there is nothing to say.
  await ben.page.waitForTimeout(1_500)
  const before = await ben.counted()
  const { db } = await ben.listenTo(ANN, 3_000)
  const after = await ben.counted()
  const packets = (after[0]?.received ?? 0) - (before[0]?.received ?? 0)
  told('VC2', `ann muted: ${db.toFixed(0)} dBFS and ${(packets / 3).toFixed(1)} packets a second at ben`)
  expect(db).toBeLessThan(-60)
  expect(packets).toBeLessThan(3 * 15)
  await ann.expectHears([BEN])

  await ann.press('Mute')
  await ben.expectHears([ANN])
  await ann.press('Deafen')
  await ann.expectHears([])
  await ben.expectHears([])
  await expect(ben.sees('ann')).toContainText('deafened')
  // What nobody hears is sent all the same: the other one is not muted.
  await expectReceives(ann)
  await ann.press('Deafen')
  await ann.expectHears([BEN])
  await ben.expectHears([ANN])
})

async function expectReceives(peer: Peer): Promise<void> {
  const [before] = await peer.counted()
  await peer.page.waitForTimeout(1_000)
  const [after] = await peer.counted()
  expect((after?.received ?? 0) - (before?.received ?? 0)).toBeGreaterThan(30)
}

test('[VC3] somebody is half as loud, twice as loud, or not heard; only here', async ({ call }) => {
  const ann = await call.peer('ann', { tone: ANN })
  const ben = await call.peer('ben', { tone: BEN })
  await ann.join()
  await ben.join()
  await ann.expectHears([BEN])
  await ben.expectHears([ANN])
  const usual = (await ann.listenTo(BEN, 800)).db
  const levels: number[] = []
  for (const percent of [50, 200, 0, 100] as const) {
    await ann.setVolume('ben', percent)
    await ann.page.waitForTimeout(700)
    levels.push((await ann.listenTo(BEN, 800)).db - usual)
  }
  const [half = 0, twice = 0, nothing = 0, back = 0] = levels
  told('VC3', `50 %: ${half.toFixed(1)} dB, 200 %: ${twice.toFixed(1)} dB, 100 % again: ${back.toFixed(1)} dB`)
  expect(Math.abs(half + 6)).toBeLessThan(1)
  // A quarter of full scale twice as loud is no matter for the limiter yet.
  expect(Math.abs(twice - 6)).toBeLessThan(1.5)
  expect(nothing).toBeLessThan(-50)
  expect(Math.abs(back)).toBeLessThan(1)
  await ben.expectHears([ANN])
})

test('[VC4] another microphone in the middle of a call: nothing is negotiated, and the voice goes on', async ({
  call,
}) => {
  const ann = await call.peer('ann', { tone: ANN })
  const ben = await call.peer('ben', { tone: BEN })
  await ann.join()
  await ben.join()
  await ben.expectHears([ANN])
  const [before] = await ann.counted()
  const opened = await ann.page.evaluate(() => window.ear.opened.length)
  const from = await ben.now()
  await ann.bar.getByRole('button', { name: 'Microphone and sound' }).click()
  await ann.page.getByRole('combobox', { name: 'Microphone' }).selectOption({ label: 'Fake Audio Input 2' })
  await expect
    .poll(() => ann.page.evaluate(() => window.ear.opened.at(-1)))
    .toMatchObject({ label: 'Fake Audio Input 2', state: 'live' })
  expect(await ann.page.evaluate(() => window.ear.opened.length)).toBeGreaterThan(opened)
  await ben.page.waitForTimeout(1_500)
  const { gapMs } = only(await ben.heardSince(from), ANN)
  told('VC4', `longest gap of ann at ben over the change: ${gapMs} ms`)
  expect(gapMs).toBeLessThan(1_000)
  await ben.expectHears([ANN])
  await ann.page.keyboard.press('Escape')
  // The same connection, and only one microphone open.
  expect(await ann.counted()).toMatchObject([{ madeAt: before?.madeAt, state: 'connected' }])
  expect(await ann.page.evaluate(() => window.ear.negotiations)).toBe(1)
  const live = await ann.page.evaluate(() => window.ear.opened.filter(({ state }) => state === 'live').length)
  expect(live).toBe(1)
})

test('[VC5] two devices of one person: not connected to each other, both heard by the others', async ({ call }) => {
  const ann = await call.peer('ann', { tone: ANN })
  const second = await call.peer('ann', { tone: CID })
  const ben = await call.peer('ben', { tone: BEN })
  await ann.join()
  await second.join()
  await ben.join()
  await ben.expectHears([ANN, CID])
  await ann.expectHears([BEN])
  await second.expectHears([BEN])
  await ben.expectLinks(2)
  await ann.expectLinks(1)
  await second.expectLinks(1)
  await expect(ben.sees('ann')).toHaveCount(1)
  await second.leave()
  await ben.expectHears([ANN])
  await expect(ben.sees('ann')).toBeVisible()
})
