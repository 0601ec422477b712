import { type UseStore, createStore, update } from 'idb-keyval'
import { isLaterId } from '../../realtime/channels.ts'

/**
 * Which tab of this browser tells of a message: the one that writes its id down first. In IndexedDB, because of all that
 * tabs share only its transactions are one after the other for all of them, over plain http, too.
 */
export function createClaims(
  onTrouble: (error: unknown) => void,
): (key: string, messageId: string) => Promise<boolean> {
  let store: UseStore | null = null
  return async (key, messageId) => {
    store ??= createStore('told', 'told')
    let isFirst = false
    const decide = (before: string | undefined): string => {
      isFirst = isLaterId(messageId, before ?? null)
      return isFirst ? messageId : (before ?? messageId)
    }
    try {
      await update(key, decide, store)
      return isFirst
    } catch (error) {
      // Where nothing can be stored, told twice is better than not at all.
      onTrouble(error)
      return true
    }
  }
}
