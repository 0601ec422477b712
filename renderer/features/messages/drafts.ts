import { Observable } from '../../api/observable.ts'

/** A message being changed has a draft of its own, beside those of the channels. */
export const editOf = (messageId: string): string => `edit:${messageId}`

/** What somebody has typed and not sent, by channel. Kept at every key stroke: a crash costs nothing. */
export class Drafts {
  readonly #storage: Storage
  readonly #prefix: string
  readonly #onTrouble: (error: unknown) => void
  readonly #texts = new Map<string, Observable<string>>()

  constructor(deps: { storage: Storage; scope: string; onTrouble(error: unknown): void }) {
    this.#storage = deps.storage
    this.#onTrouble = deps.onTrouble
    this.#prefix = `draft:${deps.scope}:`
  }
  /** The draft of a channel, to be followed. */
  of(channelId: string): Observable<string> {
    const known = this.#texts.get(channelId)
    if (known) return known
    const draft = new Observable(this.#storage.getItem(this.#prefix + channelId) ?? '')
    this.#texts.set(channelId, draft)
    return draft
  }
  set(channelId: string, text: string): void {
    this.of(channelId).set(text)
    try {
      if (text === '') this.#storage.removeItem(this.#prefix + channelId)
      else this.#storage.setItem(this.#prefix + channelId, text)
    } catch (error) {
      // A full storage costs the draft its safety against a reload, not the text on the screen.
      this.#onTrouble(error)
    }
  }
}
