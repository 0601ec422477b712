import type { Page } from '@playwright/test'
import { KEYS, answer, forgetAll, inApp, nearbyRoom, seeNearby } from './desktop-stub.ts'
import { type Screen, choose, isAsked, isOver, press } from './screen.ts'
import { picture } from './scene.ts'
import { expect } from './test.ts'

const tab = (name: string): Screen => ({ name: `settings, ${name}`, path: () => `/settings?tab=${name}` })
export const SETTINGS: readonly Screen[] = [
  { name: 'settings', path: () => '/settings' },
  ...['profile', 'sessions', 'emoji', 'notifications', 'audio', 'appearance', 'shortcuts', 'about'].map(tab),
  {
    name: 'picture, cut',
    path: () => '/settings?tab=profile',
    open: async (page) => {
      const chosen = page.waitForEvent('filechooser')
      await press(page, 'Choose a picture')
      const buffer = Buffer.from(await picture(900, 600, '#5f5488'))
      await (await chosen).setFiles({ name: 'me.png', mimeType: 'image/png', buffer })
      await isOver(page)
    },
  },
  {
    name: 'password, refused',
    path: () => '/settings?tab=sessions',
    open: async (page) => {
      await page.getByLabel('New password').fill('short')
      await press(page, 'Change the password')
      await expect(page.getByText('Please type your current password.')).toBeVisible()
    },
  },
  {
    name: 'delete an emoji',
    path: () => '/settings?tab=emoji',
    open: async (page) => {
      await press(page, 'Delete pear')
      await isOver(page, 'alertdialog')
    },
  },
]

const ofPerson = (item: string) => async (page: Page) => {
  await press(page, 'More about tern')
  await choose(page, item)
  await isAsked(page)
}
export const HOST: readonly Screen[] = [
  { name: 'host panel', path: () => '/host', open: async (page) => await expect(page.getByText('wren')).toBeVisible() },
  {
    name: 'new invite',
    path: () => '/host',
    open: async (page) => {
      await press(page, 'New invite')
      await isOver(page)
    },
  },
  {
    name: 'rename the room',
    path: () => '/host',
    open: async (page) => {
      await press(page, 'Rename the room')
      await isOver(page)
    },
  },
  { name: 'what one can do with a person', path: () => '/host', open: (page) => press(page, 'More about tern') },
  { name: 'a new password for a person', path: () => '/host', open: ofPerson('Set a new password') },
  { name: 'ban', path: () => '/host', open: ofPerson('Ban') },
  {
    name: 'a backup made',
    path: () => '/host',
    open: async (page) => {
      await press(page, 'Back up now')
      await expect(page.getByText(/^Last one/)).toBeVisible()
    },
  },
]

const INVITATION = `/join#${encodeURIComponent('stuffchat://join?v=1&a=192.0.2.7:22800&name=Attic&code=K3Q9')}`
/** Of somebody who is not signed in. */
export const OUTSIDE: readonly Screen[] = [
  { name: 'sign up', path: () => '/', open: (page) => page.getByRole('tab', { name: 'Sign up' }).click() },
  {
    name: 'sign up, refused',
    path: () => '/',
    open: async (page) => {
      await page.getByRole('tab', { name: 'Sign up' }).click()
      await press(page, 'Make the account')
      await expect(page.getByText('Please choose a name.')).toBeVisible()
    },
  },
  { name: 'sign in', path: () => '/', open: (page) => page.getByRole('tab', { name: 'Sign in' }).click() },
  {
    name: 'sign in, refused',
    path: () => '/',
    open: async (page) => {
      await page.getByRole('tab', { name: 'Sign in' }).click()
      await page.getByLabel('Name or e-mail').fill('nobody')
      await page.getByLabel('Password', { exact: true }).fill('no password')
      await press(page, 'Sign in')
      await expect(page.getByText('The name or the password is not right.')).toBeVisible()
    },
  },
  { name: 'an invitation that does not work', path: () => '/join/not%20one' },
  { name: 'an invitation to another room', path: () => INVITATION },
]

