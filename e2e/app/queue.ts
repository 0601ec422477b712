import type { BrowserContextOptions, Page } from '@playwright/test'
import { type Person, login } from '../../server/test/client.ts'
import { fillQueue } from './evening.ts'
import { PASSWORD, type TestRoom } from './room.ts'
import { expect } from './test.ts'

export const MAY_TALK = { permissions: ['microphone'] } satisfies BrowserContextOptions
export const SONGS = ['Slow Ferry', 'Paper Lamps', 'Quarry', 'Long Cable'] as const

export const bar = (page: Page) => page.getByRole('region', { name: 'Your call in Couch' })
export const panel = (page: Page) =>
  page.getByRole('complementary', { name: 'SharePlay' }).or(page.getByRole('dialog', { name: 'SharePlay' }))
export const rows = (page: Page) => panel(page).getByRole('list', { name: 'Queue' }).getByRole('listitem')
export const row = (page: Page, title: string) => rows(page).filter({ hasText: title })
export const position = (page: Page) => panel(page).getByRole('slider', { name: 'Position' })
export const button = (page: Page, name: string | RegExp) => panel(page).getByRole('button', { name })
/** The song that plays, by the row that says so. */
export const playing = (page: Page) => rows(page).filter({ hasText: 'playing' })
export const titles = (order: readonly string[]) => order.map((title) => new RegExp(`^${title}`))

export async function withCouch(room: TestRoom): Promise<{ owner: Person; couch: string }> {
  const owner = await login(room.url, { username: 'owner', password: PASSWORD })
  const { id } = await owner.channel({ name: 'Couch', is_voice: true })
  return { owner, couch: id }
}
export async function join(page: Page): Promise<void> {
  await page.getByRole('main').getByRole('button', { name: 'Join the call in Couch' }).click()
  await expect(bar(page).getByText(/^\d+:\d\d$/)).toBeVisible()
}
export async function open(page: Page): Promise<void> {
  await page
    .getByRole('main')
    .getByRole('button', { name: /^SharePlay/ })
    .click()
  await expect(panel(page)).toBeVisible()
}
/** Four songs, and everybody who is named in the call with the queue open. */
export async function listening(
  room: TestRoom,
  enter: (name: string, path: string) => Promise<Page>,
  names: readonly string[],
) {
  const { owner, couch } = await withCouch(room)
  for (const name of names) if (name !== 'owner') await room.person(name)
  const pages: Page[] = []
  for (const name of names) {
    const page = await enter(name, `/c/${couch}`)
    await join(page)
    await open(page)
    pages.push(page)
  }
  const songs = SONGS.map((title) => ({ title, seconds: 90, by: 'owner' }))
  await fillQueue(room, couch, songs)
  for (const page of pages) await expect(rows(page)).toHaveText(titles(SONGS))
  return { owner, couch, pages }
}
export const [first, second] = [(pages: Page[]) => at(pages, 0), (pages: Page[]) => at(pages, 1)]
function at(pages: readonly Page[], index: number): Page {
  const page = pages[index]
  if (!page) throw new Error('There is no such page')
  return page
}
