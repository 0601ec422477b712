import type { Page } from '@playwright/test'
import { expect, message, say, test } from './test.ts'

// The fixture of `visit` checks at the end that no request left the room's origin, and that nothing was thrown.

/** What a hostile room would write where a path of its own belongs. */
const ELSEWHERE = ['http://198.51.100.7/x.png', '//198.51.100.7/x.png', '@198.51.100.7/x.png', 'http://']

/** From now on the room names another origin in this field, wherever it answers with it. */
async function lie(page: Page, field: string, value: string) {
  await page.route('**/api/**', async (route) => {
    const response = await route.fetch()
    const text = (await response.text()).replaceAll(new RegExp(`"${field}":(?:null|"[^"]*")`, 'g'), () =>
      JSON.stringify({ [field]: value }).slice(1, -1),
    )
    await route.fulfill({ response, body: text })
  })
}

for (const field of ['avatar_url', 'file_url']) {
  test(`[UI-HOSTILE] a room whose ${field} leads elsewhere is not followed there, and breaks nothing`, async ({
    room,
    visit,
  }) => {
    await room.person('reader')
    const page = await visit({ as: 'reader' })
    await say(page, 'hello')
    await expect(message(page, 'hello')).toBeVisible()
    for (const value of ELSEWHERE) {
      await page.unrouteAll({ behavior: 'ignoreErrors' })
      await lie(page, field, value)
      await page.reload()
      await expect(page.getByRole('navigation', { name: 'Channels' })).toBeVisible()
      // Long enough for what is shown to have asked for its pictures.
      await page.waitForTimeout(500)
    }
    await page.unrouteAll({ behavior: 'ignoreErrors' })
  })
}

test('[UI-HOSTILE] a room that redirects is not followed, so that nobody else is shown the token', async ({
  room,
  visit,
}) => {
  await room.person('reader')
  const page = await visit({ as: 'reader' })
  await page.route('**/api/users', (route) =>
    route.fulfill({ status: 307, headers: { location: 'http://198.51.100.7/' } }),
  )
  await page.reload()
  await expect(page.getByRole('navigation', { name: 'Channels' })).toBeVisible()
  await page.waitForTimeout(500)
})
