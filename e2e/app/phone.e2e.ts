import type { Page } from '@playwright/test'
import { furnish } from './scene.ts'
import { composer, expect, message, messages, test } from './test.ts'
import { PHONE, type Tour, take } from './tour.ts'

const TOUR_NAMES: readonly Tour[] = ['conversation', 'call', 'dialogs', 'settings', 'host', 'outside']
/** WCAG 2.2, 2.5.8: the least for everything; and what fingers are comfortable with, for the main controls. */
const LEAST = 24
const COMFORTABLE = 44

/**
 * What can be pressed and is seen, but is met by a finger on less than `least` pixels each way. Links within text are an
 * exception of 2.5.8; labels are met for what they name.
 */
async function tooSmall(page: Page, least: number, selector = '*'): Promise<{ seen: number; flaws: string[] }> {
  return await page.evaluate(
    ([wanted, chosen]) => {
      const pressable = 'a[href], button, input, textarea, [role^="menuitem"], [role="tab"], [role="option"]'
      const controls = [...document.querySelectorAll<HTMLElement>(pressable)]
        .filter(
          (one) => one.matches(chosen) && one.checkVisibility({ opacityProperty: true, visibilityProperty: true }),
        )
        .filter((one) => !(one.matches('a') && getComputedStyle(one).display === 'inline'))
        .filter((one) => !one.closest('[inert], [aria-hidden="true"], .visually-hidden') && !one.matches(':disabled'))
        .filter((one) => one.getBoundingClientRect().width > 1)
      const isMet = (one: HTMLElement, x: number, y: number) => {
        const there = document.elementFromPoint(x, y)
        const named = there?.closest('label')?.control
        return there !== null && (one.contains(there) || named === one)
      }
      const isSmall = (one: HTMLElement) => {
        const { x, y, width, height } = one.getBoundingClientRect()
        if (Math.min(width, height) + 0.5 >= wanted) return false
        // What is drawn small may be met around it.
        const [middleX, middleY, reach] = [x + width / 2, y + height / 2, wanted / 2 - 1]
        return ![-reach, reach].every((by) => isMet(one, middleX + by, middleY) && isMet(one, middleX, middleY + by))
      }
      const flaws = controls.filter(isSmall).map((one) => {
        const { width, height } = one.getBoundingClientRect()
        const label = one.getAttribute('aria-label') ?? (one.textContent || one.outerHTML)
        return `"${label.slice(0, 80)}" is ${Math.round(width)} × ${Math.round(height)}`
      })
      return { seen: controls.length, flaws }
    },
    [least, selector] as const,
  )
}
const sideways = async (page: Page) =>
  await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)

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

for (const tour of TOUR_NAMES) {
  test(`[PH2] on a phone nothing is too wide, and nothing too small to be met: ${tour}`, async ({ room, visit }) => {
    test.setTimeout(180_000)
    const flaws: string[] = []
    const failures = await take(tour, { theme: 'dark', viewport: PHONE }, { room, visit }, async (page, { name }) => {
      const over = await sideways(page)
      if (over > 0) flaws.push(`${name}: ${over} px too wide`)
      flaws.push(...(await tooSmall(page, LEAST)).flaws.map((flaw) => `${name}: ${flaw}`))
    })
    expect([...failures, ...new Set(flaws)]).toEqual([])
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
