import { joinCall, ladder, secondHeard, silence, tap, withMusic } from './music.ts'
import { expect, test } from './test.ts'

test('[PL1] what is added to the call is heard by all who are in it, and by nobody else', async ({ room, visit }) => {
  const { add, act } = await withMusic(room)
  await room.person('ann')
  const pages = [await visit({ as: 'owner' }), await visit({ as: 'ann' })]
  for (const page of pages) {
    await page.addInitScript(tap)
    await page.reload()
  }
  const [page, other] = pages as [(typeof pages)[0], (typeof pages)[0]]
  await joinCall(page)
  await add(ladder(400, 30))
  await expect.poll(() => secondHeard(page, 400)).not.toBeNull()
  const first = await secondHeard(page, 400)
  await expect.poll(() => secondHeard(page, 400)).toBeGreaterThan(first ?? 0)
  expect(await silence(other)).toBe(true)
  act('pause')
  await expect.poll(() => silence(page)).toBe(true)
})
