import { Observable } from '../../../api/observable.ts'
import type { ScreenView } from '../../../voice/state.ts'

type Told = Pick<ScreenView, 'id' | 'userId' | 'isOwn'>

/** Whose screens came and went; each person once, one's own not. */
function screenComings(before: readonly Told[], after: readonly Told[]): { began: string[]; ended: string[] } {
  const of = (screens: readonly Told[]) => new Set(screens.filter(({ isOwn }) => !isOwn).map(({ userId }) => userId))
  const [then, now] = [of(before), of(after)]
  return { began: [...now].filter((id) => !then.has(id)), ended: [...then].filter((id) => !now.has(id)) }
}

/** What is said to screen readers of shared screens: the last thing that happened. */
export class ScreenNews extends Observable<string> {
  #before: readonly Told[]
  readonly #texts: { began(name: string): string; ended(name: string): string }

  /** Those that are shared already when one comes are seen, and need not be told. */
  constructor(texts: { began(name: string): string; ended(name: string): string }, screens: readonly Told[]) {
    super('')
    this.#texts = texts
    this.#before = screens
  }
  look(screens: readonly Told[], nameOf: (userId: string) => string): void {
    const { began, ended } = screenComings(this.#before, screens)
    this.#before = screens
    const said = [
      ...began.map((id) => this.#texts.began(nameOf(id))),
      ...ended.map((id) => this.#texts.ended(nameOf(id))),
    ]
    if (said.length > 0) this.set(said.join(' '))
  }
}
