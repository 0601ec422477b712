import { MAY_TALK, button, first, listening, panel, playing, position, row, rows, second, titles } from './queue.ts'
import { expect, test } from './test.ts'

// A call with two browsers in it takes a busy machine a while.
test.describe.configure({ timeout: 150_000 })
test.use({ actionTimeout: 30_000 })

test('[SH3] a song that is dragged elsewhere is there for everybody', async ({ room, visit }) => {
  const { pages } = await listening(room, (as, path) => visit({ ...MAY_TALK, as, path }), ['owner', 'ann'])
  const page = first(pages)
  const [from, to] = [await row(page, 'Long Cable').boundingBox(), await row(page, 'Paper Lamps').boundingBox()]
  if (!from || !to) throw new Error('The rows are not drawn')
  const x = from.x + from.width / 2
  await page.mouse.move(x, from.y + from.height / 2)
  await page.mouse.down()
  await page.mouse.move(x, from.y - 10, { steps: 4 })
  await page.mouse.move(x, to.y + 4, { steps: 8 })
  await page.mouse.up()
  const order = ['Slow Ferry', 'Long Cable', 'Paper Lamps', 'Quarry']
  await expect(rows(page)).toHaveText(titles(order))
  await expect(rows(second(pages))).toHaveText(titles(order))
  // What was let go after Escape is where it was.
  await page.mouse.move(x, to.y + 10)
  await page.mouse.down()
  await page.mouse.move(x, to.y + 140, { steps: 6 })
  await page.keyboard.press('Escape')
  await page.mouse.up()
  await expect(rows(page)).toHaveText(titles(order))
  await expect(panel(page)).toBeVisible()
})

test('[SH4] the keyboard walks, moves and removes, and keeps its place', async ({ room, visit }) => {
  const { pages } = await listening(room, (as, path) => visit({ ...MAY_TALK, as, path }), ['owner'])
  const page = first(pages)
  await button(page, 'Pause Slow Ferry').focus()
  await page.keyboard.press('ArrowDown')
  await expect(button(page, 'Play Paper Lamps now')).toBeFocused()
  // Quicker than the room answers.
  await page.keyboard.press('Alt+ArrowDown')
  await page.keyboard.press('Alt+ArrowDown')
  await expect(button(page, 'Play Paper Lamps now')).toBeFocused()
  await expect(page.getByRole('status').filter({ hasText: 'Paper Lamps is now number 4 of 4.' })).toBeAttached()
  const order = ['Slow Ferry', 'Quarry', 'Long Cable', 'Paper Lamps']
  for (const one of pages) await expect(rows(one)).toHaveText(titles(order))
  await page.keyboard.press('Delete')
  for (const one of pages) await expect(rows(one)).toHaveText(titles(order.slice(0, 3)))
  await expect(button(page, 'Play Long Cable now')).toBeFocused()
  await page.keyboard.press('Home')
  await expect(button(page, 'Pause Slow Ferry')).toBeFocused()
  // The channel is still the same: the keys were the queue's.
  await expect(page.getByRole('heading', { level: 1, name: 'Couch' })).toBeVisible()
})

test('[SH5] who moves the position moves it for all', async ({ room, visit }) => {
  const { pages } = await listening(room, (as, path) => visit({ ...MAY_TALK, as, path }), ['owner', 'ann'])
  await button(first(pages), 'Pause for everybody').click()
  await expect(button(second(pages), 'Play for everybody')).toBeVisible()
  await position(first(pages)).press('End')
  await position(first(pages)).press('Home')
  for (let press = 0; press < 6; press++) await position(first(pages)).press('ArrowRight')
  for (const page of pages) await expect(position(page)).toHaveAttribute('aria-valuetext', '0:30 of 1:30')
  await expect(position(second(pages))).toHaveAttribute('aria-valuenow', '30')
  const track = await position(second(pages)).locator('xpath=../..').boundingBox()
  if (!track) throw new Error('The slider is not drawn')
  await second(pages).mouse.click(track.x + track.width * 0.75, track.y + track.height / 2)
  await expect.poll(async () => Number(await position(first(pages)).getAttribute('aria-valuenow'))).toBeGreaterThan(60)
})

test('[SH6] two who press next at once skip one song', async ({ room, visit }) => {
  // "At once" is: the second one has not heard yet of what the first one did.
  const late = { isDeaf: false, missed: new Array<() => void>() }
  const { pages } = await listening(
    room,
    async (as, path) => {
      const page = await visit({ ...MAY_TALK, as })
      if (as === 'ann')
        await page.routeWebSocket(/\/ws\?/, (toPage) => {
          toPage.connectToServer().onMessage((frame) => {
            if (late.isDeaf && String(frame).includes('"shareplay_update"')) late.missed.push(() => toPage.send(frame))
            else toPage.send(frame)
          })
        })
      await page.goto(`${room.url}${path}`)
      return page
    },
    ['owner', 'ann'],
  )
  late.isDeaf = true
  await button(first(pages), 'Next song').click()
  await expect(playing(first(pages))).toHaveText(/^Paper Lamps/)
  await expect(playing(second(pages))).toHaveText(/^Slow Ferry/)
  await button(second(pages), 'Next song').click()
  await expect.poll(() => late.missed.length).toBeGreaterThan(0)
  late.isDeaf = false
  for (const tell of late.missed) tell()
  for (const page of pages) await expect(playing(page)).toHaveText(/^Paper Lamps/)
  await button(second(pages), 'Next song').click()
  for (const page of pages) await expect(playing(page)).toHaveText(/^Quarry/)
  // Nobody is bothered with who was faster.
  for (const page of pages) await expect(page.getByText('Somebody else was faster', { exact: false })).toHaveCount(0)
  await button(second(pages), /^Repeat: off/).click()
  await expect(button(first(pages), 'Repeat: all songs')).toHaveAttribute('aria-pressed', 'true')
})

test('[SH7] songs are removed one by one, and all after a question', async ({ room, visit }) => {
  const { pages } = await listening(room, (as, path) => visit({ ...MAY_TALK, as, path }), ['owner'])
  const page = first(pages)
  for (const title of ['Quarry', 'Paper Lamps']) {
    await row(page, title).hover()
    await button(page, `More about ${title}`).click()
    await page.getByRole('menuitem', { name: 'Remove' }).click()
  }
  await expect(rows(page)).toHaveText(titles(['Slow Ferry', 'Long Cable']))
  await row(page, 'Long Cable').hover()
  await button(page, 'More about Long Cable').click()
  await page.getByRole('menuitem', { name: 'Move up' }).click()
  await expect(rows(page)).toHaveText(titles(['Long Cable', 'Slow Ferry']))
  await button(page, 'Clear the queue').click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click()
  await expect(rows(page)).toHaveCount(2)
  await button(page, 'Clear the queue').click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Clear' }).click()
  await expect(panel(page).getByText('Nothing plays yet')).toBeVisible()
})
