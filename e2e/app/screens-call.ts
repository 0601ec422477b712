import type { Page } from '@playwright/test'
import { type Screen, press } from './screen.ts'
import { expect } from './test.ts'

const couch = ({ couch: id }: { couch: string }) => `/c/${id}`
const bar = (page: Page) => page.getByRole('region', { name: 'Your call in Couch' })
const join = async (page: Page) => {
  await page.getByRole('main').getByRole('button', { name: 'Join the call in Couch' }).click()
  await expect(bar(page).getByText(/^\d+:\d\d$/)).toBeVisible()
}

/** A call with three who are in it by their sockets alone (scene.ts). The last ones change what is kept. */
export const CALL: readonly Screen[] = [
  { name: 'a call, from outside', path: couch },
  { name: 'a call', path: couch, open: join },
  {
    name: 'somebody in the call',
    path: couch,
    open: async (page) => {
      await join(page)
      await page
        .getByRole('region', { name: 'Call in Couch', exact: true })
        .getByRole('button', { name: /^tern/ })
        .click()
      await expect(page.getByRole('slider', { name: 'Volume of tern' })).toBeVisible()
    },
  },
  {
    name: 'muted and deafened',
    path: couch,
    open: async (page) => {
      await join(page)
      await press(page, 'Deafen')
      await expect(page.getByRole('button', { name: 'Mute', exact: true })).toHaveAttribute('aria-pressed', 'true')
      await expect(bar(page)).toBeVisible()
    },
  },
  {
    name: 'microphone and sound',
    path: couch,
    open: async (page) => {
      await join(page)
      await bar(page).getByRole('button', { name: 'Microphone and sound' }).click()
      await expect(page.getByRole('radio', { name: 'Push to talk' })).toBeVisible()
    },
  },
  {
    name: 'a call, beside the settings',
    path: couch,
    open: async (page) => {
      await join(page)
      await page.keyboard.press('Control+,')
      await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible()
      await expect(bar(page)).toBeVisible()
    },
  },
  {
    name: 'push to talk',
    path: couch,
    open: async (page) => {
      await join(page)
      await bar(page).getByRole('button', { name: 'Microphone and sound' }).click()
      await page.getByRole('radio', { name: 'Push to talk' }).click()
      await page.keyboard.press('Escape')
      await expect(page.getByRole('button', { name: 'Hold to talk' })).toBeVisible()
    },
  },
]
