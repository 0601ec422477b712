import type { Page } from '@playwright/test'
import { PASSWORD } from './room.ts'
import { composer, expect, message, messages, test } from './test.ts'

/** Presses keys one after the other; after each the focus has to be somewhere, and to be seen there. */
async function keys(page: Page, ...all: readonly string[]): Promise<void> {
  for (const key of all) {
    // As long as a finger does: radio buttons choose by arrow only while the key is down.
    await page.keyboard.press(key, { delay: 60 })
    await expect(async () => expect(await focusOf(page), `after ${key}`).toBe('seen')).toPass({ timeout: 5_000 })
  }
}
/** Goes on by Tab (or back) until the control of this name has the focus, as somebody does who sees where it is. */
async function tabTo(page: Page, name: string | RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  for (let presses = 0; presses < 40; presses++) {
    await keys(page, key)
    const own = await page.evaluate(() => {
      const { activeElement: at } = document
      if (!at?.matches('a, button, input, textarea')) return ''
      const labels = at instanceof HTMLInputElement ? [...(at.labels ?? [])].map((one) => one.textContent) : []
      return at.getAttribute('aria-label') ?? (labels.length > 0 ? labels.join(' ') : at.textContent)
    })
    if (typeof name === 'string' ? own.trim() === name : name.test(own)) return
  }
  throw new Error(`Tab never came to ${name}`)
}
/** `seen`, or what is wrong: nothing has the focus, or nothing shows where it is (an outline, a ring, a caret). */
async function focusOf(page: Page): Promise<string> {
  return await page.evaluate(() => {
    const { activeElement: at } = document
    if (!at || at === document.body) return 'nowhere'
    // What is chosen in a list that is led from a field is marked in the list.
    const led = at.getAttribute('aria-activedescendant')
    const isText = at.matches('textarea, input:not([type="checkbox"], [type="radio"], [type="range"])')
    const isMarked = (one: Element | null): boolean => {
      if (!one) return false
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one)
      return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none'
    }
    // Menus and dialogs that hold the focus themselves say where one is by being there.
    const isLayer = at.matches('[role="menu"], [role="dialog"], [role="alertdialog"]')
    // An item of a menu or a tab may be marked by its background, as long as the others are not.
    const isChosen = at.matches('[role^="menuitem"], [role="option"], [role="gridcell"] *, [role="tab"]')
    const wrapper = at.closest('[class*="field"], form, label')
    if (isMarked(at) || isLayer || isChosen || led !== null) return 'seen'
    return isText && (isMarked(wrapper) || isMarked(at.parentElement))
      ? 'seen'
      : `not seen: ${at.outerHTML.slice(0, 200)}`
  })
}
const focused = (page: Page) => page.locator(':focus')

