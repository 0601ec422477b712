import { z } from 'zod'
import type { Person, Socket } from '../../server/test/client.ts'
import { expect, signIn } from '../app/test.ts'
import { CALL } from '../voice/peer.ts'
import { CYCLE_S, PERIOD_S, beginOf } from './bursts.ts'
import { type Comparison, type Span, compare, inStepAfter, jumps, quantile } from './compare.ts'
import type { Listener } from './listener.ts'
import type { Sound } from './test.ts'

/** As much of the room's state as is needed to know what is to be heard. */
const State = z.object({
  queue: z.array(z.object({ id: z.string(), download_status: z.string() })),
  start_time: z.string().nullable(),
  current_position_secs: z.number(),
})
type State = z.infer<typeof State>

export type StageDeps = { sound: Sound; owner: Person; socket: Socket; channelId: string }

/** A call in which everybody listens, and somebody without a browser who presses the buttons. */
export class Stage {
  readonly listeners: Listener[] = []
  readonly #deps: StageDeps

  constructor(deps: StageDeps) {
    this.#deps = deps
  }
  get now(): number {
    return this.#deps.sound.recording.now
  }
  async wait(seconds: number): Promise<void> {
    await this.#deps.sound.recording.until(this.now + seconds)
  }

  // What happens

  /** Somebody opens the room and signs in; not in the call yet. */
  async enter(listener: Listener, url: string, name: string): Promise<void> {
    this.listeners.push(listener)
    await listener.page.goto(url)
    await signIn(listener.page, name)
  }
  /** Clicks, and gives the moment of the click in the recording. */
  async join(listener: Listener): Promise<number> {
    const button = listener.page
      .getByRole('navigation', { name: 'Channels' })
      .getByRole('button', { name: `Join the call in ${CALL}` })
    await expect(button).toBeVisible()
    const clicked = this.now
    await button.click()
    await expect(listener.page.getByRole('region', { name: `Your call in ${CALL}` })).toContainText(/\d+:\d\d/)
    return clicked
  }
  /** Into the queue, and waits until it can be heard. */
  async add(song: Uint8Array<ArrayBuffer>, name = 'bursts.flac'): Promise<void> {
    const { owner, socket, channelId } = this.#deps
    const file = await owner.file(song, name)
    const before = this.#hasQueue() ? this.#state().queue.length : 0
    socket.send({ type: 'shareplay_action', channel_id: channelId, action_type: 'add', data: `file:${file}` })
    await this.#seen(({ queue }) => queue.length > before && queue.every((item) => item.download_status === 'ready'))
  }
  /** Presses a button; gives the moment in the recording. */
  async act(action: string, data: string | number | null = null): Promise<number> {
    const { socket, channelId } = this.#deps
    const pressed = this.now
    socket.send({ type: 'shareplay_action', channel_id: channelId, action_type: action, data })
    await socket.settled()
    return pressed
  }

  // What was heard

  compare(span: Span, listeners: readonly Listener[] = this.listeners): Comparison {
    return compare(this.#heardBy(listeners), span)
  }
  /** Seconds until all are within `ms`; null: never. */
  inStepAfter(span: Span, ms: number, listeners: readonly Listener[] = this.listeners): number | null {
    return inStepAfter(this.#heardBy(listeners), span, ms)
  }
  /** Where anybody's song gave or took more than `ms`. */
  jumps(span: Span, ms: number): { ear: number; at: number; byMs: number }[] {
    return this.listeners.flatMap(({ ear }) =>
      jumps(this.#deps.sound.recording.heard[ear] ?? [], span, ms).map((jump) => ({ ear, ...jump })),
    )
  }
  /** Bursts of anybody in that span; none while it is silent. */
  count({ from, to }: Span): number {
    return this.#heardBy(this.listeners)
      .flat()
      .filter(({ at }) => at >= from && at < to).length
  }
  /** What lay between one song and another that begins in the span, in milliseconds, for each ear that heard both. */
  gapsMs({ from, to }: Span): number[] {
    return this.#heardBy(this.listeners).flatMap((heard) => {
      const inside = heard.filter(({ at }) => at >= from && at < to)
      const first = inside.findIndex(({ code }, index) => index > 0 && code === 0)
      const [before, after] = [inside[first - 1], inside[first]]
      // Songs of so many whole periods, and bursts at the same place of each.
      return before && after ? [(after.at - before.at - PERIOD_S) * 1_000] : []
    })
  }
  /** By how much all are behind the room, median in milliseconds: to some hundredths of a second, to see a wrong one. */
  behindMs(span: Span): number {
    const { start_time, current_position_secs } = this.#state()
    if (start_time === null) throw new Error('Nothing plays.')
    const { recording } = this.#deps.sound
    const behind = this.#heardBy(this.listeners)
      .flat()
      .filter(({ at }) => at >= span.from && at < span.to)
      .map(({ at, code }) => {
        const room = current_position_secs + (recording.wallMs(at) - Date.parse(start_time)) / 1_000
        const cycles = (room - beginOf(code)) / CYCLE_S
        return (cycles - Math.round(cycles)) * CYCLE_S * 1_000
      })
    return quantile(behind, 0.5)
  }

  /** For whoever wonders: every burst of each ear, as its code and how late it is for the first one, in milliseconds. */
  story({ from, to }: Span): string {
    return this.listeners
      .map(({ ear }) => {
        const inside = (this.#deps.sound.recording.heard[ear] ?? []).filter(({ at }) => at >= from && at < to)
        const told = inside.map(({ at, code, match }) => {
          const ms = (at - from) * 1_000 - code * PERIOD_S * 1_000
          return `${(at - from).toFixed(1)} s: ${code} ${ms.toFixed(1)}${match < 0.9 ? '?' : ''}`
        })
        return `   ear ${ear} (${this.#deps.sound.recording.strangers[ear]} strangers): ${told.join(' | ')}`
      })
      .join('\n')
  }

  #heardBy(listeners: readonly Listener[]) {
    return listeners.map(({ ear }) => this.#deps.sound.recording.heard[ear] ?? [])
  }
  async #seen(is: (state: State) => boolean): Promise<void> {
    await this.#deps.socket.next('shareplay_update', ({ state }) => is(State.parse(state)), 60_000)
  }
  #hasQueue(): boolean {
    return this.#deps.socket.events.some(({ type }) => type === 'shareplay_update')
  }
  #state(): State {
    const update = this.#deps.socket.events.findLast(({ type }) => type === 'shareplay_update')
    return State.parse(update?.['state'])
  }
}
