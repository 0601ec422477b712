import type { Event } from '#protocol/events.ts'
import type { ShareplayItem } from '#protocol/shareplay.ts'
import { Observable } from '../../api/observable.ts'
import type { RoomSocket } from '../../realtime/socket.ts'
import { isAboutAdding } from './refusals.ts'

const LOST = 'The connection broke before the room had it.'

/** `there`: the room has it. `lost`: the connection broke, and it is not in the queue. Else the room's sentence. */
export type Outcome = 'there' | 'lost' | { readonly refused: string }
export type SongAddsDeps = {
  socket: Pick<RoomSocket, 'send' | 'subscribe' | 'getSnapshot' | 'onEvent'>
  userId: string
  /** A channel's queue as it was last told. */
  queueOf(channelId: string): readonly ShareplayItem[]
}
type Typed = { readonly channelId: string; readonly text: string }
type Adding = Typed & {
  /** Its own ping, sent behind it: the answer comes once the room has done it. */
  readonly ping: number
  /** The items of this name that were there before. */
  readonly known: ReadonlySet<string>
  settle(outcome: Outcome): void
}

/**
 * What one puts into queues, until the room has it: a socket that is dead takes everything for a while. Nothing is sent
 * twice; what a broken connection has left unsure is looked for in the queue once the room is back.
 */
export class SongAdds {
  readonly #deps: SongAddsDeps
  readonly #returned = new Observable<readonly Typed[]>([])
  readonly #stops: (() => void)[]
  /** Oldest first, as the room does them. */
  #going: readonly Adding[] = []
  #unsure: readonly Adding[] = []
  /** Asked when the connection is new: by its answer the queues have been told. */
  #marker = 0
  /** Files wait for the room. */
  #waiting: readonly (() => boolean)[] = []
  #pings = 0

  constructor(deps: SongAddsDeps) {
    this.#deps = deps
    this.#stops = [deps.socket.onEvent((event) => this.#hear(event)), deps.socket.subscribe(() => this.#follow())]
  }
  /** What was typed and got lost, oldest first. */
  readonly subscribe = this.#returned.subscribe
  readonly getSnapshot = this.#returned.getSnapshot

  /** Sends a link, words or `file:<id>` now; null: there is no connection, and nothing was sent. */
  add(channelId: string, text: string): Promise<Outcome> | null {
    const { socket, queueOf } = this.#deps
    if (!socket.send({ type: 'shareplay_action', channel_id: channelId, action_type: 'add', data: text })) return null
    const ping = this.#ping()
    const known = new Set(queueOf(channelId).flatMap(({ id, url }) => (url === text ? [id] : [])))
    const { promise, resolve } = Promise.withResolvers<Outcome>()
    this.#going = [...this.#going, { channelId, text, ping, known, settle: resolve }]
    return promise
  }
  /** As `add`, and what gets lost is given back. What the room refuses is not: that is said, and it may be a hundred links. */
  type(channelId: string, text: string): Promise<Outcome> | null {
    const sent = this.add(channelId, text)
    return (
      sent?.then((outcome) => {
        if (outcome === 'lost') this.#returned.set([...this.getSnapshot(), { channelId, text }])
        return outcome
      }) ?? null
    )
  }
  /** It is back with whoever typed it. */
  take(typed: Typed): void {
    this.#returned.set(this.getSnapshot().filter((one) => one !== typed))
  }
  /** Adds an uploaded file, as soon as there is a connection, in the order of the calls; rejects with the reason. */
  async send({ channel_id, file_id }: { channel_id: string; file_id?: string }): Promise<string> {
    const data = `file:${file_id ?? ''}`
    const { promise, resolve } = Promise.withResolvers<Outcome>()
    this.#waiting = [
      ...this.#waiting,
      () => {
        const sent = this.add(channel_id, data)
        if (sent) resolve(sent)
        return sent !== null
      },
    ]
    this.#follow()
    const outcome = await promise
    if (outcome === 'there') return data
    throw new Error(outcome === 'lost' ? LOST : outcome.refused)
  }
  close(): void {
    for (const stop of this.#stops) stop()
    this.#waiting = []
    this.#going = []
    this.#unsure = []
  }

  #ping(): number {
    // Below 0: others measure by what they send, and that is a time.
    const t0 = -++this.#pings
    this.#deps.socket.send({ type: 'ping', t0 })
    return t0
  }
  #follow(): void {
    if (this.#deps.socket.getSnapshot().state === 'open') {
      while (this.#waiting[0]?.() === true) this.#waiting = this.#waiting.slice(1)
      return
    }
    this.#unsure = [...this.#unsure, ...this.#going]
    this.#going = []
    this.#marker = 0
  }
  #hear(event: Event): void {
    // Told when the channels have been joined anew already: what they play comes before the answer.
    if (event.type === 'connection_metadata' && this.#unsure.length > 0) this.#marker = this.#ping()
    else if (event.type === 'error' && isAboutAdding(event)) this.#done(this.#going[0], { refused: event.message })
    else if (event.type !== 'pong' || event.t0 === undefined) return
    else if (event.t0 === this.#marker) this.#lookAgain()
    else
      this.#done(
        this.#going.find(({ ping }) => ping === event.t0),
        'there',
      )
  }
  #done(adding: Adding | undefined, outcome: Outcome): void {
    if (!adding) return
    this.#going = this.#going.filter((one) => one !== adding)
    adding.settle(outcome)
  }
  #lookAgain(): void {
    const unsure = this.#unsure
    this.#unsure = []
    this.#marker = 0
    const found = new Set<string>()
    for (const { channelId, text, known, settle } of unsure) {
      const item = this.#deps
        .queueOf(channelId)
        .find(
          ({ id, url, added_by: by }) => url === text && by === this.#deps.userId && !known.has(id) && !found.has(id),
        )
      if (item) found.add(item.id)
      settle(item ? 'there' : 'lost')
    }
  }
}
