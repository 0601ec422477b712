import { z } from 'zod'
import { StoredTokens } from '#protocol/bridge.ts'
import type { TokenStorage } from '#protocol/bridge.ts'
import type { Document } from './document.ts'
import type { Log } from './failure.ts'
import { TEXTS } from './texts.ts'

/** The asynchronous half of Electron's `safeStorage`; `getSelectedStorageBackend` is there on Linux only. */
export type SafeStorage = {
  isAsyncEncryptionAvailable(): Promise<boolean>
  encryptStringAsync(plain: string): Promise<Buffer>
  decryptStringAsync(encrypted: Buffer): Promise<{ result: string; shouldReEncrypt: boolean }>
  getSelectedStorageBackend?(): string
}

export type Tokens = {
  read(room: string): Promise<StoredTokens | null>
  write(room: string, tokens: StoredTokens): Promise<void>
  clear(room: string): Promise<void>
  storage(): Promise<TokenStorage>
}

const Stored = z.object({ version: z.literal(1), rooms: z.record(z.string(), z.base64()) })

/**
 * What keeps a person signed in, by the key of their room: encrypted by the system's key store. Without one, in memory
 * only. On Linux `basic_text` encrypts with a password that everybody knows: it is used, and said.
 */
export function createTokens(deps: {
  safeStorage: SafeStorage
  document: Document
  platform: NodeJS.Platform
  log: Log
}): Tokens {
  const { safeStorage, document, platform, log } = deps
  const memory = new Map<string, StoredTokens>()
  let last: Promise<unknown> = Promise.resolve()

  let known: Promise<TokenStorage['kind']> | undefined
  const kind = () => (known ??= find())
  const find = async (): Promise<TokenStorage['kind']> => {
    if (!(await safeStorage.isAsyncEncryptionAvailable())) return 'memory'
    const isPlain = platform === 'linux' && safeStorage.getSelectedStorageBackend?.() === 'basic_text'
    return isPlain ? 'plain' : 'encrypted'
  }

  const stored = async (): Promise<Record<string, string>> => {
    const parsed = Stored.safeParse((await document.read()) ?? { version: 1, rooms: {} })
    if (!parsed.success) log('The stored sign-ins cannot be read; everybody signs in again.')
    return parsed.success ? parsed.data.rooms : {}
  }
  // Read, change, write: never two at once.
  const change = (edit: (rooms: Record<string, string>) => Promise<Record<string, string>>): Promise<void> => {
    const turn = last.then(async () => document.write({ version: 1, rooms: await edit(await stored()) }))
    last = turn.catch(() => undefined)
    return turn
  }
  const encrypted = async (tokens: StoredTokens) =>
    (await safeStorage.encryptStringAsync(JSON.stringify(tokens))).toString('base64')
  const write = (room: string, tokens: StoredTokens) =>
    change(async (rooms) => ({ ...rooms, [room]: await encrypted(tokens) }))
  /** With the key store's newer key; unless another sign-in has been written meanwhile, whose token is the one that counts. */
  const renew = async (room: string, before: string, tokens: StoredTokens): Promise<void> => {
    try {
      await change(async (rooms) => (rooms[room] === before ? { ...rooms, [room]: await encrypted(tokens) } : rooms))
    } catch (error) {
      // A full disk costs the newer key, not the sign-in.
      log('A sign-in could not be stored anew.', error)
    }
  }

  return {
    async read(room) {
      if ((await kind()) === 'memory') return memory.get(room) ?? null
      await last
      const found = (await stored())[room]
      if (found === undefined) return null
      try {
        const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(Buffer.from(found, 'base64'))
        const tokens = StoredTokens.parse(JSON.parse(result))
        if (shouldReEncrypt) await renew(room, found, tokens)
        return tokens
      } catch (error) {
        // The key store was reset, or the file comes from another machine: to sign in again is all there is to do.
        log('A stored sign-in cannot be read; it has to be made again.', error)
        return null
      }
    },
    async write(room, tokens) {
      if ((await kind()) === 'memory') memory.set(room, tokens)
      else await write(room, tokens)
    },
    async clear(room) {
      memory.delete(room)
      if ((await kind()) === 'memory') return
      await change(async (rooms) => Object.fromEntries(Object.entries(rooms).filter(([key]) => key !== room)))
    },
    async storage() {
      const found = await kind()
      return { kind: found, sentence: found === 'encrypted' ? null : TEXTS.tokens[found] }
    },
  }
}
