import type { Page } from '@playwright/test'
import type { ScreenSource } from '#protocol/bridge.ts'
import { desktopStub, inApp } from '../app/desktop-stub.ts'
import { type Visit, expect, signIn, test } from '../app/test.ts'
import type { TestRoom } from '../app/room.ts'

/** What the stand-in was told: every choice, in order; and what it gives. */
declare global {
  interface Window {
    rigChoices: unknown[]
    rigSources: ScreenSource[] | string
  }
}

const RED =
  'data:image/svg+xml,%3Csvg xmlns="http://www.w3.org/2000/svg" width="320" height="180"%3E%3Crect width="320" height="180" fill="brown"/%3E%3C/svg%3E'
const SOURCES: ScreenSource[] = [
  { id: 'screen:1', name: 'Entire screen', kind: 'screen', thumbnail: RED },
  { id: 'window:7', name: 'A window <b>of</b> somebody', kind: 'window', thumbnail: null },
]

/** The desktop app as far as a page can stand in for it, with a call; its picker is asked as by the main process. */
async function inCall(visit: Visit, room: TestRoom, sources: ScreenSource[] | string): Promise<Page> {
  const page = await visit()
  await page.addInitScript(desktopStub)
  await page.addInitScript(`
    window.rigChoices = []
    window.rigSources = ${JSON.stringify(sources)}
    window.desktop.screens.list = async () => {
      if (typeof window.rigSources === 'string') throw new Error(window.rigSources)
      return window.rigSources
    }
    const { on } = window.desktop
    window.desktop.on = (name, listener) => {
      window.rigListens ||= name === 'screen_requested'
      return on(name, listener)
    }
    window.desktop.screens.choose = async (choice) => { window.rigChoices.push(choice) }
  `)
  await page.goto(`${room.url}${inApp('/r/hosted')}`)
  await signIn(page, 'owner')
  await page.getByRole('button', { name: 'Join the call in couch' }).first().click()
  await expect(page.getByRole('button', { name: 'Leave the call in couch' }).first()).toBeVisible()
  // What listens is loaded when a call begins; people need two presses to get as far as the picker.
  await expect.poll(async () => await page.evaluate('window.rigListens')).toBe(true)
  return page
}
const ask = async (page: Page, request: string, audio: boolean) =>
  await page.evaluate(`window.desktopStub.tell('screen_requested', ${JSON.stringify({ request, audio })})`)
const choices = async (page: Page) => await page.evaluate(() => window.rigChoices)
const picker = (page: Page) => page.getByRole('dialog', { name: 'What do you want to share?' })

test.beforeEach(async ({ room }) => {
  const owner = await room.person('keeper')
  const channel = await owner.channel({ name: 'couch', is_voice: true })
  expect(channel.is_voice).toBe(true)
})

test('[VSC20] the picker of the app shows screens and windows, and the sound only where there is one', async ({
  visit,
  room,
}) => {
  const page = await inCall(visit, room, SOURCES)
  await ask(page, 'one', true)
  await expect(picker(page).getByRole('radio')).toHaveCount(2)
  await expect(picker(page).getByRole('button', { name: 'Share' })).toBeDisabled()
  await picker(page).getByRole('radio', { name: 'Entire screen' }).click()
  await picker(page).getByRole('button', { name: 'Share' }).click()
  await expect(picker(page)).toHaveCount(0)
  expect(await choices(page)).toEqual([{ request: 'one', id: 'screen:1', audio: true }])

  await ask(page, 'two', true)
  await picker(page).getByRole('switch', { name: 'With the sound of this computer' }).click()
  // By keys: arrows choose, held as long as a finger does.
  await picker(page).getByRole('radio', { name: 'Entire screen' }).focus()
  await page.keyboard.press('ArrowDown', { delay: 120 })
  await picker(page).getByRole('button', { name: 'Share' }).click()
  expect((await choices(page)).at(-1)).toEqual({ request: 'two', id: 'window:7', audio: false })

  await ask(page, 'three', false)
  await expect(picker(page).getByRole('radio', { name: 'A window <b>of</b> somebody' })).toBeVisible()
  await expect(picker(page).getByRole('switch')).toHaveCount(0)
  await page.keyboard.press('Escape')
  expect((await choices(page)).at(-1)).toEqual({ request: 'three', id: null, audio: false })
})

test('[VSC21] a second question takes the place of the first, and a call that ends answers it', async ({
  visit,
  room,
}) => {
  const page = await inCall(visit, room, SOURCES)
  await ask(page, 'first', false)
  await picker(page).getByRole('radio', { name: 'Entire screen' }).click()
  await ask(page, 'second', false)
  // It is asked anew: nothing is chosen yet.
  await expect(picker(page).getByRole('button', { name: 'Share' })).toBeDisabled()
  await picker(page).getByRole('radio', { name: 'Entire screen' }).click()
  await picker(page).getByRole('button', { name: 'Share' }).click()
  expect(await choices(page)).toEqual([{ request: 'second', id: 'screen:1', audio: false }])

  await ask(page, 'third', false)
  await expect(picker(page)).toBeVisible()
  await page.evaluate(() => window.dispatchEvent(new Event('pagehide')))
  await expect(picker(page)).toHaveCount(0)
  expect((await choices(page)).at(-1)).toEqual({ request: 'third', id: null, audio: false })
})

test('[VSC22] where the system names nothing, or cannot, it says what to do and looks again', async ({
  visit,
  room,
}) => {
  const page = await inCall(visit, room, 'The system does not let this app see the screen.')
  await ask(page, 'one', true)
  await expect(picker(page).getByText('The system does not let this app see the screen.')).toBeVisible()
  await page.evaluate(() => {
    window.rigSources = []
  })
  await picker(page).getByRole('button', { name: 'Look again' }).click()
  await expect(picker(page).getByText('allow screen recording for Stuffchat')).toBeVisible()
  await page.evaluate((sources) => {
    window.rigSources = sources
  }, SOURCES)
  await picker(page).getByRole('button', { name: 'Look again' }).click()
  await expect(picker(page).getByRole('radio')).toHaveCount(2)
})
