import { type Screen, choose, general, isOver, press } from './screen.ts'
import { picture } from './scene.ts'
import { composer, expect, menuOf, message, messages } from './test.ts'

/** What is said, and what one does with it. */
export const CONVERSATION: readonly Screen[] = [
  { name: 'room', path: general, open: async (page) => await expect(message(page, 'Thank you both')).toBeVisible() },
  { name: 'channel list', path: () => '/', only: 'narrow' },
  { name: 'empty channel', path: ({ empty }) => `/c/${empty}` },
  { name: 'a channel that is gone', path: () => '/c/01890000-0000-7000-8000-000000000000' },
  {
    name: 'above',
    path: general,
    open: async (page) => {
      // A list that has drawn nothing yet has nothing to scroll.
      await expect(messages(page).last()).toBeInViewport()
      await page.getByRole('log').hover()
      await page.mouse.wheel(0, -4_000)
      await expect(page.getByRole('button', { name: /^Jump to latest/ })).toBeVisible()
    },
  },
  {
    name: 'message with its toolbar',
    path: general,
    only: 'wide',
    open: (page) => message(page, 'Thank you both').hover(),
  },
  { name: 'message menu', path: general, only: 'wide', open: (page) => menuOf(page, 'Thank you both') },
  {
    name: 'editing',
    path: general,
    open: async (page) => {
      await composer(page).focus()
      await page.keyboard.press('ArrowUp')
      await expect(page.getByRole('textbox', { name: 'Edit message' })).toBeVisible()
    },
  },
  {
    name: 'deleting',
    path: general,
    only: 'wide',
    open: async (page) => {
      await menuOf(page, 'Thank you both')
      await choose(page, 'Delete Del')
      await isOver(page, 'alertdialog')
    },
  },
  {
    name: 'emoji picker',
    path: general,
    open: async (page) => {
      await press(page, 'Emojis')
      await expect(page.getByRole('gridcell').first()).toBeVisible()
    },
  },
  {
    name: 'emoji search without result',
    path: general,
    open: async (page) => {
      await press(page, 'Emojis')
      await page.getByRole('dialog').getByRole('searchbox').fill('qqqq')
      await expect(page.getByText('No emoji is called that.')).toBeVisible()
    },
  },
  {
    name: 'picture, enlarged',
    path: general,
    open: async (page) => {
      await press(page, 'Enlarge map.png')
      await isOver(page)
    },
  },
  {
    name: 'replying',
    path: general,
    only: 'wide',
    open: async (page) => {
      await message(page, 'Thank you both').hover()
      await message(page, 'Thank you both').getByRole('button', { name: 'Reply' }).click()
      await expect(page.getByText('Replying to yourself')).toBeVisible()
    },
  },
  { name: 'about the channel', path: general, open: (page) => press(page, 'About general') },
  {
    name: 'people',
    path: general,
    only: 'narrow',
    open: async (page) => {
      await press(page, 'People')
      await isOver(page)
    },
  },
  {
    name: 'a person',
    path: general,
    open: async (page) => {
      if (!(await page.getByRole('complementary', { name: 'People' }).isVisible())) await press(page, 'People')
      await page.getByRole('button', { name: /tern/ }).last().click()
      await expect(page.getByRole('button', { name: 'Mention' })).toBeVisible()
    },
  },
  {
    name: 'search, empty',
    path: general,
    open: (page) => press(page, 'Search'),
  },
  {
    name: 'search, found',
    path: general,
    open: async (page) => {
      await press(page, 'Search')
      await page.getByRole('searchbox', { name: 'Search messages' }).fill('map')
      await expect(page.getByText(/results?$/)).toBeVisible()
    },
  },
  {
    name: 'search, nothing found',
    path: general,
    open: async (page) => {
      await press(page, 'Search')
      await page.getByRole('searchbox', { name: 'Search messages' }).fill('zeppelin')
      await expect(page.getByText(/^No message/)).toBeVisible()
    },
  },
  // What is typed stays as a draft: these come last.
  {
    name: 'files to send',
    path: general,
    open: async (page) => {
      const bytes = Buffer.from(await picture(640, 360, '#41624f'))
      await page.getByTestId('attach').setInputFiles([
        { name: 'evening.png', mimeType: 'image/png', buffer: bytes },
        { name: 'a very long name of an archive that somebody packed.zip', mimeType: 'application/zip', buffer: bytes },
      ])
      await expect(page.getByRole('list', { name: 'Files to send' })).toBeVisible()
    },
  },
  {
    name: 'suggesting people',
    path: general,
    open: async (page) => {
      await composer(page).fill('@')
      await expect(page.getByRole('option').first()).toBeVisible()
    },
  },
  { name: 'almost too long', path: general, open: (page) => composer(page).fill('word '.repeat(1_601)) },
]
