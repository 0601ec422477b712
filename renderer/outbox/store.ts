import { z } from 'zod'
import type { TextStorage } from '../api/ports.ts'

/** A message that has not arrived yet, as it is stored. `failed`: the sentence with which the room refused it. */
export const Entry = z.object({
  client_id: z.string(),
  channel_id: z.string(),
  content: z.string().nullable(),
  file_id: z.string().nullable(),
  /** The message that it answers; entries of earlier versions have none. */
  reply_to: z.string().nullable().default(null),
  /** Milliseconds since 1970. */
  created_at: z.number(),
  order: z.number(),
  failed: z.string().nullable(),
})
export type Entry = z.infer<typeof Entry>

export type OutboxStore = {
  load(): Promise<Entry[]>
  has(clientId: string): Promise<boolean>
  put(entry: Entry): Promise<void>
  remove(clientId: string): Promise<void>
}

/** One name per entry: tabs that write at the same time do not overwrite each other's. */
export function createOutboxStore(storage: TextStorage, key: string): OutboxStore {
  const prefix = `outbox:${key}:`
  return {
    async load() {
      const names = await storage.names(prefix)
      const texts = await Promise.all(names.map((name) => storage.read(name)))
      return texts.flatMap((text) => parse(text)).toSorted((one, other) => one.order - other.order)
    },
    has: async (clientId) => (await storage.read(prefix + clientId)) !== null,
    put: (entry) => storage.write(prefix + entry.client_id, JSON.stringify(entry)),
    remove: (clientId) => storage.remove(prefix + clientId),
  }
}

function parse(text: string | null): Entry[] {
  if (text === null) return []
  try {
    return [Entry.parse(JSON.parse(text))]
  } catch {
    // Damaged, or of another version: better one message less than none that goes out.
    return []
  }
}
