import { z } from 'zod'

const Ids = z.array(z.string().max(200)).max(100)
const KEPT = 20

/** The channels of a room that one was in last on this device, the latest first. */
export class Recents {
  readonly #storage: Pick<Storage, 'getItem' | 'setItem'>
  readonly #name: string

  constructor(deps: { storage: Pick<Storage, 'getItem' | 'setItem'>; roomKey: string }) {
    this.#storage = deps.storage
    this.#name = `recent_channels:${deps.roomKey}`
  }
  list(): string[] {
    const text = this.#storage.getItem(this.#name)
    try {
      return Ids.parse(text === null ? [] : JSON.parse(text))
    } catch {
      // Damaged, and only a convenience.
      return []
    }
  }
  visit(channelId: string): void {
    const before = this.list()
    if (before[0] === channelId) return
    const next = [channelId, ...before.filter((id) => id !== channelId)].slice(0, KEPT)
    this.#storage.setItem(this.#name, JSON.stringify(next))
  }
}