const WITH_KEY = `/join#${encodeURIComponent(`stuffchat://join?v=1&a=192.0.2.7:22800&k=${KEYS.met}&name=Attic&code=K3Q9`)}`
const KNOWN = `/join#${encodeURIComponent(`stuffchat://join?v=1&a=192.0.2.7:22800&k=${KEYS.hosted}`)}`
const CHANGED = `/join#${encodeURIComponent(`stuffchat://join?v=1&a=192.168.1.31:22800&k=${KEYS.other}&name=Basement%20LAN`)}`
const FEW = [nearbyRoom(KEYS.met)]
const MANY = [
  nearbyRoom(KEYS.hosted, { name: 'Basement LAN', host: 'attic-pc', people: 7 }),
  nearbyRoom(KEYS.met, { locked: true }),
  nearbyRoom(KEYS.other, { name: 'Hall B, table 14', host: '192.168.1.77', people: 11, guests: true, rtt_ms: 9.4 }),
  nearbyRoom(`${'L'.repeat(42)}A`, { name: 'A room whose host gave it quite a long name indeed', people: null }),
  nearbyRoom(`${'N'.repeat(42)}A`, { name: '<b>Den</b>', host: '<i>den</i>', people: 1, locked: true, guests: true }),
]
const joinWith = async (page: Page, text: string) => {
  await page.getByLabel('Invitation, address or code').fill(text)
  await page.getByRole('button', { name: 'Join', exact: true }).click()
}
const nobody = { kind: 'closed' } as const
const stranger = { kind: 'changed', address: '192.168.1.24:22800', identity: KEYS.other } as const

/** In the desktop app; `/r/hosted` is the room that it hosts. */
export const DESKTOP: readonly Screen[] = [
  { name: 'start', path: () => '/' },
  {
    name: 'start, no room seen',
    path: () => '/',
    open: async (page) => await expect(page.getByText('No room is seen yet.')).toBeVisible({ timeout: 20_000 }),
  },
  { name: 'start, one room nearby', path: () => '/', open: (page) => seeNearby(page, FEW) },
  { name: 'start, five rooms nearby', path: () => '/', open: (page) => seeNearby(page, MANY) },
  {
    name: 'start, a room nearby that looks like a known one',
    path: () => '/',
    open: async (page) => {
      const looks = { name: 'Basement LAN', addresses: ['192.168.1.31:22800'] }
      await seeNearby(page, [nearbyRoom(KEYS.other, looks)])
      await expect(page.getByText('but has another key')).toBeVisible()
    },
  },
  {
    name: 'start, nothing there',
    path: () => '/',
    open: async (page) => {
      await seeNearby(page, [])
      await joinWith(page, '123456')
      await expect(page.getByRole('alert').filter({ hasText: /\w/ }).first()).toBeVisible()
    },
  },
  { name: 'an invitation, opened in the desktop app', path: () => INVITATION },
  { name: 'an invitation with a key', path: () => WITH_KEY },
  { name: 'an invitation to a known room', path: () => KNOWN },
  { name: 'an invitation to what looks like a known room', path: () => CHANGED },
  {
    name: 'an invitation where nobody answers',
    path: () => WITH_KEY,
    open: async (page) => {
      await answer(page, { [KEYS.met]: nobody })
      await page.getByRole('button', { name: 'Join', exact: true }).click()
      await expect(page.getByText('Nobody answers.')).toBeVisible()
    },
  },
  {
    name: 'an invitation where another room answers',
    path: () => WITH_KEY,
    open: async (page) => {
      await answer(page, { [KEYS.met]: stranger })
      await page.getByRole('button', { name: 'Join', exact: true }).click()
      await expect(page.getByText('Another room answers there.')).toBeVisible()
    },
  },
  {
    name: 'somebody else where a room was',
    path: () => '/',
    open: async (page) => {
      await answer(page, { [KEYS.attic]: stranger })
      await page.goto(new URL(inApp('/r/attic'), page.url()).href)
      await expect(page.getByRole('heading', { name: /^Somebody else answers/ })).toBeVisible()
      await answer(page, {})
    },
  },
  { name: 'settings of the desktop app', path: () => '/settings?tab=desktop' },
  {
    name: 'room in the desktop app',
    path: ({ general: id }) => inApp(`/r/hosted/c/${id}`),
    open: async (page) => await expect(page.getByText(/^Connected/)).toBeVisible(),
  },
  { name: 'host panel of the desktop app', path: () => inApp('/r/hosted/host') },
  {
    name: 'stop hosting',
    path: () => inApp('/r/hosted/host'),
    open: async (page) => {
      await page.getByRole('button', { name: 'Stop', exact: true }).click()
      await isOver(page, 'alertdialog')
    },
  },
  // The last one: it leaves no room behind.
  {
    name: 'a first meeting',
    path: () => '/',
    open: async (page) => {
      await forgetAll(page)
      await joinWith(page, '192.168.1.40')
      await isOver(page)
    },
  },
]
