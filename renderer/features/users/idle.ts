import type { Status } from '#protocol/presence.ts'
import type { Clock } from '../../api/clock.ts'

/** Without a hand on this device for so long one counts as away, in milliseconds. */
const IDLE_MS = 10 * 60_000
/** Hands move often; looking at the clock now and then is enough. */
const LOOK_MS = 5_000
const SIGNS = ['pointermove', 'pointerdown', 'keydown', 'wheel', 'touchstart', 'focus'] as const

export type IdleDeps = {
  target: Pick<Window, 'addEventListener' | 'removeEventListener'>
  /** Remembers over a reload that "away" was ours, and not the person's wish. */
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>
  scope: string
  clock: Clock
  /** One's own status, as far as it is known. */
  status(): Status | undefined
  tell(status: Status): void
}

const nameOf = (scope: string) => `away_by_idle:${scope}`
/** The person has chosen a status: from now on it is theirs. */
export const statusChosen = (storage: Pick<Storage, 'removeItem'>, scope: string): void =>
  storage.removeItem(nameOf(scope))

/** Says "away" for a person who has left the device, and "online" when they are back; never against their own choice. */
export class IdleWatch {
  readonly #deps: IdleDeps
  readonly #name: string
  #seenAt: number
  #stopTimer = () => {}

  constructor(deps: IdleDeps) {
    this.#deps = deps
    this.#name = nameOf(deps.scope)
    this.#seenAt = deps.clock.now()
    for (const sign of SIGNS) deps.target.addEventListener(sign, this.#seen, { passive: true })
    if (this.#isOurs()) this.#back()
    this.#look()
  }
  close(): void {
    this.#stopTimer()
    for (const sign of SIGNS) this.#deps.target.removeEventListener(sign, this.#seen)
  }

  readonly #seen = (): void => {
    this.#seenAt = this.#deps.clock.now()
    if (this.#isOurs()) this.#back()
  }
  #look(): void {
    const idle = this.#deps.clock.now() - this.#seenAt
    if (idle >= IDLE_MS && this.#deps.status() === 'online') {
      this.#deps.storage.setItem(this.#name, '1')
      this.#deps.tell('away')
    }
    this.#stopTimer = this.#deps.clock.after(LOOK_MS, () => this.#look())
  }
  #isOurs(): boolean {
    return this.#deps.storage.getItem(this.#name) !== null
  }
  #back(): void {
    this.#deps.storage.removeItem(this.#name)
    this.#deps.tell('online')
  }
}
