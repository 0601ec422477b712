import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { TestRoom } from '../app/room.ts'
import { test as base, expect } from '../app/test.ts'
import { Display } from './screens-display.ts'
import { type Peer, type PeerOptions, openPeer } from './screens-peer.ts'
import { SHOWN_TITLE, startShownPage } from './screens-shown.ts'

type Wish = Pick<PeerOptions, 'shares' | 'tone' | 'context'> & { size?: string }
export type Rig = {
  room: TestRoom
  /** The page of somebody else that can be shared. */
  shownUrl: string
  /** Somebody in the call, with a screen of their own if they are to share. */
  join(as: string, wish: Wish): Promise<Peer>
}
export const CALL = 'lounge'

/** A room with a call, people in it in real browsers, screens to be shared; all of it goes when the test is over. */
export const test = base.extend<{ rig: Rig }>({
  rig: async ({ launchOptions }, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'stuffchat-screens-'))
    const room = await TestRoom.start()
    const owner = await room.person('owner')
    await owner.channel({ name: CALL, is_voice: true })
    const shown = await startShownPage()
    const peers: Peer[] = []
    const displays: Display[] = []
    await use({
      room,
      shownUrl: shown.url,
      join: async (as, { size, ...wish }) => {
        if (as !== 'owner') await room.person(as)
        // A tab can be shared by a browser that nobody sees.
        const display = wish.shares === 'screen' ? await Display.start(size) : undefined
        if (display) displays.push(display)
        const peer = await openPeer({ room, as, launchOptions, folder, ...(display ? { display } : {}), ...wish })
        peers.push(peer)
        await joinCall(peer.page)
        return peer
      },
    })
    for (const { browser } of peers) await browser.close()
    for (const display of displays) await display.close()
    await shown.close()
    await room.close()
    await rm(folder, { recursive: true, force: true })
  },
})
export { expect }

export async function joinCall(page: Page): Promise<void> {
  await page.getByRole('link', { name: CALL }).first().click()
  await page
    .getByRole('button', { name: `Join the call in ${CALL}` })
    .first()
    .click()
  await expect(page.getByRole('button', { name: `Leave the call in ${CALL}` }).first()).toBeVisible()
}

/** Opens the page that is to be shared beside the app, which stays in front. */
export async function showPage({ page }: Peer, url: string): Promise<Page> {
  const shown = await page.context().newPage()
  await shown.setViewportSize({ width: 1280, height: 720 })
  await shown.goto(url)
  await expect(shown).toHaveTitle(SHOWN_TITLE)
  await page.bringToFront()
  return shown
}

/** Shares by the menu, as a person does. */
export async function share(
  { page }: Peer,
  wish: { prefer?: 'Movement' | 'Text'; sound?: boolean } = {},
): Promise<void> {
  await page.getByRole('button', { name: 'Share a screen' }).click()
  const menu = page.getByRole('dialog', { name: 'Sharing a screen' })
  if (wish.prefer) await menu.getByRole('radio', { name: wish.prefer }).click()
  await menu.getByRole('switch', { name: 'With its sound' }).setChecked(wish.sound ?? true)
  await menu.getByRole('button', { name: 'Choose what to share' }).click()
  await expect(page.getByRole('figure').filter({ hasText: 'Your screen' })).toBeVisible()
}

export const tileOf = (page: Page, name: string) =>
  page.getByRole('figure').filter({ has: page.getByText(`Screen of ${name}`) })
export const VIDEO = 'video[data-screen-video]'
/** The sound of the others' screens, and their voices. */
export const SOUND = 'audio[data-screen]'
export const VOICES = 'audio[data-voice]'
