import type { Page } from '@playwright/test'
import type { Scene } from './scene.ts'
import { expect } from './test.ts'

/** A screen, or what lies over one. `path`: where it begins; `open`: what a person does there to see it. */
export type Screen = {
  name: string
  path: (scene: Scene) => string
  /** Only where there is one column, or only where there is more. */
  only?: 'wide' | 'narrow'
  open?: (page: Page) => Promise<void>
}
export const general = ({ general: id }: Scene) => `/c/${id}`
export const crew = ({ crew: id }: Scene) => `/c/${id}`
export const press = async (page: Page, name: string | RegExp) =>
  await page.getByRole('button', { name }).first().click()
export const choose = async (page: Page, name: string) =>
  await page.getByRole('menuitem', { name, exact: true }).click()
/** What lies over the screen is there. */
export const isOver = async (page: Page, role: 'dialog' | 'alertdialog' | 'menu' = 'dialog') =>
  await expect(page.getByRole(role).last()).toBeVisible()

/** A dialog of either kind is there. */
export const isAsked = async (page: Page) =>
  await expect(page.getByRole('dialog').or(page.getByRole('alertdialog')).first()).toBeVisible()
