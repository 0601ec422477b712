import type { Page } from '@playwright/test'
import { type Screen, isOver, press } from './screen.ts'
import { expect } from './test.ts'

const couch = ({ couch: id }: { couch: string }) => `/c/${id}`
const panel = (page: Page) =>
  page.getByRole('complementary', { name: 'SharePlay' }).or(page.getByRole('dialog', { name: 'SharePlay' }))
const join = async (page: Page) => {
  await page.getByRole('main').getByRole('button', { name: 'Join the call in Couch' }).click()
  await expect(page.getByRole('region', { name: 'Your call in Couch' }).getByText(/^\d+:\d\d$/)).toBeVisible()
}
/** Opens it where it is not open already: in a column it stays. */
const open = async (page: Page) => {
  const button = page.getByRole('button', { name: /^SharePlay/ }).first()
  if ((await panel(page).count()) === 0) await button.click()
  await expect(panel(page)).toBeVisible()
}
const inside = async (page: Page) => {
  await join(page)
  await open(page)
  await expect(panel(page).getByRole('list', { name: 'Queue' }).getByText('Slow Ferry')).toBeVisible()
}

/** What plays in a call with others, furnished by scene.ts and evening.ts. */
export const MUSIC: readonly Screen[] = [
  {
    name: 'music, from outside',
    path: couch,
    open: async (page) => {
      await open(page)
      await expect(panel(page).getByRole('button', { name: 'Join the call to listen' })).toBeVisible()
    },
  },
  {
    name: 'music in the call, closed',
    path: couch,
    open: async (page) => {
      await join(page)
      if ((await panel(page).count()) > 0) await press(page, /^SharePlay/)
      await expect(page.getByRole('button', { name: 'Pause for everybody' })).toBeVisible()
    },
  },
  { name: 'music', path: couch, open: inside },
  {
    name: 'a song of the queue',
    path: couch,
    open: async (page) => {
      await inside(page)
      await press(page, 'More about Quarry')
      await isOver(page, 'menu')
    },
  },
  {
    name: 'who is in step',
    path: couch,
    open: async (page) => {
      await inside(page)
      await press(page, /^In step/)
      await expect(page.getByRole('button', { name: 'Line up this device' })).toBeVisible()
    },
  },
  {
    name: 'line up this device',
    path: couch,
    open: async (page) => {
      await inside(page)
      await press(page, /^In step/)
      await press(page, 'Line up this device')
      await expect(page.getByRole('button', { name: 'Play clicks' })).toBeVisible()
    },
  },
  {
    name: 'clear the queue',
    path: couch,
    open: async (page) => {
      await inside(page)
      await press(page, 'Clear the queue')
      await isOver(page, 'alertdialog')
    },
  },
  {
    name: 'nothing plays yet',
    path: ({ garden: id }) => `/c/${id}`,
    open: async (page) => {
      await page.getByRole('main').getByRole('button', { name: 'Join the call in Garden' }).click()
      await open(page)
      await expect(panel(page).getByText('Nothing plays yet')).toBeVisible()
    },
  },
]
