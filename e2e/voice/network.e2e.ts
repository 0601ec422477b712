import { whyNoNet } from '../../server/test/net/can.ts'
import { tellNotRun } from '../not-run.ts'
import { VOICES, expect, test } from './lan.ts'
import { type Peer, only } from './peer.ts'
import { told } from './test.ts'

const reason = whyNoNet()
tellNotRun('calls through a network that fails', reason)
test.skip(reason !== null, `NOT RUN: ${reason}`)

/** Milliseconds from now until somebody is heard again, by the ear of the page itself. */
async function heardAgain(peer: Peer, hertz: number, timeout: number): Promise<number> {
  const began = performance.now()
  await expect.poll(() => peer.hears(), { timeout, intervals: [100] }).toContain(String(hertz))
  return Math.round(performance.now() - began)
}

for (const [seconds, mostMs] of [
  [5, 5_000],
  [40, 20_000],
] as const)
  test(`[VC10] the network of one is cut for ${seconds} s: both hear each other again`, async ({ lan }) => {
    test.setTimeout(180_000)
    const ann = await lan.join('ann')
    const ben = await lan.join('ben')
    await ann.expectHears([VOICES.ben])
    await ben.expectHears([VOICES.ann])
    lan.cut('ben')
    await ann.page.waitForTimeout(seconds * 1_000)
    await ann.expectHears([])
    lan.mend('ben')
    const again = await Promise.all([heardAgain(ann, VOICES.ben, 60_000), heardAgain(ben, VOICES.ann, 60_000)])
    told('VC10', `after a cut of ${seconds} s heard again ${again.join(' and ')} ms after the network was back`)
    expect(Math.max(...again)).toBeLessThan(mostMs)
    for (const peer of [ann, ben]) {
      await expect(peer.bar).not.toContainText('Room away.', { timeout: 30_000 })
      await expect(peer.sees('ann')).toBeVisible()
      await expect(peer.sees('ben')).toBeVisible()
      await peer.expectLinks(1)
    }
    // And it stays so past the moment at which who is missing would be let go of.
    if (seconds > 30) {
      const from = await ann.now()
      await ann.page.waitForTimeout(5_000)
      expect(only(await ann.heardSince(from), VOICES.ben).gapMs).toBeLessThan(1_000)
    }
  })

test('[VC11] one packet in twenty is lost: still heard, and the quality says so', async ({ lan }) => {
  const ann = await lan.join('ann')
  const ben = await lan.join('ben')
  await ann.expectHears([VOICES.ben])
  const quality = ann.bar.getByRole('button', { name: /connection/ })
  await expect(quality).toHaveText(/good/)
  lan.lose('ann', 5)
  await expect(quality).toHaveText(/fair|poor/, { timeout: 30_000 })
  const word = await quality.textContent()
  const { db, gapMs } = await ann.listenTo(VOICES.ben, 5_000)
  told('VC11', `with 5 % loss: ${db.toFixed(1)} dBFS, longest gap ${gapMs} ms, the connection is "${word?.trim()}"`)
  expect(db).toBeGreaterThan(-18)
  expect(gapMs).toBeLessThan(500)
  await expect(ben.bar.getByRole('button', { name: /connection/ })).toHaveText(/good/)
})

test('[VC12] a browser is killed, another loses its power: both ghosts are gone within 45 s', async ({ lan }) => {
  test.setTimeout(180_000)
  const ann = await lan.join('ann')
  await lan.join('ben')
  await lan.join('cid')
  await ann.expectHears([VOICES.ben, VOICES.cid])
  lan.cut('cid')
  lan.kill('cid')
  lan.kill('ben')
  const began = performance.now()
  const gone = async (name: string) => {
    await expect(ann.sees(name)).toHaveCount(0, { timeout: 60_000 })
    return Math.round(performance.now() - began)
  }
  const [ben, cid] = await Promise.all([gone('ben'), gone('cid')])
  told('VC12', `gone from ann's view: the killed one after ${ben} ms, the one without power after ${cid} ms`)
  expect(Math.max(ben, cid)).toBeLessThan(46_000)
  await ann.expectLinks(0)
  // The same person comes back.
  lan.mend('cid')
  await lan.join('cid')
  await ann.expectHears([VOICES.cid])
})

test('[VC13] who leaves while their network is cut is gone for the others, and stays gone once it is back', async ({
  lan,
}) => {
  test.setTimeout(180_000)
  const ann = await lan.join('ann')
  const ben = await lan.join('ben')
  await ann.expectHears([VOICES.ben])
  lan.cut('ben')
  const began = performance.now()
  await ben.page.waitForTimeout(2_000)
  await ben.leave()
  // So long that the page gives its connection up, with the goodbye in it; and not so long that the room gives up its place.
  await ben.page.waitForTimeout(33_000)
  lan.mend('ben')
  await expect(ann.sees('ben')).toHaveCount(0, { timeout: 30_000 })
  told('VC13', `gone from ann's view ${Math.round(performance.now() - began)} ms after the cut`)
  // Somebody's place that is kept for a connection which is there would be kept for ever.
  await expect(ben.joinButton).toBeVisible({ timeout: 30_000 })
  await ann.page.waitForTimeout(3_000)
  await expect(ann.sees('ben')).toHaveCount(0)
  await ann.expectLinks(0)
  await ben.join()
  await ann.expectHears([VOICES.ben])
})
