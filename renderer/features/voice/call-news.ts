import type { Clock } from '../../api/clock.ts'
import { Observable } from '../../api/observable.ts'
import { isReached } from '../../voice/reach.ts'
import type { CallView } from '../../voice/state.ts'
import { comings, noSpeakers, speakerNews } from './news.ts'

type NewsTexts = {
  joined(names: string): string
  left(names: string): string
  speaks(name: string): string
  and(names: readonly string[]): string
  muted: string
  unmuted: string
  deafened: string
  undeafened: string
  /** The room is away: some still hear each other, or one is cut off from everybody. */
  reconnecting: string
  cutOff: string
  back: string
}
/** What is read out, each in a region of its own, so that one does not cut the other off. */
export type Said = { comings: string; speaker: string; own: string }
export type Seen = {
  call: Pick<CallView, 'state' | 'isMuted' | 'isDeafened' | 'peers'>
  /** The user ids of the others, and of those who speak. */
  others: readonly string[]
  speaking: readonly string[]
  nameOf(userId: string): string
  tellsSpeakers: boolean
}

/** Finds in what one sees of a call what is worth saying to who does not see it. */
export class CallNews {
  readonly #deps: { clock: Clock; texts: NewsTexts }
  readonly #said = new Observable<Said>({ comings: '', speaker: '', own: '' })
  #seen: Seen | null = null
  #others: readonly string[] | null = null
  #speakers = noSpeakers
  #stopLooking = () => {}

  constructor(deps: { clock: Clock; texts: NewsTexts }) {
    this.#deps = deps
  }
  readonly subscribe = this.#said.subscribe
  readonly getSnapshot = this.#said.getSnapshot

  look(seen: Seen): void {
    const before = this.#seen
    this.#seen = seen
    // Whom one found there on coming in has not come.
    if (seen.call.state === 'on') this.#lookForComings(seen)
    this.#lookForSpeakers()
    if (before) this.#lookAtOneself(before.call, seen.call)
  }
  close(): void {
    this.#stopLooking()
  }

  #lookForComings({ others, nameOf }: Seen): void {
    const { texts } = this.#deps
    const { came, went } = comings(this.#others, others)
    this.#others = others
    const sentences = [
      ...(came.length > 0 ? [texts.joined(texts.and(came.map(nameOf)))] : []),
      ...(went.length > 0 ? [texts.left(texts.and(went.map(nameOf)))] : []),
    ]
    if (sentences.length > 0) this.#say({ comings: sentences.join(' ') })
  }
  #lookForSpeakers(): void {
    this.#stopLooking()
    if (!this.#seen?.tellsSpeakers) return
    const { clock, texts } = this.#deps
    const { speaking, nameOf } = this.#seen
    const { memory, tell, again } = speakerNews(this.#speakers, speaking, clock.now())
    this.#speakers = memory
    if (tell !== null) this.#say({ speaker: texts.speaks(nameOf(tell)) })
    if (again !== null) this.#stopLooking = clock.after(again, () => this.#lookForSpeakers())
  }
  #lookAtOneself(before: Seen['call'], now: Seen['call']): void {
    const { texts } = this.#deps
    const isAway = now.state === 'reconnecting'
    const wasReached = before.state === 'reconnecting' ? hears(before) : null
    if (isAway && before.state !== 'joining' && hears(now) !== wasReached)
      this.#say({ own: hears(now) ? texts.reconnecting : texts.cutOff })
    else if (now.state === 'on' && before.state === 'reconnecting') this.#say({ own: texts.back })
    else if (now.isDeafened !== before.isDeafened)
      this.#say({ own: now.isDeafened ? texts.deafened : texts.undeafened })
    else if (now.isMuted !== before.isMuted) this.#say({ own: now.isMuted ? texts.muted : texts.unmuted })
  }
  #say(part: Partial<Said>): void {
    this.#said.set({ ...this.getSnapshot(), ...part })
  }
}

const hears = ({ peers }: Seen['call']): boolean => isReached(peers.map(({ link }) => link))
