import { heard, ladder, tap, withMusic } from './music.ts'
import { expect, test } from './test.ts'

// Whatever Playwright asks of a page counts as a touch of it, and a trace asks all the time.
test.use({ trace: 'off' })

for (const [what, seconds] of [
  ['in memory', 29],
  ['by a stream', 600],
] as const)
  test(`[PL5] a browser that wants a click first is told so, and plays with the next one: ${what}`, async ({
    room,
    visit,
  }) => {
    const { owner, add, report } = await withMusic(room)
    const first = await visit({ as: 'owner' })
    // Another page of the same browser, which nobody has touched.
    const page = await first.context().newPage()
    await first.close()
    await page.addInitScript(tap)
    await page.addInitScript(() => {
      const look = setInterval(() => {
        const buttons = [...document.querySelectorAll('button')]
        const join = buttons.find((button) => button.ariaLabel === 'Join the call in Couch')
        if (!join) return
        clearInterval(look)
        join.click()
      }, 100)
    })
    await page.goto(room.url)
    await add(ladder(400, seconds))
    await expect.poll(() => report(owner.id)?.state).toBe('blocked')
    await page.mouse.click(640, 400)
    await heard(page, 400)
    await expect.poll(() => report(owner.id)?.state).toBe('playing')
  })
