import { z } from 'zod'
import { Message, Reaction } from '../shapes.ts'
import type { Changed } from '../shapes.ts'

/** What a client knows of one message: all of it, or that it is gone. */
export type Known = z.infer<typeof Changed>

const Edited = z.looseObject({
  id: z.string(),
  content: z.string().nullable(),
  edited_at: z.string(),
  change: z.number(),
})
const Deleted = z.looseObject({ id: z.string(), deleted_at: z.string(), change: z.number() })
const Reacted = z.looseObject({ message_id: z.string(), reactions: z.array(Reaction), change: z.number() })

/** The history of one channel as a client keeps it, by events while it is connected and by catching up after. */
export type Store = {
  readonly last: number
  get(id: string): Known | undefined
  all(): Known[]
  /** A page of `changed_after`. */
  merge(page: readonly Known[]): void
  /** An event of the channel; throws when one before it never came. Others are ignored. */
  apply(event: { type: string; [field: string]: unknown }): void
}

export function createStore(): Store {
  const messages = new Map<string, Known>()
  let last = 0
  const put = (one: Known) => {
    messages.set(one.id, one)
    last = Math.max(last, one.change)
  }
  /** False for what is known already: the events of the time of catching up come once more. */
  const isNew = (type: string, change: number) => {
    if (change <= last) return false
    if (change !== last + 1) throw new Error(`a gap: ${type} brings change ${change} after ${last}`)
    return true
  }
  const known = (id: string) => {
    const one = messages.get(id)
    if (one === undefined) throw new Error(`an event about ${id}, which never came`)
    return one
  }
  return {
    get last() {
      return last
    },
    get: (id) => messages.get(id),
    all: () => [...messages.values()].toSorted((a, b) => a.seq - b.seq),
    merge(page) {
      for (const one of page) {
        if (one.change <= last) throw new Error(`change ${one.change} in a page that was to begin after ${last}`)
        put(one)
      }
    },
    apply(event) {
      const { type, ...fields } = event
      switch (type) {
        case 'message_created': {
          const message = Message.parse(fields)
          if (isNew(type, message.change)) put(message)
          return
        }
        case 'message_edited': {
          const { id, content, edited_at, change } = Edited.parse(fields)
          if (isNew(type, change)) put({ ...known(id), content, edited_at, change })
          return
        }
        case 'message_deleted': {
          const { id, deleted_at, change } = Deleted.parse(fields)
          if (isNew(type, change)) put({ ...known(id), deleted_at, change })
          return
        }
        case 'reaction_updated': {
          const { message_id, reactions, change } = Reacted.parse(fields)
          if (isNew(type, change)) put({ ...known(message_id), reactions, change })
        }
      }
    },
  }
}

/** What two readings of a channel must agree on. Of a deleted message that is when it went, and its place. */
export function facts({ id, seq, change, ...rest }: Known): unknown {
  if ((rest.deleted_at ?? null) !== null) return { id, seq, change, deleted_at: rest.deleted_at }
  const { channel_id, user_id, content, file_url, filename, file_size, created_at, edited_at, reactions, client_id } =
    rest
  const { file_type, file_width, file_height, reply_to } = rest
  return {
    id,
    seq,
    change,
    channel_id,
    user_id,
    content,
    file_url,
    filename,
    file_size,
    file_type,
    file_width,
    file_height,
    reply_to,
    created_at,
    edited_at,
    reactions,
    client_id,
  }
}
