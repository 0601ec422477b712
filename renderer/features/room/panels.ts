import { Observable } from '../../api/observable.ts'
import type { Way } from '../handover/WaysDialog.tsx'

/** What may lie over the room; one at a time. */
export type RoomDialog =
  | { kind: 'quick' }
  | { kind: 'help' }
  | { kind: 'person'; userId: string }
  | { kind: 'invite' }
  | { kind: 'browse' }
  | { kind: 'signOut' }
  | { kind: 'way'; way: Way }
  | { kind: 'lineUp' }
  | { kind: 'create'; isVoice: boolean }
  | { kind: 'edit' | 'leave' | 'delete' | 'addPeople'; channelId: string }
  | { kind: 'removePerson'; channelId: string; userId: string }

/** What may lie over the conversation where there is no room for a column beside it. */
export type RoomSheet = 'members' | 'shareplay'
/** `sheet` counts only there, where it is opened each time; what stands in the column is a preference. */
export type PanelState = { dialog: RoomDialog | null; isSearching: boolean; sheet: RoomSheet | null }

/** What is open beside and over the conversation. */
export class RoomPanels {
  readonly #state = new Observable<PanelState>({ dialog: null, isSearching: false, sheet: null })
  readonly #later: (run: () => void) => void
  #focusComposer = () => {}

  /** `later`: once a menu that closes now has given the focus back to its button. */
  constructor(deps: { later(run: () => void): void }) {
    this.#later = deps.later
  }

  readonly subscribe = this.#state.subscribe
  readonly getSnapshot = this.#state.getSnapshot
  readonly open = (dialog: RoomDialog): void => this.#state.set({ ...this.getSnapshot(), dialog })
  /** From a menu or another dialog, which closes: so that the focus later returns to where it was before that. */
  readonly openAfter = (dialog: RoomDialog): void => this.#later(() => this.open(dialog))
  readonly close = (): void => this.#state.set({ ...this.getSnapshot(), dialog: null })
  readonly setSearching = (isSearching: boolean): void =>
    this.#state.set({ ...this.getSnapshot(), isSearching, sheet: null })
  readonly setSheet = (sheet: RoomSheet | null): void =>
    this.#state.set({ ...this.getSnapshot(), sheet, isSearching: false })
  /** Leads the keyboard to where one writes. */
  readonly focusComposer = (): void => this.#focusComposer()
  /** The room's screen says how. */
  onFocusComposer(focus: () => void): void {
    this.#focusComposer = focus
  }
}
