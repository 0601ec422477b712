import { furnish } from './scene.ts'
import { composer, expect, message, messages, test } from './test.ts'
import { COMFORTABLE, sideways, tooSmall } from './touch.ts'
import { PHONE } from './tour.ts'

for (const theme of ['dark', 'light'] as const) {
  test(`[PH1] on a phone one goes from the list to a channel, writes, looks, and comes back, ${theme}`, async ({
    room,
    visit,
  }) => {
    test.setTimeout(120_000)
    await furnish(room)
    const options = { viewport: PHONE, hasTouch: true, isMobile: true, colorScheme: theme }
    const page = await visit({ ...options, as: 'owner' })
    const list = page.getByRole('navigation', { name: 'Channels' })
    await expect(list).toBeVisible()
    await expect(page.getByRole('log')).toHaveCount(0)
    await list.getByRole('link', { name: /^general/ }).tap()
    await expect(page.getByRole('log')).toBeVisible()
    await expect(list).toHaveCount(0)

    await composer(page).tap()
    await page.keyboard.type('From the sofa')
    await page.getByRole('button', { name: 'Send' }).tap()
    await expect(message(page, 'From the sofa')).toBeInViewport()

    await page.getByRole('button', { name: 'Enlarge map.png' }).tap()
    const picture = page.getByRole('dialog', { name: 'map.png' })
    await expect(picture.getByRole('img')).toBeVisible()
    expect(await sideways(page)).toBeLessThanOrEqual(0)
    await picture.getByRole('button', { name: 'Close' }).tap()
    await expect(picture).toHaveCount(0)

    await page.getByRole('button', { name: 'People' }).tap()
    const people = page.getByRole('dialog', { name: 'People' })
    await people.getByRole('button', { name: /tern/ }).tap()
    await expect(page.getByRole('button', { name: 'Mention' })).toBeVisible()
    await page.getByRole('button', { name: 'Mention' }).tap()
    await expect(composer(page)).toHaveValue(/@tern/)
    await expect(page.getByRole('dialog')).toHaveCount(0)

    // What one does with a message.
    await message(page, 'From the sofa').tap()
    await message(page, 'From the sofa').getByRole('button', { name: 'Reply' }).tap()
    await expect(page.getByText('Replying to yourself')).toBeVisible()

    await page.getByRole('button', { name: 'Channels' }).tap()
    await expect(list).toBeVisible()
    await page.goBack()
    await expect(messages(page).last()).toBeVisible()
    expect(await sideways(page)).toBeLessThanOrEqual(0)
  })
}

test('[PH3] on a phone the main controls are as large as a finger', async ({ room, visit }) => {
  test.setTimeout(120_000)
  const scene = await furnish(room)
  const page = await visit({ viewport: PHONE, hasTouch: true, isMobile: true, as: 'owner' })
  const small: string[] = []
  const look = async (where: string, selector: string) => {
    const { seen, flaws } = await tooSmall(page, COMFORTABLE, selector)
    expect(seen, where).toBeGreaterThan(3)
    small.push(...flaws.map((flaw) => `${where}: ${flaw}`))
  }
  await look('list', 'nav a, footer button, header button')
  await page.goto(`${room.url}/c/${scene.general}`)
  await expect(message(page, 'Thank you both')).toBeVisible()
  await look('conversation', 'header button, form button, textarea')
  await page.getByRole('button', { name: 'People' }).tap()
  await expect(page.getByRole('dialog').getByRole('button', { name: /tern/ })).toBeVisible()
  await look('people', '[role="dialog"] button')
  await page.goto(`${room.url}/settings`)
  await expect(page.getByRole('link', { name: 'Profile' })).toBeVisible()
  await look('settings', 'a, button')
  expect([...new Set(small)]).toEqual([])
})
