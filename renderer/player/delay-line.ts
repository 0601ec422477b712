/** A delay that changes steadily: seconds of delay at times of a context. What passes through it plays at `rate`. */
type Slope = { when: number; delay: number; rate: number }

const delayOn = ({ when, delay, rate }: Slope, time: number): number => delay - (time - when) * (rate - 1)

/** A ramp is written so far ahead, and written anew before it ends. */
const AHEAD_S = 20

/** A DelayNode by which something that runs at its own pace is kept in step, to the sample. */
export class DelayLine {
  readonly node: DelayNode
  #slopes: Slope[] = []

  constructor(context: AudioContext, mostSeconds: number) {
    this.node = new DelayNode(context, { maxDelayTime: mostSeconds })
  }
  get rate(): number {
    return this.#slopes.at(-1)?.rate ?? 1
  }
  /** At once: to be heard as a jump, so only while nothing is heard. */
  set(delay: number): void {
    const { currentTime } = this.node.context
    this.#write([{ when: currentTime, delay, rate: 1 }])
  }
  /** From about now on. */
  setRate(rate: number): void {
    const last = this.#slopes.at(-1)
    const when = this.node.context.currentTime
    if (!last || (rate === last.rate && (rate === 1 || when - last.when < AHEAD_S / 2))) return
    this.#write([...this.#slopes.slice(-15), { when, delay: delayOn(last, when), rate }])
  }
  /** Seconds; what is heard at a time was delayed by as much. */
  at(time: number): number {
    const slope = this.#slopes.findLast(({ when }) => when <= time) ?? this.#slopes[0]
    return slope ? delayOn(slope, time) : 0
  }

  #write(slopes: Slope[]): void {
    this.#slopes = slopes
    const last = slopes.at(-1)
    if (!last) return
    const { delayTime } = this.node
    delayTime.cancelScheduledValues(last.when)
    delayTime.setValueAtTime(last.delay, last.when)
    const end = last.when + AHEAD_S
    if (last.rate !== 1) delayTime.linearRampToValueAtTime(Math.max(0, delayOn(last, end)), end)
  }
}
