import { type Link, linkKey } from './interfaces.ts'

export type Closable = { close(): Promise<void> }
/** What stopped working by itself is opened again after this. */
const AGAIN_MS = 10_000

/**
 * Keeps one of something for each link, and lets none of them disturb the others: `open` may throw, and may say later
 * by `failed` that it is of no use any more.
 */
export function createPerLink<T extends Closable>(deps: {
  open: (link: Link, failed: () => void) => T
  onError: (error: unknown) => void
}) {
  const { open, onError } = deps
  const opened = new Map<string, T>()
  const closing = new Set<Promise<void>>()
  let wanted = new Map<string, Link>()
  let isClosed = false
  let timer: NodeJS.Timeout | undefined

  const retire = (key: string, one: T) => {
    opened.delete(key)
    const ending = one
      .close()
      .catch(onError)
      .finally(() => closing.delete(ending))
    closing.add(ending)
  }
  const again = () => {
    timer ??= setTimeout(() => {
      timer = undefined
      reconcile()
    }, AGAIN_MS).unref()
  }
  const reconcile = () => {
    if (isClosed) return
    for (const [key, one] of opened) if (!wanted.has(key)) retire(key, one)
    for (const [key, link] of wanted) {
      if (opened.has(key)) continue
      try {
        const one: T = open(link, () => {
          if (opened.get(key) !== one) return
          retire(key, one)
          again()
        })
        opened.set(key, one)
      } catch (error) {
        onError(error)
        again()
      }
    }
  }

  return {
    update(links: readonly Link[]): void {
      wanted = new Map(links.map((link) => [linkKey(link), link]))
      reconcile()
    },
    each: (): Iterable<T> => opened.values(),
    async close(): Promise<void> {
      isClosed = true
      clearTimeout(timer)
      for (const [key, one] of opened) retire(key, one)
      await Promise.all(closing)
    },
  }
}
