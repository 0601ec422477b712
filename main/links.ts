import type { DeepLink, SavedRoom } from '#protocol/bridge.ts'
import { readDeepLink } from './core/deep-links.ts'
import { externalUrl } from './core/navigation.ts'
import { Failure } from './failure.ts'
import type { Emit } from './page.ts'
import { TEXTS } from './texts.ts'

export type Links = {
  /** A link that came from outside: kept until the page asks, told when it has asked before. Nobody is contacted. */
  follow(link: string): void
  /** The one that waits, once; from then on the page listens. */
  take(): DeepLink | null
  /** The page has gone or is loaded anew: it will ask again. */
  forgetPage(): void
}

export function createLinks(deps: { rooms: () => readonly SavedRoom[]; emit: Emit; show(): void }): Links {
  let waiting: DeepLink | null = null
  let isListening = false
  return {
    follow(link) {
      const deepLink = readDeepLink(link, deps.rooms())
      if (isListening) deps.emit('deep_link', deepLink)
      else waiting = deepLink
      deps.show()
    },
    take() {
      isListening = true
      const taken = waiting
      waiting = null
      return taken
    },
    forgetPage() {
      isListening = false
    },
  }
}

/**
 * Hands a web address to the person's browser; false when it is none, hides what it is, or leads through a tunnel of
 * ours: such an address is nobody's but this app's, and ends with it.
 */
export const createOpenExternal =
  (deps: { shell: { openExternal(url: string): Promise<void> }; isRoom(url: string): boolean }) =>
  async (raw: string): Promise<boolean> => {
    const url = externalUrl(raw)
    if (url === null || deps.isRoom(url)) return false
    try {
      await deps.shell.openExternal(url)
    } catch (error) {
      throw new Failure(TEXTS.links.failed, { cause: error })
    }
    return true
  }
