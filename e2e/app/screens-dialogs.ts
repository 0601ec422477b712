import type { Page } from '@playwright/test'
import { type Screen, choose, crew, general, isAsked, isOver, press } from './screen.ts'
import { expect } from './test.ts'

/** From a menu: of the room, or of the channel that is shown. */
const fromMenu = (menu: string | RegExp, item: string) => async (page: Page) => {
  await press(page, menu)
  await choose(page, item)
  await isAsked(page)
}
const ofChannel = (item: string) => async (page: Page) => {
  await page
    .getByRole('main')
    .getByRole('button', { name: /^What one can do with/ })
    .click()
  await choose(page, item)
  await isAsked(page)
}

/** Menus and dialogs of the room. */
export const DIALOGS: readonly Screen[] = [
  { name: 'room menu', path: general, only: 'wide', open: (page) => press(page, 'Room menu') },
  {
    name: 'channel menu',
    path: general,
    open: (page) =>
      page
        .getByRole('main')
        .getByRole('button', { name: /^What one can do with/ })
        .click(),
  },
  {
    name: 'notifications of a channel',
    path: general,
    only: 'wide',
    open: async (page) => {
      await page
        .getByRole('main')
        .getByRole('button', { name: /^What one can do with/ })
        .click()
      await page.getByRole('menuitem', { name: 'Notifications' }).press('ArrowRight')
      await expect(page.getByRole('menuitemradio').first()).toBeVisible()
    },
  },
  {
    name: 'own status',
    path: () => '/',
    open: (page) => press(page, /Your status/),
  },
  {
    name: 'quick switch',
    path: general,
    open: async (page) => {
      await page.keyboard.press('Control+k')
      await page.getByRole('combobox').fill('er')
    },
  },
  {
    name: 'keys',
    path: general,
    open: async (page) => {
      await page.getByRole('heading', { level: 1 }).click()
      await page.keyboard.press('?')
      await isOver(page)
    },
  },
  {
    name: 'new channel',
    path: () => '/',
    open: async (page) => {
      await press(page, 'New text channel')
      await page.getByLabel('Private').click()
      await page.getByRole('searchbox', { name: 'Members' }).fill('e')
      await page.getByRole('checkbox', { name: /tern/ }).click()
    },
  },
  {
    name: 'new channel, refused',
    path: () => '/',
    open: async (page) => {
      await press(page, 'New voice channel')
      await press(page, 'Make channel')
      await expect(page.getByText('A channel needs a name.')).toBeVisible()
    },
  },
  { name: 'channel, name and access', path: crew, open: ofChannel('Name and access') },
  { name: 'add people', path: crew, open: ofChannel('Add people') },
  { name: 'leave a channel', path: crew, open: ofChannel('Leave') },
  { name: 'delete a channel', path: crew, open: ofChannel('Delete channel') },
  { name: 'invite people', path: () => '/', open: fromMenu('Room menu', 'Invite people') },
  { name: 'find channels', path: () => '/', open: fromMenu('Room menu', 'Find channels') },
  { name: 'sign out', path: () => '/', open: fromMenu('Room menu', 'Sign out') },
]
