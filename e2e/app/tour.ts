import type { BrowserContextOptions, Page } from '@playwright/test'
import { desktopStub, inApp } from './desktop-stub.ts'
import { fillEvening } from './evening.ts'
import type { TestRoom } from './room.ts'
import { type Scene, fillCall, furnish } from './scene.ts'
import type { Screen } from './screen.ts'
import { DESKTOP, HOST, OUTSIDE, SETTINGS } from './screens-beside.ts'
import { CALL } from './screens-call.ts'
import { CONVERSATION } from './screens-conversation.ts'
import { DIALOGS } from './screens-dialogs.ts'
import { MUSIC } from './screens-music.ts'
import { type Visit, expect, signIn } from './test.ts'

/** Every screen of the app, by whom one has to be to see it. */
export const TOURS = {
  conversation: { screens: CONVERSATION, as: 'owner' },
  call: { screens: CALL, as: 'owner' },
  music: { screens: MUSIC, as: 'owner' },
  dialogs: { screens: DIALOGS, as: 'owner' },
  settings: { screens: SETTINGS, as: 'owner' },
  host: { screens: HOST, as: 'owner' },
  outside: { screens: OUTSIDE, as: null },
  desktop: { screens: DESKTOP, as: 'desktop' },
} as const satisfies Record<string, { screens: readonly Screen[]; as: string | null }>
type Tour = keyof typeof TOURS
export const TOUR_NAMES: readonly Tour[] = [
  'conversation',
  'call',
  'music',
  'dialogs',
  'settings',
  'host',
  'outside',
  'desktop',
]

export const WIDE = { width: 1280, height: 800 }
export const PHONE = { width: 390, height: 844 }
type Wishes = { theme: 'dark' | 'light'; viewport: { width: number; height: number } }

/**
 * Opens each screen of a tour afresh and shows it, once all that moves has come to rest. Gives those that could not be
 * opened, with the reason: the others are worth seeing all the same.
 */
export async function take(
  tour: Tour,
  { theme, viewport }: Wishes,
  { room, visit }: { room: TestRoom; visit: Visit },
  show: (page: Page, screen: Screen) => Promise<void>,
): Promise<string[]> {
  const failures: string[] = []
  const { screens, as } = TOURS[tour]
  const scene = await furnish(room)
  const letGo =
    tour === 'call' || tour === 'music'
      ? await fillCall(room, scene.couch, ['tern', 'heron', 'Kite of the north'])
      : async () => {}
  if (tour === 'music') await fillEvening(room, scene.couch)
  const isPhone = viewport.width < 720
  const options: BrowserContextOptions = {
    viewport,
    colorScheme: theme,
    permissions: ['microphone'],
    ...(isPhone ? { hasTouch: true, isMobile: true } : {}),
  }
  const page = await visit(as === 'owner' ? { ...options, as } : options)
  if (as === 'desktop') await enterDesktop(page, room)
  for (const screen of screens) {
    if (screen.only !== undefined && (screen.only === 'narrow') !== isPhone) continue
    try {
      await openScreen(page, screen, scene, room)
      await show(page, screen)
    } catch (error) {
      failures.push(`${screen.name}: ${String(error)}`)
    }
  }
  await letGo()
  return failures
}

export async function openScreen(page: Page, screen: Screen, scene: Scene, room: TestRoom): Promise<void> {
  // An address that differs behind the hash only would load nothing anew.
  await page.goto('about:blank')
  await page.goto(`${room.url}${screen.path(scene)}`)
  await expect(page.getByRole('heading').first()).toBeVisible()
  await expect(page.getByRole('progressbar').or(page.locator('[aria-busy="true"]'))).toHaveCount(0)
  await page.mouse.move(0, 0)
  await screen.open?.(page)
  await settle(page)
}

/**
 * Waits for what moves and ends, and for the pictures, but no longer than a few seconds: some may never come. What a click
 * began may begin to move some frames later.
 */
export async function settle(page: Page): Promise<void> {
  await page.evaluate(`(async () => {
    for (let frame = 0; frame < 4; frame++) await new Promise((done) => requestAnimationFrame(done))
    await Promise.race([new Promise((done) => setTimeout(done, 4_000)), Promise.all([
      ...document.getAnimations().filter((one) => one.effect?.getComputedTiming().iterations !== Infinity)
        .map((one) => one.finished.catch(() => {})),
      ...[...document.images].filter((one) => !one.complete && one.loading !== 'lazy')
        .map((one) => new Promise((done) => { one.onload = one.onerror = done })),
    ])])
  })()`)
}

async function enterDesktop(page: Page, room: TestRoom): Promise<void> {
  await page.addInitScript(desktopStub)
  await page.goto(`${room.url}${inApp('/r/hosted')}`)
  await signIn(page, 'owner')
}
