import { Observable } from '../../api/observable.ts'
import type { RoomSocket } from '../../realtime/socket.ts'
import { type Move, NO_WISHES, type Told, type Wishes, nextMove, withMove } from './order.ts'

export type QueueOrderDeps = {
  /** False: it could not be sent. */
  send(move: Move, rev: number): boolean
  socket: Pick<RoomSocket, 'onEvent' | 'subscribe' | 'getSnapshot'>
}

/**
 * The order of a queue as one wants it, shown at once and sent move by move; what the room refuses is forgotten, and with
 * the connection all of it: the room may never have heard of it, and others have moved on by the time it is back.
 */
export class QueueOrder {
  readonly #deps: QueueOrderDeps
  readonly #wishes = new Observable<Wishes>(NO_WISHES)
  #told: Told = { rev: 0, ids: [] }

  constructor(deps: QueueOrderDeps) {
    this.#deps = deps
  }
  readonly subscribe = this.#wishes.subscribe
  readonly getSnapshot = this.#wishes.getSnapshot

  move(itemId: string, to: number): void {
    this.#advance(withMove(this.getSnapshot(), { itemId, to }))
  }
  /** The view shows this now: whatever made it is done. */
  seen(told: Told): void {
    // A queue that began anew counts from the beginning.
    if (told.rev < this.#told.rev) this.#wishes.set(NO_WISHES)
    this.#told = told
    this.#advance(this.getSnapshot())
  }
  /** Listens until the returned function is called. */
  start(): () => void {
    const { socket } = this.#deps
    const stops = [
      socket.onEvent((event) => {
        if (event.type === 'error' && event.in_reply_to === 'shareplay_action') this.#wishes.set(NO_WISHES)
      }),
      socket.subscribe(() => {
        if (socket.getSnapshot().state !== 'open') this.#wishes.set(NO_WISHES)
      }),
    ]
    return () => {
      for (const stop of stops) stop()
      this.#wishes.set(NO_WISHES)
    }
  }

  #advance(before: Wishes): void {
    const { wishes, send } = nextMove(before, this.#told)
    this.#wishes.set(wishes.moves.length === 0 ? NO_WISHES : wishes)
    if (send !== null && !this.#deps.send(send, this.#told.rev)) this.#wishes.set(NO_WISHES)
  }
}
