import type { Page } from '@playwright/test'

/** Calls a method of `window.desktop` in the page, with whatever; the sentence when it rejects. */
export function call(page: Page, name: string, ...args: unknown[]): Promise<unknown> {
  const [group = '', method = ''] = name.split('.')
  return page.evaluate(
    async ([inGroup, called, given]) => {
      try {
        return await Reflect.get(globalThis, 'desktop')[inGroup][called](...given)
      } catch (error) {
        return { refused: error instanceof Error ? error.message : String(error) }
      }
    },
    [group, method, args] as const,
  )
}

/** Keeps what the page is told under this name; `heard` gives it. */
export const listen = (page: Page, name: string): Promise<void> =>
  page.evaluate((event) => {
    const heard: unknown[] = []
    Reflect.set(globalThis, `heard_${event}`, heard)
    Reflect.get(globalThis, 'desktop').on(event, (data: unknown) => heard.push(data))
  }, name)
export const heard = (page: Page, name: string): Promise<unknown[]> =>
  page.evaluate((event) => Reflect.get(globalThis, `heard_${event}`), name)
