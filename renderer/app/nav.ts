import { z } from 'zod'
import { Observable } from '../api/observable.ts'
import { type Place, pathOf, placeOf } from './place.ts'

/** Each step that was made here knows where from, so that "back" never leaves the app. */
const Came = z.object({ from: z.string() })

/** Where the app is, kept in step with the address and the browser's back and forward. */
export class Nav {
  readonly #window: Window
  readonly #home: Place
  readonly #place: Observable<Place>

  constructor(deps: { window: Window; home: Place }) {
    this.#window = deps.window
    this.#home = deps.home
    this.#place = new Observable(this.#read())
    this.#window.addEventListener('popstate', this.#follow)
  }
  get subscribe(): (listener: () => void) => () => void {
    return this.#place.subscribe
  }
  readonly getSnapshot = (): Place => this.#place.getSnapshot()
  get home(): Place {
    return this.#home
  }

  /** `replace` leaves no step back, for places that one did not choose. */
  readonly go = (place: Place, options: { replace?: boolean } = {}): void => {
    const path = pathOf(place)
    const { history, location } = this.#window
    if (options.replace || path === location.pathname + location.search) history.replaceState(history.state, '', path)
    else history.pushState({ from: location.pathname + location.search }, '', path)
    this.#place.set(place)
  }
  /** A step back where one came from, for `exactly` only if that is `place`; else there in this place's stead. */
  readonly back = (place: Place, options: { exactly?: boolean } = {}): void => {
    const state = Came.safeParse(this.#window.history.state)
    if (state.success && (!options.exactly || state.data.from === pathOf(place))) this.#window.history.back()
    else this.go(place, { replace: true })
  }
  close(): void {
    this.#window.removeEventListener('popstate', this.#follow)
  }

  #read(): Place {
    return placeOf(new URL(this.#window.location.href), this.#home)
  }
  readonly #follow = (): void => this.#place.set(this.#read())
}
