import type { Clock } from '../../api/clock.ts'

/** The room forgets after 8 s without renewal (contract, section 3); half of it survives a slow moment. */
const RENEW_MS = 4_000

export type TypingNoticesDeps = { send(started: boolean): void; clock: Clock }

/** Tells the room that somebody types here: at once, then only as often as it must be told. */
export class TypingNotices {
  readonly #deps: TypingNoticesDeps
  #toldAt: number | null = null

  constructor(deps: TypingNoticesDeps) {
    this.#deps = deps
  }
  changed(text: string): void {
    if (text.trim() === '') return this.stop()
    const now = this.#deps.clock.now()
    if (this.#toldAt !== null && now - this.#toldAt < RENEW_MS) return
    this.#toldAt = now
    this.#deps.send(true)
  }
  /** The message itself tells the room that one is done. */
  sent(): void {
    this.#toldAt = null
  }
  /** Nothing is being written any more. */
  stop(): void {
    if (this.#toldAt === null) return
    this.#toldAt = null
    this.#deps.send(false)
  }
}
