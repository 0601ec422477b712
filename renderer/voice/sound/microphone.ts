import { Observable } from '../../api/observable.ts'
import type { CallEnvironment, SourceView, VoiceSource } from '../ports.ts'
import { type Chain, createChain } from './chain.ts'
import { type Opened, hasDevices, lookAtInputs, openInput } from './devices.ts'
import { type SoundFacts, failureOf, silenceOf } from './diagnosis.ts'
import type { GateRule, GateView } from './gate-core.ts'

export type MicrophoneDeps = Pick<CallEnvironment, 'window' | 'preferences' | 'clock' | 'onTrouble'>
export const openMicrophone = (deps: MicrophoneDeps): VoiceSource => new Microphone(deps)

/** The end of a word is said when the key is up already. */
const KEY_TAIL_MS = 150
/** What counts as speech that the gate should have let through, in dBFS. */
const SPEECH_DB = -45
/** Views come twenty times a second; after a pause of theirs nobody knows what was. */
const MOST_STEP_MS = 200
/** Without a view for so long the audio stands still, and nothing goes out; looked at as often. */
const STALE_MS = 500

/** One's own voice: the chosen microphone through suppression and gate, as the preferences want it at any time. */
class Microphone implements VoiceSource {
  readonly level = new Observable<number>(-Infinity)
  readonly #deps: MicrophoneDeps
  readonly #view = new Observable<SourceView>({
    isSending: false,
    silence: null,
    thresholdDb: null,
    isFallback: false,
    isLearnedMissing: false,
    isUngated: false,
  })
  #chain: Promise<Chain | null> | null = null
  /** It could not be made, or takes no device here; the next try is with a new one. */
  #isChainBroken = false
  #outgoing: MediaStreamTrack | null = null
  /** Where there are no worklets the microphone's own track goes out, and the gate is always open. */
  #isPlain = false
  /** The track that subscribers know of. */
  #told: MediaStreamTrack | null = null
  #opened: Opened | null = null
  #gate: GateView | null = null
  #facts: SoundFacts = { failure: null, isSystemMuted: false, label: '', silentMs: 0, unheardMs: 0 }
  #soundAt = 0
  #heardAt = 0
  #isMuted = false
  #isKeyDown = false
  #stopKey = () => {}
  #stopLooking = () => {}
  #isLearnedMissing = false
  /** What the system's choice was called when the microphone was opened. */
  #defaultLabel = ''
  /** Tells an opening that was overtaken by another one. */
  #turn = 0
  #wish = ''
  #isClosed = false
  readonly #stops: (() => void)[] = []

  constructor(deps: MicrophoneDeps) {
    this.#deps = deps
    this.#wish = this.#wishOf()
    this.#stops.push(deps.preferences.subscribe(() => this.#follow()))
    if (hasDevices(deps)) {
      const { mediaDevices } = deps.window.navigator
      const look = () => void this.#lookAround().catch(deps.onTrouble)
      mediaDevices.addEventListener('devicechange', look)
      this.#stops.push(() => mediaDevices.removeEventListener('devicechange', look))
    }
    void this.retry()
  }
  readonly subscribe = (listener: () => void) => this.#view.subscribe(listener)
  readonly getSnapshot = () => this.#view.getSnapshot()
  get track(): MediaStreamTrack | null {
    return this.#outgoing
  }
  setMuted(isMuted: boolean): void {
    this.#isMuted = isMuted
    this.#apply()
  }
  setTalkKey(isDown: boolean): void {
    this.#stopKey()
    if (isDown) {
      this.#isKeyDown = true
      this.#apply()
      return
    }
    this.#stopKey = this.#deps.clock.after(KEY_TAIL_MS, () => {
      this.#isKeyDown = false
      this.#apply()
    })
  }
  async retry(): Promise<void> {
    const mine = ++this.#turn
    // What could not be loaded then may be there now.
    this.#isLearnedMissing = false
    if (this.#isChainBroken) this.#chain = null
    this.#isChainBroken = false
    try {
      await this.#open(mine)
    } catch (error) {
      if (mine !== this.#turn || this.#isClosed) return
      this.#letGo()
      this.#facts = { ...this.#facts, failure: failureOf(error) }
    }
    this.#update()
  }
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#turn++
    this.#stopKey()
    for (const stop of this.#stops) stop()
    this.#letGo()
    this.#chain?.then((chain) => chain?.close(), this.#deps.onTrouble)
  }

  /** `isAgain`: what was opened before has ended at once. */
  async #open(mine: number, isAgain = false): Promise<void> {
    if (!hasDevices(this.#deps)) {
      this.#facts = { ...this.#facts, failure: 'insecure' }
      return
    }
    const { voice_input, voice_echo, voice_gain, voice_noise } = this.#deps.preferences.getSnapshot()
    this.#chain ??= createChain(this.#deps).catch((error: unknown) => {
      this.#deps.onTrouble(error)
      this.#isChainBroken = true
      return null
    })
    const chain = await this.#chain
    const isStale = () => mine !== this.#turn || this.#isClosed
    // Before a person is asked for a microphone that nobody wants any more.
    if (isStale()) return
    const wantsLearned = voice_noise === 'learned' && chain !== null && !this.#isLearnedMissing
    const opened = await openInput(this.#deps, {
      deviceId: voice_input,
      echo: voice_echo,
      gain: voice_gain,
      noise: voice_noise === 'browser' || (voice_noise === 'learned' && !wantsLearned),
    })
    if (isStale()) return opened.track.stop()
    let fed: { isLearned: boolean } | undefined
    try {
      fed = await chain?.feed(opened.stream, wantsLearned)
    } catch (error) {
      opened.track.stop()
      if (isStale()) return
      // This browser takes no device of that rate into a chain: then as it is.
      this.#deps.onTrouble(error)
      chain?.close()
      this.#chain = Promise.resolve(null)
      this.#isChainBroken = true
      await this.#open(mine, isAgain)
      return
    }
    if (isStale()) return opened.track.stop()
    if (opened.track.readyState === 'ended') {
      // Unplugged before anybody listened for that: once more, with what is there now.
      if (isAgain) throw new DOMException('The microphone ended at once.', 'NotReadableError')
      return await this.#open(mine, true)
    }
    this.#take(mine, opened, chain)
    if (wantsLearned && fed?.isLearned === false) {
      // Once more, with the browser's own in its place.
      this.#isLearnedMissing = true
      await this.#open(mine)
      return
    }
    const { defaultLabel } = await lookAtInputs(this.#deps)
    if (!isStale()) this.#defaultLabel = defaultLabel
  }
  #take(mine: number, opened: Opened, chain: Chain | null): void {
    this.#letGo()
    const { track } = opened
    this.#opened = opened
    if (chain && !this.#outgoing) chain.onView((view) => this.#hear(view))
    this.#isPlain = chain === null
    if (chain) this.#lookForViews()
    else this.#gate = null
    this.#outgoing = chain?.track ?? track
    const now = this.#deps.clock.now()
    this.#soundAt = now
    this.#heardAt = now
    this.#facts = { failure: null, isSystemMuted: track.muted, label: track.label, silentMs: 0, unheardMs: 0 }
    const muted = () => {
      this.#facts = { ...this.#facts, isSystemMuted: track.muted }
      this.#update()
    }
    track.addEventListener('mute', muted)
    track.addEventListener('unmute', muted)
    // Unplugged: to the system's choice, until it is back.
    track.addEventListener('ended', () => void (mine === this.#turn && this.retry()))
    this.#apply()
  }
  #letGo(): void {
    this.#stopLooking()
    this.#opened?.track.stop()
    this.#opened = null
    if (this.#isPlain) this.#outgoing = null
    this.level.set(-Infinity)
  }

  #follow(): void {
    const wish = this.#wishOf()
    if (wish !== this.#wish) {
      this.#wish = wish
      void this.retry()
    }
    this.#apply()
  }
  /** What takes another look at the microphone to change; the mode does not. */
  #wishOf(): string {
    const { voice_input, voice_echo, voice_gain, voice_noise } = this.#deps.preferences.getSnapshot()
    return JSON.stringify([voice_input, voice_echo, voice_gain, voice_noise])
  }
  /** Something was plugged in or out: the wanted one may be back, or the system's choice be another one. */
  async #lookAround(): Promise<void> {
    const { ids, defaultLabel } = await lookAtInputs(this.#deps)
    const { voice_input } = this.#deps.preferences.getSnapshot()
    const isBack = this.#opened?.isFallback === true && voice_input !== null && ids.includes(voice_input)
    const isMissing = this.#opened === null && this.#facts.failure !== 'no_permission' && ids.length > 0
    const isOther = voice_input === null && this.#defaultLabel !== '' && defaultLabel !== this.#defaultLabel
    if (!this.#isClosed && (isBack || isMissing || isOther)) await this.retry()
  }

  #rule(): GateRule {
    const { voice_mode, voice_gate_db } = this.#deps.preferences.getSnapshot()
    if (this.#isMuted) return { kind: 'closed' }
    if (voice_mode === 'gate') return { kind: 'gate', thresholdDb: voice_gate_db }
    return { kind: voice_mode === 'open' || this.#isKeyDown ? 'open' : 'closed' }
  }
  #apply(): void {
    const rule = this.#rule()
    this.#chain?.then((chain) => chain?.setRule(rule), this.#deps.onTrouble)
    // Twice, in two places: what is muted must not go out.
    if (this.#outgoing) this.#outgoing.enabled = this.#isPlain ? rule.kind !== 'closed' : !this.#isMuted
    this.#update()
  }
  #hear(view: GateView): void {
    if (!this.#opened) return
    const now = this.#deps.clock.now()
    this.#gate = view
    if (view.levelDb > -Infinity) this.#soundAt = now
    // Pauses are part of speech: only being heard ends it.
    const isUnheard = this.#rule().kind === 'gate' && !view.isOpen && view.levelDb > SPEECH_DB
    const unheardMs = view.isOpen
      ? 0
      : this.#facts.unheardMs + (isUnheard ? Math.min(now - this.#heardAt, MOST_STEP_MS) : 0)
    this.#heardAt = now
    this.#facts = { ...this.#facts, silentMs: now - this.#soundAt, unheardMs }
    this.level.set(view.levelDb)
    this.#update()
  }
  /** A context that the system stops sends no views: the last one would be believed for ever. */
  #lookForViews(): void {
    const { clock } = this.#deps
    this.#stopLooking = clock.after(STALE_MS, () => {
      if (clock.now() - this.#heardAt >= STALE_MS) {
        if (this.#gate) this.#gate = { ...this.#gate, isOpen: false }
        // By what was looked at: a computer that slept for hours was not silent for hours.
        this.#facts = { ...this.#facts, silentMs: this.#facts.silentMs + STALE_MS }
        this.level.set(-Infinity)
        this.#update()
      }
      this.#lookForViews()
    })
  }
  #update(): void {
    const rule = this.#rule()
    const { voice_gate_db, voice_noise } = this.#deps.preferences.getSnapshot()
    const isBare = this.#opened !== null && this.#isPlain
    const isLive = this.#opened !== null && !this.#isMuted
    const next: SourceView = {
      isSending: isLive && (this.#isPlain ? rule.kind !== 'closed' : this.#gate?.isOpen === true),
      silence: silenceOf(this.#facts),
      // To the decibel: more would draw the meter anew for nothing.
      thresholdDb: isBare ? null : roundedDb(this.#gate?.thresholdDb ?? voice_gate_db),
      isFallback: this.#opened?.isFallback === true,
      isLearnedMissing: this.#isLearnedMissing || (isBare && voice_noise === 'learned'),
      isUngated: isBare,
    }
    const before = this.#view.getSnapshot()
    const isOther = this.#told !== this.#outgoing
    this.#told = this.#outgoing
    if (isOther || KEYS.some((key) => before[key] !== next[key])) this.#view.set(next)
  }
}

const KEYS = ['isSending', 'silence', 'thresholdDb', 'isFallback', 'isLearnedMissing', 'isUngated'] as const
const roundedDb = (db: number | null): number | null => db && Math.round(db)
