import type { Event } from '#protocol/events.ts'
import type { ShareplayState } from '#protocol/shareplay.ts'
import type { Backend } from './backend.ts'
import { type Correction, FINE, ROUGH, calm, correct } from './correction.ts'
import { plan } from './plan.ts'
import { RoomClock, type RoomClockDeps } from './room-clock.ts'
import type { Song } from './song.ts'
import { type Smooth, smoothed } from './smooth.ts'
import { Songs, type SongsDeps, isNextDue } from './songs.ts'
import type { Speaker } from './speaker.ts'
import type { Sound } from './state.ts'
import { type Program, isSequel, nextItemOf, positionIn, programOf } from './timeline.ts'

export type Heard = { itemId: string | null; sound: Sound; loaded: number | null; errorMs: number | null }
export type ListeningDeps = Pick<SongsDeps, 'urlOf' | 'fetch' | 'newElement' | 'onTrouble'> & {
  channelId: string
  socket: RoomClockDeps['socket']
  wake: RoomClockDeps['wake']
  /** What the cache has of the channel's queue. */
  stateInCache(): ShareplayState | null
  speaker: Speaker
  /** Milliseconds of a clock that nobody can set. */
  now(): number
  after(ms: number, run: () => void): () => void
  /** 0 to 1: how loud it is to be now, and how quickly it gets there. */
  level(): { gain: number; withinMs: number }
  /** How much earlier this device is to play. */
  nudgeMs(): number
  onHeard(heard: Heard): void
}

/** How often one looks: while something begins, and while it goes on. */
const LOOK_MS = { soon: 25, steady: 250, element: 100 }
/** So long after it began one looks closely. */
const CLOSE_MS = 1_500
/** A start that is so far off from what is known by now is made anew, provided there is time. */
const RETIME = { offMs: 0.7, leastMs: 80 }
/** By then a card that has just been opened is known well: a beginning that was off is made anew, once. */
const RENEW = { afterMs: 700, offMs: 4 }
/** The room leaves a song so long before its end, at most: whoever ends one sooner does not want to hear the rest. */
const LEFT_MS = 1_000
/** After `room_state` the queue follows at once, if there is one. */
const STATE_MS = 1_000

type Begun = { program: Program; song: Song; backend: Backend; at: number; nudgeMs: number; isRenewed: boolean }

/** One call's shared music on this device, as long as one is in that call. */
export class Listening {
  readonly clock: RoomClock
  readonly #deps: ListeningDeps
  readonly #songs: Songs
  readonly #stops: (() => void)[]
  #state: ShareplayState | null
  #program: Program | null
  #begun: Begun | null = null
  /** What is heard to its end while what follows it waits for that. */
  #ending: Begun | null = null
  #correction: Correction = calm()
  #smooth: Smooth | null = null
  #blockedItem: string | null = null
  #lookedAt = 0
  #level = -1
  #stopLook = () => {}
  #stopState = () => {}
  #isClosed = false

