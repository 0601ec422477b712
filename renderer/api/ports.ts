/**
 * What tabs of one browser share. Both ports are optional: a page over plain http has no Web Locks, and the room itself
 * forgives parallel refreshes (10 s) and repeated sends (`client_id`).
 */
export type Locks = { run<T>(name: string, work: () => Promise<T>): Promise<T> }
export type Broadcast = { post(message: unknown): void; subscribe(listener: (message: unknown) => void): () => void }

/** Locks of this page alone: one after the other by name. */
export function localLocks(): Locks {
  const tails = new Map<string, Promise<unknown>>()
  return {
    run(name, work) {
      const before = tails.get(name) ?? Promise.resolve()
      const mine = before.then(work, work)
      tails.set(name, mine)
      return mine
    },
  }
}

export const webLocks = (locks: LockManager): Locks => ({
  run: async (name, work) => await locks.request(name, work),
})

export function webBroadcast(channel: BroadcastChannel): Broadcast {
  return {
    post: (message) => channel.postMessage(message),
    subscribe(listener) {
      const hear = (event: MessageEvent<unknown>) => listener(event.data)
      channel.addEventListener('message', hear)
      return () => channel.removeEventListener('message', hear)
    },
  }
}

/** Text by name, like `localStorage`, `safeStorage` behind the bridge, or a table of IndexedDB. */
export type TextStorage = {
  read(name: string): Promise<string | null>
  write(name: string, text: string): Promise<void>
  remove(name: string): Promise<void>
  names(prefix: string): Promise<string[]>
}

export function webStorage(storage: Storage): TextStorage {
  return {
    read: async (name) => storage.getItem(name),
    write: async (name, text) => storage.setItem(name, text),
    remove: async (name) => storage.removeItem(name),
    names: async (prefix) => Object.keys(storage).filter((name) => name.startsWith(prefix)),
  }
}
