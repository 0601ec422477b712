import type { ScreenWay, ScreenWish } from '../ports.ts'

export type SendPlan = {
  /** Bits per second. */
  maxBitrate: number
  /** Frames per second. */
  maxFramerate: number
  /** 1 or more, in each direction. */
  scaleResolutionDownBy: number
  degradationPreference: RTCDegradationPreference
}
type Step = {
  /** For so many receivers of all one's screens together, and not more. */
  upTo: number
  /** Lines of a picture of 16:9; others get as many pixels. */
  lines: number
  frames: number
  bits: number
}

/**
 * Everybody gets a picture encoded for them alone. Measured (H.264 in software, 1080 lines): 9 to 13 ms of a core a frame.
 * So each step costs about as much as the one before: at most some 20 Mbit/s up and little more than a core.
 */
const STEPS: Readonly<Record<ScreenWish['prefer'], readonly [Step, ...Step[]]>> = {
  motion: [
    { upTo: 2, lines: 1080, frames: 60, bits: 8_000_000 },
    { upTo: 4, lines: 1080, frames: 30, bits: 5_000_000 },
    { upTo: Infinity, lines: 720, frames: 30, bits: 2_500_000 },
  ],
  detail: [
    { upTo: 2, lines: 1440, frames: 30, bits: 6_000_000 },
    { upTo: 4, lines: 1440, frames: 15, bits: 4_000_000 },
    { upTo: Infinity, lines: 1080, frames: 10, bits: 2_000_000 },
  ],
}
/** Over a poor link the voice goes first: the screen leaves it room before congestion control has to. */
const POOR = {
  motion: { lines: 540, frames: 30, bits: 1_200_000 },
  detail: { lines: 1080, frames: 5, bits: 800_000 },
} as const
const FAIR_SHARE = 0.6

/** What one receiver is sent of a screen of `width` by `height`, when so many ways go out of this device in all. */
export function sendPlan(of: {
  prefer: ScreenWish['prefer']
  width: number
  height: number
  waysInAll: number
  grade: ScreenWay['grade']
}): SendPlan {
  const steps = STEPS[of.prefer]
  const step = steps.find(({ upTo }) => of.waysInAll <= upTo) ?? steps[0]
  const poor = of.grade === 'poor' ? POOR[of.prefer] : step
  const lines = Math.min(step.lines, poor.lines)
  const bits = Math.min(step.bits, poor.bits)
  const most = (lines * lines * 16) / 9
  return {
    maxBitrate: Math.round(of.grade === 'fair' ? bits * FAIR_SHARE : bits),
    maxFramerate: Math.min(step.frames, poor.frames),
    scaleResolutionDownBy: Math.max(1, Math.sqrt((of.width * of.height) / most)),
    // Letters that cannot be read are worth nothing; of movement both can give a little.
    degradationPreference: of.prefer === 'detail' ? 'maintain-resolution' : 'balanced',
  }
}

/** What they cost, cheapest first; measured in milliseconds a frame of 1080 lines: 13, 16, 21, 26. */
const CODECS = ['video/h264', 'video/vp8', 'video/av1', 'video/vp9']

/** All of them, so that every other client finds one that it knows, in the order of what they cost this device. */
export function codecOrder<Codec extends { mimeType: string }>(codecs: readonly Codec[]): Codec[] {
  // Those that are none (retransmission, error correction) come after all that are.
  const rank = ({ mimeType }: Codec) => {
    const at = CODECS.indexOf(mimeType.toLowerCase())
    return at === -1 ? CODECS.length : at
  }
  return codecs.toSorted((one, other) => rank(one) - rank(other))
}
