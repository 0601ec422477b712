import { findings } from './findings.ts'
import { composer, expect, say, test } from './test.ts'
import { LEAST, sideways, tooSmall } from './touch.ts'
import { PHONE, TOUR_NAMES, WIDE, take } from './tour.ts'

const THEMES = ['dark', 'light'] as const

/** Mild findings are told and counted as no failure. */
const report = (where: string, mild: readonly string[]) => {
  for (const one of new Set(mild.map((line) => line.slice(0, 120)))) console.log(`${where}: ${one}`)
}

for (const tour of TOUR_NAMES)
  test(`[AX1] axe: ${tour}: nothing serious on any screen, in both themes`, async ({ room, visit }) => {
    test.setTimeout(300_000)
    const grave: string[] = []
    const failures = await take(tour, { theme: 'dark', viewport: WIDE }, { room, visit }, async (page, { name }) => {
      for (const theme of THEMES) {
        await page.emulateMedia({ colorScheme: theme })
        await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
        // Themes differ in colours alone.
        const found = await findings(page, theme === 'dark' ? undefined : ['color-contrast'])
        grave.push(...found.grave.map((one) => `${name} (${theme}): ${one}`))
        report(`${name} (${theme})`, found.mild)
      }
      await page.emulateMedia({ colorScheme: 'dark' })
    })
    expect([...failures, ...grave]).toEqual([])
  })

for (const tour of TOUR_NAMES) {
  // No phone runs the desktop app.
  if (tour === 'desktop') continue
  test(`[AX1] [PH2] on a phone: ${tour}: nothing serious, too wide, or too small to be met`, async ({
    room,
    visit,
  }) => {
    test.setTimeout(300_000)
    const flaws: string[] = []
    const failures = await take(tour, { theme: 'light', viewport: PHONE }, { room, visit }, async (page, { name }) => {
      const over = await sideways(page)
      if (over > 0) flaws.push(`${name}: ${over} px too wide`)
      flaws.push(...(await tooSmall(page, LEAST)).flaws.map((flaw) => `${name}: ${flaw}`))
      const found = await findings(page)
      flaws.push(...found.grave.map((one) => `${name}: ${one}`))
      report(`${name} (phone)`, found.mild)
    })
    expect([...failures, ...new Set(flaws)]).toEqual([])
  })
}

for (const theme of THEMES) {
  test(`[AX2] axe: the first one at a room's door, ${theme}`, async ({ visit }) => {
    const page = await visit({ colorScheme: theme })
    await expect(page.getByText('You are the first here.')).toBeVisible()
    expect((await findings(page)).grave).toEqual([])
  })

  test(`[AX3] axe: a room that is away, from within and from its door, ${theme}`, async ({ room, visit }) => {
    test.setTimeout(120_000)
    await room.person('ann')
    const page = await visit({ as: 'ann', colorScheme: theme })
    const door = await visit({ colorScheme: theme })
    await expect(composer(page)).toBeVisible()
    await room.kill()
    await expect(page.getByText('The room cannot be reached.').first()).toBeVisible({ timeout: 30_000 })
    await say(page, 'Nobody hears this yet')
    await expect(page.getByText('Nobody hears this yet')).toBeVisible()
    await expect(door.getByText('Not reachable right now')).toBeVisible({ timeout: 30_000 })
    for (const one of [page, door]) {
      expect((await findings(one)).grave).toEqual([])
    }
    await room.start()
  })
}
