import { levelOf } from './decibels.ts'

/** When a voice goes out: above a level, always, or never. */
export type GateRule =
  | { kind: 'gate'; /** dBFS; null: it finds it by itself. */ thresholdDb: number | null }
  | { kind: 'open' }
  | { kind: 'closed' }

export const GATE = {
  /** What is heard comes so much later, so that the gate is open before the first syllable is. */
  lookAheadMs: 10,
  /** Full to silent and back, without a click. */
  attackMs: 5,
  releaseMs: 80,
  /** Stays open so long after the last loud moment: between words, and for their ends. */
  holdMs: 300,
  /** Closes only so far below the level at which it opens. */
  hysteresisDb: 6,
  /** How far above the noise of the room a voice is at least. */
  aboveNoiseDb: 10,
  /** Within these it finds its own threshold. */
  autoDb: { least: -62, most: -30, first: -50 },
  /** The quietest moment of so long is the noise of the room: nobody speaks for longer without a breath. */
  floorMs: 6_000,
  /** Levels are taken over so long. */
  windowMs: 20,
} as const
const FLOOR_SLOTS = 12

/** What it is at: for the meter, and for "nobody can hear you because". */
export type GateView = { levelDb: number; thresholdDb: number | null; isOpen: boolean }

/** A noise gate with look-ahead that measures the room. Works on mono samples in blocks of any length. */
export function createGate(sampleRate: number) {
  const samplesOf = (ms: number) => Math.max(1, Math.round((ms / 1_000) * sampleRate))
  const delay = new Float32Array(samplesOf(GATE.lookAheadMs))
  const window = new Float32Array(samplesOf(GATE.windowMs))
  const up = 1 / samplesOf(GATE.attackMs)
  const down = 1 / samplesOf(GATE.releaseMs)
  const holdSamples = samplesOf(GATE.holdMs)
  const slotSamples = samplesOf(GATE.floorMs / FLOOR_SLOTS)
  const slots: number[] = []
  let rule: GateRule = { kind: 'gate', thresholdDb: null }
  let delayAt = 0
  let windowAt = 0
  let slot = Infinity
  let slotAt = 0
  let held = 0
  let isLoud = false
  let gain = 0
  let levelDb = -Infinity

  const threshold = (): number | null => {
    if (rule.kind !== 'gate') return null
    if (rule.thresholdDb !== null) return rule.thresholdDb
    const { least, most, first } = GATE.autoDb
    const floor = Math.min(...slots, slot)
    // Digital silence is no noise of a room: a device that has just been opened, or that is muted.
    return Number.isFinite(floor) ? Math.min(most, Math.max(least, floor + GATE.aboveNoiseDb)) : first
  }
  const measure = () => {
    levelDb = levelOf(window)
    const opensAt = threshold()
    if (opensAt === null) isLoud = rule.kind === 'open'
    else isLoud = levelDb >= opensAt - (held > 0 ? GATE.hysteresisDb : 0)
    if (isLoud) held = holdSamples
    if (Number.isFinite(levelDb)) slot = Math.min(slot, levelDb)
    slotAt += window.length
    if (slotAt < slotSamples) return
    slotAt = 0
    if (Number.isFinite(slot)) slots.push(slot)
    if (slots.length >= FLOOR_SLOTS) slots.shift()
    slot = Infinity
  }

  return {
    setRule(next: GateRule): void {
      rule = next
      if (rule.kind === 'gate') return
      isLoud = rule.kind === 'open'
      held = 0
    },
    /** `output` gets what `input` was `lookAheadMs` ago, as loud as the gate lets it; exact zeros while it is closed. */
    process(input: Float32Array, output: Float32Array): void {
      for (let i = 0; i < input.length; i++) {
        const sample = input[i] ?? 0
        window[windowAt++] = sample
        if (windowAt === window.length) {
          windowAt = 0
          measure()
        }
        const goal = isLoud || held > 0 ? 1 : 0
        if (!isLoud && held > 0) held--
        gain = goal > gain ? Math.min(1, gain + up) : Math.max(goal, gain - down)
        output[i] = gain === 0 ? 0 : (delay[delayAt] ?? 0) * gain
        delay[delayAt] = sample
        delayAt = (delayAt + 1) % delay.length
      }
    },
    view: (): GateView => ({ levelDb, thresholdDb: threshold(), isOpen: gain > 0 }),
  }
}