test('[KB1] everything that one does in a room goes by keyboard alone, and the focus is always seen', async ({
  room,
  visit,
}) => {
  test.setTimeout(180_000)
  const dora = await room.person('dora')
  const channels = (await dora.get('/api/channels')).text
  const general = /"id":"(?<id>[^"]+)"/.exec(channels)?.groups?.['id'] ?? ''
  await dora.say(general, 'Welcome, whoever you are')
  const page = await visit()

  // Sign up.
  await expect(page.getByRole('tab', { name: 'Sign up' })).toBeVisible()
  await tabTo(page, 'Sign up')
  await keys(page, 'ArrowRight', 'ArrowLeft')
  await tabTo(page, /^Name/)
  await page.keyboard.type('ann')
  await tabTo(page, /^Password/)
  await page.keyboard.type(PASSWORD)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('log')).toBeVisible()

  // Write. Where one can write is where one begins.
  await expect(composer(page)).toBeFocused()
  await page.keyboard.type('Hello from the keys')
  await keys(page, 'Enter')
  // There, not only on its way: what has not arrived cannot be edited yet.
  await expect(message(page, 'Hello from the keys')).toHaveAttribute('data-id', /./)
  await expect(composer(page)).toBeFocused()

  // Edit the last one.
  await keys(page, 'ArrowUp')
  await expect(page.getByRole('textbox', { name: 'Edit message' })).toBeFocused()
  await page.keyboard.type('!')
  await page.keyboard.press('Enter')
  await expect(message(page, 'Hello from the keys!')).toContainText('edited')
  await expect(async () => expect(await focusOf(page)).toBe('seen')).toPass({ timeout: 5_000 })

  // Walk the log, and answer.
  await intoLog(page)
  await keys(page, 'ArrowUp', 'ArrowUp')
  await expect(focused(page)).toContainText('Welcome')
  await keys(page, 'ArrowDown')
  await expect(focused(page)).toContainText('Hello')
  await keys(page, 'Home')
  await expect(focused(page)).toContainText('Welcome')
  await keys(page, 'r')
  await expect(composer(page)).toBeFocused()
  await expect(page.getByText('Replying to dora')).toBeVisible()
  await page.keyboard.type('I am ann')
  await keys(page, 'Enter')
  await expect(messages(page).last()).toContainText('Welcome')

  // React: by the key, with the picker's search.
  await intoLog(page)
  await keys(page, 'Home', '+')
  await expect(page.getByRole('dialog').getByRole('searchbox')).toBeFocused()
  await page.keyboard.type('party popper')
  await expect(page.getByRole('gridcell')).toHaveCount(1)
  await page.keyboard.press('Enter')
  await expect(message(page, 'Welcome').first().getByRole('button', { name: '🎉, 1' })).toBeVisible()
  await expect(async () => expect(await focusOf(page)).toBe('seen')).toPass({ timeout: 5_000 })

  // Delete one's own, and be asked before: once kept, once deleted.
  await intoLog(page)
  await keys(page, 'End', 'Delete')
  await expect(page.getByRole('alertdialog')).toBeVisible()
  await keys(page, 'Escape')
  await expect(page.getByRole('alertdialog')).toHaveCount(0)
  await expect(focused(page)).toContainText('I am ann')
  await keys(page, 'Enter', 'End', 'Enter')
  await tabTo(page, 'Delete')
  await page.keyboard.press('Enter')
  await expect(messages(page)).toHaveCount(2)
  await expect(async () => expect(await focusOf(page)).toBe('seen')).toPass({ timeout: 5_000 })

  // Make a channel.
  await tabTo(page, 'New text channel', 'Shift+Tab')
  await keys(page, 'Enter')
  await expect(page.getByLabel('Name', { exact: true })).toBeFocused()
  await page.keyboard.type('by hand')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'by hand' })).toBeVisible()

  // Switch.
  await expect(composer(page)).toBeFocused()
  await keys(page, 'Control+k')
  await page.keyboard.type('gen')
  await expect(page.getByRole('option').first()).toContainText('general')
  await keys(page, 'ArrowDown', 'ArrowUp')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'general' })).toBeVisible()
  await expect(composer(page)).toBeFocused()

  // Find, and go there.
  await keys(page, 'Control+f')
  await expect(page.getByRole('searchbox', { name: 'Search messages' })).toBeFocused()
  await page.keyboard.type('welcome')
  await expect(page.getByText('1 result')).toBeVisible()
  await tabTo(page, /Welcome, whoever/)
  await page.keyboard.press('Enter')
  await expect(message(page, 'Welcome').first()).toBeInViewport()
  await expect(async () => expect(await focusOf(page)).toBe('seen')).toPass({ timeout: 5_000 })
  await keys(page, 'Escape')
  await expect(page.getByRole('searchbox', { name: 'Search messages' })).toHaveCount(0)

  // Settings, and another theme.
  await keys(page, 'Control+,')
  await expect(page.getByRole('navigation', { name: 'Settings' })).toBeVisible()
  await tabTo(page, 'Appearance')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Appearance' })).toBeVisible()
  const before = await page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  await tabTo(page, /^As the system|^Dark|^Light/)
  for (let step = 0; step < 2 && (await page.evaluate('document.documentElement.dataset.theme')) !== 'light'; step++)
    await keys(page, 'ArrowRight')
  await expect.poll(() => page.evaluate(() => getComputedStyle(document.body).backgroundColor)).not.toBe(before)
  await keys(page, 'Escape')
  await expect(page.getByRole('log')).toBeVisible()

  // Sign out.
  // Back from the conversation's heading, where one came to; forwards the page would end before it.
  await tabTo(page, 'Room menu', 'Shift+Tab')
  await keys(page, 'Enter', 'End')
  await expect(focused(page)).toHaveText('Sign out')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alertdialog').or(page.getByRole('dialog'))).toBeVisible()
  await tabTo(page, 'Sign out')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('tab', { name: 'Sign in' })).toBeVisible()
})

/** The log is the stop of the Tab key before the box that one writes in. */
async function intoLog(page: Page): Promise<void> {
  for (let presses = 0; presses < 40; presses++) {
    if (await page.evaluate(() => document.activeElement?.closest('[role="log"]') !== null)) break
    await keys(page, 'Shift+Tab')
  }
  // Whatever inside had it: the message itself, or the log.
  while (!(await focused(page).evaluate((at) => at.matches('article, [role="log"]')))) await keys(page, 'Shift+Tab')
}
