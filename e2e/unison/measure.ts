import type { Comparison, Span } from './compare.ts'
import type { Stage } from './stage.ts'
import { tell, two } from './tell.ts'
import { expect } from './test.ts'

export type Measuring = {
  /** When it happened, in seconds of the recording; what follows is looked at `afterS` later, for so many seconds. */
  since: number
  afterS?: number
  seconds?: number
  /** What 95 of 100 differences must be under. The aim is told apart from it: other work on the machine may break sound. */
  mostMs?: number
}

/** So close are those who are in step. */
const STEP_MS = 20
/** A song that took or gave so much between two bursts was moved, or broke. */
const JUMP_MS = 25
/** Sound that other work on the machine broke is mended by then; a player that is out of step stays so. */
const LOOKS = 3

/** Tells how far apart all were after something had happened, and demands the least of it. */
export async function measure(stage: Stage, id: string, what: string, measuring: Measuring): Promise<void> {
  const { since, afterS = 3, seconds = 8, mostMs = 40 } = measuring
  for (let look = 1; ; look++) {
    const from = since + afterS + (look - 1) * seconds
    const found = await lookAt(stage, id, look === 1 ? what : `${what}, look ${look}`, since, {
      from,
      to: from + seconds,
    })
    const isGood = found.pairs > seconds && found.missing < found.pairs / 5 && found.p95Ms < mostMs
    if (isGood) return
    if (look < LOOKS) continue
    // Says which.
    expect.soft(found.pairs, `${what}: heard`).toBeGreaterThan(seconds)
    expect.soft(found.missing, `${what}: missing`).toBeLessThan(found.pairs / 5)
    expect.soft(found.p95Ms, `${what}: p95 in ms`).toBeLessThan(mostMs)
    return
  }
}

async function lookAt(stage: Stage, id: string, what: string, since: number, span: Span): Promise<Comparison> {
  await stage.wait(span.to + 0.6 - stage.now)
  const found = stage.compare(span)
  const inStep = stage.inStepAfter({ from: since, to: span.to }, STEP_MS)
  const jumps = stage
    .jumps(span, JUMP_MS)
    .map(({ ear, at, byMs }) => `${ear} at ${two(at - since)} s by ${two(byMs)} ms`)
  const behindMs = stage.behindMs(span)
  tell(id, what, found)
  const step = inStep === null ? 'never within' : `after ${two(inStep)} s within`
  console.log(`   ${step} ${STEP_MS} ms; ${two(behindMs)} ms behind the room; jumps: ${jumps.join(', ') || 'none'}`)
  if (process.env['UNISON_STORY'] !== undefined) console.log(stage.story({ from: since - 3, to: span.to }))
  // The recording's own delay is in it: this is about other seconds of the song.
  if (found.pairs > 0) expect.soft(Math.abs(behindMs), `${what}: ms behind the room`).toBeLessThan(400)
  return found
}
