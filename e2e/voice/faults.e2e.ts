import type { Page } from '@playwright/test'
import { type Peer, only } from './peer.ts'
import { TONES } from './sounds.ts'
import { expect, told, test } from './test.ts'

const [ANN, BEN, CID] = TONES

test('[VC6] the room is killed and away for ten seconds: the call goes on, and takes in a third afterwards', async ({
  call,
  room,
}) => {
  const ann = await call.peer('ann', { tone: ANN })
  const ben = await call.peer('ben', { tone: BEN })
  const cid = await call.peer('cid', { tone: CID })
  await ann.join()
  await ben.join()
  await ann.expectHears([BEN])
  await ben.expectHears([ANN])
  const since = await Promise.all([ann.now(), ben.now()])
  await room.kill()
  for (const peer of [ann, ben]) await expect(peer.bar).toContainText('Room away.')
  await ann.page.waitForTimeout(10_000)
  await ann.expectHears([BEN])
  await room.start()
  for (const peer of [ann, ben]) {
    await expect(peer.bar).not.toContainText('Room away.', { timeout: 30_000 })
    await expect(peer.bar.getByText(/^\d+:\d\d$/)).toBeVisible()
  }
  // Past all that follows a reconnect.
  await ann.page.waitForTimeout(2_000)
  const gaps = [
    only(await ann.heardSince(since[0] ?? 0), BEN).gapMs,
    only(await ben.heardSince(since[1] ?? 0), ANN).gapMs,
  ]
  told('VC6', `longest gap of the tones while the room was away: ${gaps.join(' and ')} ms`)
  expect(Math.max(...gaps)).toBeLessThan(500)
  await ann.expectLinks(1)

  await expect(cid.sees('ann')).toBeVisible({ timeout: 30_000 })
  await expect(cid.sees('ben')).toBeVisible()
  await cid.join()
  await ann.expectHears([BEN, CID])
  await ben.expectHears([ANN, CID])
  await cid.expectHears([ANN, BEN])
})

test('[VC7] a tab is reloaded: the one before is gone at once, and joining again works', async ({ call }) => {
  const ann = await call.peer('ann', { tone: ANN })
  const ben = await call.peer('ben', { tone: BEN })
  await ann.join()
  await ben.join()
  await ann.expectHears([BEN])
  const began = performance.now()
  await Promise.all([
    ben.page.reload(),
    expect(ann.sees('ben'))
      .toHaveCount(0)
      .then(() => {
        told('VC7', `the reloaded one was gone after ${Math.round(performance.now() - began)} ms`)
      }),
  ])
  expect(performance.now() - began).toBeLessThan(10_000)
  await ann.expectLinks(0)
  await ben.join()
  await ann.expectHears([BEN])
  await ben.expectHears([ANN])
  await expect(ann.sees('ben')).toHaveCount(1)
})

/** From now on this page is told nothing by the room, not even that it closes the connection. */
async function deafToRoom(page: Page): Promise<{ cut(): void }> {
  let isCut = false
  await page.routeWebSocket(/\/ws\?/, (route) => {
    const server = route.connectToServer()
    server.onMessage((message) => {
      if (!isCut) route.send(message)
    })
    server.onClose((code, reason) => {
      if (!isCut) void route.close({ ...(code === undefined ? {} : { code }), ...(reason ? { reason } : {}) })
    })
  })
  return { cut: () => void (isCut = true) }
}

for (const [who, isWilling] of [
  ['whose client does as told', true],
  ['whose client does not care', false],
] as const)
  test(`[VC8] a removed member ${who} is not heard and hears nobody within a second`, async ({ call }) => {
    const ann = await call.peer('ann', { tone: ANN })
    const cid = await call.peer('cid', { tone: CID })
    let cut = () => {}
    const prepare = async (page: Page) => {
      const way = await deafToRoom(page)
      cut = way.cut
    }
    const ben = await call.peer('ben', { tone: BEN, mayComplain: true, ...(isWilling ? {} : { prepare }) })
    const ids = ['ann', 'ben', 'cid'].map((name) => call.people.get(name)?.id ?? '')
    const channel = `/api/channels/${call.channelId}`
    expect((await call.owner.post(`${channel}/members`, { add: ids })).status).toBe(200)
    expect((await call.owner.patch(channel, { is_private: true })).status).toBe(200)
    for (const peer of [ann, ben, cid]) await peer.join()
    await ann.expectHears([BEN, CID])
    await ben.expectHears([ANN, CID])
    await cid.expectHears([ANN, BEN])

    cut()
    expect((await call.owner.post(`${channel}/members`, { remove: [ids[1]] })).status).toBe(200)
    const repliedAt = Date.now()
    await ann.page.waitForTimeout(3_000)
    const after = async (peer: Peer, hertz: number) => Math.round((await peer.lastHeard(hertz)) - repliedAt)
    const heardMs = [await after(ann, BEN), await after(cid, BEN), await after(ben, ANN), await after(ben, CID)]
    told('VC8', `after the reply ben was heard for ${heardMs.join(', ')} ms (ann, cid; ben hears ann, cid)`)
    for (const ms of heardMs) expect(ms).toBeLessThan(1_000)
    await ann.expectLinks(1)
    await cid.expectLinks(1)
    await ann.expectHears([CID])
    await ben.expectHears([])
    if (isWilling) await expect(ben.bar).toHaveCount(0)
    // He would still send, if anybody took it.
    else await expect(ben.bar).toBeVisible()
  })