  constructor(deps: ListeningDeps) {
    this.#deps = deps
    this.clock = new RoomClock(deps)
    this.#songs = new Songs({
      ...deps,
      onChange: () => this.look(),
      onBlocked: (itemId) => {
        this.#blockedItem = itemId
        this.#begun = null
        this.look()
      },
    })
    this.#state = deps.stateInCache()
    this.#program = programOf(this.#state)
    // Events themselves: the cache tells its readers in steps, and a start cannot wait for those.
    this.#stops = [deps.socket.onEvent((event) => this.#hear(event)), this.clock.subscribe(() => this.look())]
    this.look()
  }
  get state(): ShareplayState | null {
    return this.#state
  }
  /** Seconds into the current item by the room's clock; null where that is not known. */
  positionAt(now: number): number | null {
    const program = this.#program
    const room = this.clock.roomTime(now)
    if (!program) return null
    if (program.startedAt === null) return program.position
    return room === null ? null : positionIn(program, room)
  }
  /** From a click. */
  unblock(): void {
    this.#blockedItem = null
    this.#deps.speaker.unblock()
    this.look()
  }
  /** Does what is to be done now; it also looks by itself. */
  look(): void {
    if (this.#isClosed) return
    this.#stopLook()
    const { now: clock, speaker } = this.#deps
    const now = clock()
    this.#letEnd(now)
    this.#want(now)
    speaker.look(this.#program?.isPlaying === true || this.#begun !== null)
    if (this.#begun?.backend.isLost() === true) this.#stop()
    const song = this.#song
    const heardAt = this.#begun?.backend.heardAt(now) ?? null
    const room = this.clock.roomTime(now)
    const isBlocked = speaker.isRefused || (this.#blockedItem !== null && this.#blockedItem === this.#program?.itemId)
    const { sound: ofThis, step } = plan({
      program: this.#program,
      room,
      song: song?.state ?? null,
      end: song?.backend?.end ?? null,
      isBlocked,
      begun: this.#begun?.program ?? null,
      isHeard: heardAt !== null,
    })
    const isEndHeard = ofThis !== 'playing' && (this.#ending?.backend.heardAt(now) ?? null) !== null
    const sound = isEndHeard ? 'playing' : ofThis
    let errorMs: number | null = null
    if (step === 'stop') this.#stop()
    else if (step === 'start' && this.#program) this.#start(this.#program, now)
    else if (step === 'follow') errorMs = this.#follow(now, heardAt)
    this.#setLevel()
    this.#lookedAt = now
    this.#deps.onHeard({ itemId: this.#program?.itemId ?? null, sound, loaded: song?.loaded ?? null, errorMs })
    const isClose = step === 'start' || (this.#begun !== null && now - this.#begun.at < CLOSE_MS)
    const every = isClose ? 'soon' : this.#begun?.backend.kind === 'element' ? 'element' : 'steady'
    if (this.#program !== null) this.#stopLook = this.#deps.after(LOOK_MS[every], () => this.look())
  }
  close(): void {
    this.#isClosed = true
    this.#stopLook()
    this.#stopState()
    for (const stop of this.#stops) stop()
    this.#stop()
    this.#ending?.backend.stop()
    this.#songs.close()
    this.clock.close()
    this.#deps.speaker.look(false)
  }

  get #song(): Song | null {
    return this.#program && this.#songs.get(this.#program.itemId)
  }
  #hear(event: Event): void {
    if (!('channel_id' in event) || event.channel_id !== this.#deps.channelId) return
    if (event.type === 'shareplay_state' || event.type === 'shareplay_update') this.#take(event.state)
    else if (event.type === 'shareplay_cleared') this.#take(null)
    else if (event.type === 'room_state')
      // Said on every join; what plays follows, and a song need not stop for that moment.
      this.#stopState = this.#deps.after(STATE_MS, () => this.#take(this.#deps.stateInCache()))
  }
  #take(state: ShareplayState | null): void {
    this.#stopState()
    this.#state = state
    this.#program = programOf(state)
    this.look()
  }
  #want(now: number): void {
    const program = this.#program
    const song = this.#song
    if (!program) {
      this.#songs.want([])
      return
    }
    const next = nextItemOf(this.#state)
    const position = this.positionAt(now)
    const left = position === null || program.duration === 0 ? null : program.duration - position
    // A song that is here already stays, should the room lose sight of it for a moment.
    const current = program.path !== null || song ? [{ ...program, path: program.path ?? '' }] : []
    const isNextWanted =
      next && (song?.state === 'ready' || this.#songs.get(next.itemId)) && isNextDue(program, next, left)
    const ending = this.#ending ? [{ ...this.#ending.program, path: this.#ending.program.path ?? '' }] : []
    this.#songs.want([...current, ...(isNextWanted ? [next] : []), ...ending])
  }
  /** The room moves on while a song is still heard: it ends by itself, unless the room has other wishes meanwhile. */
  #letEnd(now: number): void {
    const program = this.#program
    const begun = this.#begun
    if (program && begun && isSequel(begun.program, program) && this.#left(begun.program, now) < LEFT_MS) {
      this.#ending?.backend.stop()
      this.#ending = begun
      this.#begun = null
    }
    const ending = this.#ending
    if (!ending) return
    const isWished = program !== null && isSequel(ending.program, program)
    const until = isWished && program.startedAt !== null ? this.clock.deviceTime(program.startedAt) : null
    if (until !== null && now < until - ending.nudgeMs) return
    ending.backend.stop()
    this.#ending = null
  }

  /** Milliseconds until it ends by the room's clock. */
  #left(program: Program, now: number): number {
    const room = this.clock.roomTime(now)
    return room === null ? Infinity : (program.duration - positionIn(program, room)) * 1_000
  }

  #start(program: Program, now: number): void {
    this.#stop()
    const song = this.#song
    const backend = song?.backend
    const startedAt = program.startedAt === null ? null : this.clock.deviceTime(program.startedAt)
    if (!song || !backend || startedAt === null) return
    // The card's clock is not known before its first sound.
    if (this.#deps.speaker.output?.timeAt(now) == null) return
    const nudgeMs = this.#deps.nudgeMs()
    backend.setLevel(this.#deps.level().gain, 0)
    backend.start(startedAt - nudgeMs, program.position)
    this.#begun = { program, song, backend, at: Math.max(now, startedAt), nudgeMs, isRenewed: false }
    this.#correction = calm(this.#correction.seekCostMs)
    this.#smooth = null
  }
  #stop(): void {
    this.#begun?.backend.stop()
    this.#begun = null
  }
  /** Keeps it in step; gives how far ahead it is, null while it is not heard. */
  #follow(now: number, heardAt: number | null): number | null {
    const begun = this.#begun
    const { program } = begun ?? {}
    const room = this.clock.roomTime(now)
    if (!begun || !program || program.startedAt === null || room === null) return null
    const nudgeMs = this.#deps.nudgeMs()
    if (heardAt === null) {
      this.#retime(begun, program.startedAt, now)
      return null
    }
    // The person is lining up this device by ear: at once.
    if (nudgeMs !== begun.nudgeMs && begun.backend.kind === 'buffer') {
      this.#start(program, now)
      return null
    }
    const wanted = positionIn(program, room + nudgeMs)
    const sinceMs = now - this.#lookedAt
    const aheadMs = this.#ahead(begun, (heardAt - wanted) * 1_000, sinceMs)
    if (this.#isToRenew(begun, aheadMs, now)) {
      this.#start(program, now)
      if (this.#begun) this.#begun.isRenewed = true
      return aheadMs
    }
    const look = { aheadMs, now, elapsedMs: Math.min(LOOK_MS.steady, sinceMs) }
    // Its length may have become known since.
    begun.program = this.#program ?? program
    const { state, seekAheadMs } = correct(this.#correction, look, begun.backend.kind === 'buffer' ? FINE : ROUGH)
    this.#correction = state
    if (seekAheadMs === null) begun.backend.setRate(state.rate)
    else {
      begun.backend.start(now, wanted + seekAheadMs / 1_000)
      this.#smooth = null
    }
    return aheadMs
  }
  #isToRenew({ backend, at, isRenewed }: Begun, aheadMs: number, now: number): boolean {
    const since = now - at
    if (backend.kind === 'element' || isRenewed || since < RENEW.afterMs || since > CLOSE_MS) return false
    return Math.abs(aheadMs) > RENEW.offMs
  }
  /** What is scheduled is where it is said to be; what an element says has to be smoothed. */
  #ahead({ backend }: Begun, aheadMs: number, sinceMs: number): number {
    if (backend.kind === 'buffer') return aheadMs
    this.#smooth = smoothed(this.#smooth, aheadMs, (this.#correction.rate - 1) * sinceMs)
    return this.#smooth.ms
  }
  /** What is still to begin begins when it is right by what is known now. */
  #retime(begun: Begun, startedAt: number, now: number): void {
    const at = this.clock.deviceTime(startedAt)
    // What is still being prepared is put right by what is measured of it.
    if (
      at === null ||
      begun.backend.kind === 'element' ||
      begun.at - now < RETIME.leastMs ||
      Math.abs(at - begun.at) < RETIME.offMs
    )
      return
    this.#start(begun.program, now)
  }
  #setLevel(): void {
    const { gain, withinMs } = this.#deps.level()
    if (gain === this.#level) return
    this.#level = gain
    for (const one of [this.#begun, this.#ending]) one?.backend.setLevel(gain, withinMs)
  }
}
