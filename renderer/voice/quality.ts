import type { Quality } from './state.ts'

/** What is counted of somebody's voice so far: packets since it began; times in milliseconds. */
export type Sample = { received: number; lost: number; jitterMs: number; rttMs: number | null }

/** Judged by so many packets at least: in silence few come, and one of five lost would be a fifth. */
const ENOUGH = 50
/** Looks kept, newest last. */
const KEPT = 6
/** The worst that still counts as good, and as fair: what Opus with error correction makes good, and what one hears. */
const GOOD = { loss: 0.02, jitterMs: 30, rttMs: 200 }
const FAIR = { loss: 0.08, jitterMs: 60, rttMs: 400 }

/** The newest looks at one connection. Counters that begin anew (another peer connection) begin them anew. */
export function withSample(samples: readonly Sample[], next: Sample): Sample[] {
  const last = samples.at(-1)
  const isAnew = last !== undefined && (next.received < last.received || next.lost < last.lost - ENOUGH)
  return [...(isAnew ? [] : samples), next].slice(-KEPT)
}

/** How well somebody is heard, by as many of the newest looks as it takes; null before there are two. */
export function qualityOf(samples: readonly Sample[]): Quality | null {
  const last = samples.at(-1)
  if (!last || samples.length < 2) return null
  const first = samples.slice(0, -1).findLast((one) => came(one, last) >= ENOUGH) ?? samples[0] ?? last
  const all = came(first, last)
  // A packet that was counted as lost and came late after all is taken back.
  const loss = all > 0 ? Math.min(1, Math.max(0, (last.lost - first.lost) / all)) : 0
  const { jitterMs, rttMs } = last
  return { grade: gradeOf(loss, jitterMs, rttMs ?? 0), loss, jitterMs, rttMs }
}

const came = (first: Sample, last: Sample): number =>
  last.received - first.received + Math.max(0, last.lost - first.lost)

function gradeOf(loss: number, jitterMs: number, rttMs: number): Quality['grade'] {
  const isWithin = (most: typeof GOOD) => loss <= most.loss && jitterMs <= most.jitterMs && rttMs <= most.rttMs
  return isWithin(GOOD) ? 'good' : isWithin(FAIR) ? 'fair' : 'poor'
}

/** Reads what `getStats` says of one voice and of the way that it takes. */
export function sampleOf(stats: Iterable<unknown>, voiceMid: string | null): Sample | null {
  const entries = [...stats].filter((one): one is Record<string, unknown> => typeof one === 'object' && one !== null)
  const inbound = entries.find(
    ({ type, kind, mid }) => type === 'inbound-rtp' && kind === 'audio' && (voiceMid === null || mid === voiceMid),
  )
  if (!inbound) return null
  const selected = entries.find(({ type }) => type === 'transport')?.['selectedCandidatePairId']
  const pair = entries.find(
    ({ type, id, nominated, state }) =>
      type === 'candidate-pair' &&
      (selected === undefined ? nominated === true && state === 'succeeded' : id === selected),
  )
  const rtt = pair?.['currentRoundTripTime']
  return {
    received: numberOf(inbound['packetsReceived']),
    lost: numberOf(inbound['packetsLost']),
    jitterMs: numberOf(inbound['jitter']) * 1_000,
    rttMs: typeof rtt === 'number' ? rtt * 1_000 : null,
  }
}
const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0)
