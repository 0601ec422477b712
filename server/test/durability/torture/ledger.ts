import { createHash } from 'node:crypto'

/** One message as its sender knows it. A set with more than one value: the reply that would tell which never came. */
export type Sent = {
  readonly key: string
  readonly channelId: string
  readonly userId: string
  readonly fileId: string | null
  /** A word that only this message has. */
  readonly word: string
  /** As acknowledged, or as found after a restart. More than one: the retry made a second message. */
  readonly ids: Set<string>
  readonly original: string
  readonly texts: Set<string>
  /** Every text that it was ever to have. */
  readonly tried: Set<string>
  readonly deleted: Set<boolean>
  /** By `emoji user`: is this reaction there? */
  readonly reactions: Map<string, Set<boolean>>
  acknowledged: boolean
  /** Somebody is changing it; changes of one message are made one after the other. */
  busy: boolean
}

export type Upload = { id: string; sha256: string; size: number }

/** All that the clients were told, and what they asked for without being told. */
export type Ledger = {
  readonly sent: ReadonlyMap<string, Sent>
  readonly uploads: Upload[]
  /** By name: acknowledged? */
  readonly accounts: Map<string, boolean>
  /** What the room may be called now. */
  readonly names: Set<string>
  /** By `user channel`: the messages up to which reading was acknowledged. */
  readonly read: Map<string, Set<string>>
  acknowledged: number
  send(message: { channelId: string; userId: string; fileId: string | null; word: string; text: string }): Sent
  /** A message of which an id is known and that is not known to be deleted. */
  readonly known: Sent[]
  acknowledge(sent: Sent, id: string): void
  /** It is there, although its sender was never told. */
  find(sent: Sent, id: string): void
}

export function createLedger(): Ledger {
  const sent = new Map<string, Sent>()
  const known: Sent[] = []
  return {
    sent,
    uploads: [],
    accounts: new Map(),
    // What it is called before anybody renames it: the first rename may be killed before it takes effect.
    names: new Set(['Stuffchat']),
    read: new Map(),
    acknowledged: 0,
    known,
    send({ channelId, userId, fileId, word, text }) {
      const key = `c-${sent.size + 1}`
      const message: Sent = {
        key,
        channelId,
        userId,
        fileId,
        word,
        ids: new Set(),
        original: text,
        texts: new Set([text]),
        tried: new Set([text]),
        deleted: new Set([false]),
        reactions: new Map(),
        acknowledged: false,
        busy: false,
      }
      sent.set(key, message)
      return message
    },
    acknowledge(message, id) {
      if (!message.acknowledged) this.acknowledged += 1
      message.acknowledged = true
      this.find(message, id)
    },
    find(message, id) {
      if (message.ids.size === 0) known.push(message)
      message.ids.add(id)
    },
  }
}

/** From now on it is known which of the values it is. */
export function settle<T>(possible: Set<T>, value: T): void {
  possible.clear()
  possible.add(value)
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
