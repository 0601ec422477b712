import type { Page } from '@playwright/test'

/** WCAG 2.2, 2.5.8: the least for everything; and what fingers are comfortable with, for the main controls. */
export const LEAST = 24
export const COMFORTABLE = 44

/**
 * What can be pressed and is seen, but is met by a finger on less than `least` pixels each way. Links within text are an
 * exception of 2.5.8; labels are met for what they name.
 */
export async function tooSmall(page: Page, least: number, selector = '*'): Promise<{ seen: number; flaws: string[] }> {
  return await page.evaluate(
    ([wanted, chosen]) => {
      const pressable = 'a[href], button, input, textarea, [role^="menuitem"], [role="tab"], [role="option"]'
      const controls = [...document.querySelectorAll<HTMLElement>(pressable)]
        .filter(
          (one) => one.matches(chosen) && one.checkVisibility({ opacityProperty: true, visibilityProperty: true }),
        )
        .filter((one) => !(one.matches('a') && getComputedStyle(one).display === 'inline'))
        .filter((one) => !one.closest('[inert], [aria-hidden="true"], .visually-hidden') && !one.matches(':disabled'))
        .filter((one) => one.getBoundingClientRect().width > 1)
      const isMet = (one: HTMLElement, x: number, y: number) => {
        const there = document.elementFromPoint(x, y)
        const named = there?.closest('label')?.control
        return there !== null && (one.contains(there) || named === one)
      }
      const isSmall = (one: HTMLElement) => {
        const { x, y, width, height } = one.getBoundingClientRect()
        if (Math.min(width, height) + 0.5 >= wanted) return false
        // What is drawn small may be met around it.
        const [middleX, middleY, reach] = [x + width / 2, y + height / 2, wanted / 2 - 1]
        return ![-reach, reach].every((by) => isMet(one, middleX + by, middleY) && isMet(one, middleX, middleY + by))
      }
      const flaws = controls.filter(isSmall).map((one) => {
        const { width, height } = one.getBoundingClientRect()
        const label = one.getAttribute('aria-label') ?? (one.textContent || one.outerHTML)
        return `"${label.slice(0, 80)}" is ${Math.round(width)} × ${Math.round(height)}`
      })
      return { seen: controls.length, flaws }
    },
    [least, selector] as const,
  )
}
/** Pixels that the page is wider than the window. */
export const sideways = async (page: Page) =>
  await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
