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

/** Tells how far apart all were after something had happened, and demands the least of it. */
export async function measure(
  stage: Stage,
  id: string,
  what: string,
  { since, afterS = 3, seconds = 8, mostMs = 40 }: Measuring,
): Promise<void> {
  const span = { from: since + afterS, to: since + afterS + seconds }
  await stage.wait(span.to + 0.6 - stage.now)
  const found = stage.compare(span)
  const inStep = stage.inStepAfter({ from: since, to: span.to }, STEP_MS)
  const jumps = stage
    .jumps(span, JUMP_MS)
    .map(({ ear, at, byMs }) => `${ear} at ${two(at - since)} s by ${two(byMs)} ms`)
  const behindMs = stage.behindMs(span)
  tell(id, what, found)
  console.log(
    `   in step ${inStep === null ? 'never' : `after ${two(inStep)} s`}; behind the room by ${two(behindMs)} ms; jumps: ${jumps.join(', ') || 'none'}`,
  )
  if (process.env['UNISON_DEBUG'] !== undefined) console.log(stage.story({ from: since - 3, to: span.to }))
  expect.soft(found.pairs, what).toBeGreaterThan(seconds)
  expect.soft(found.missing, what).toBeLessThan(found.pairs / 5)
  expect.soft(found.p95Ms, what).toBeLessThan(mostMs)
  // The recording's own delay is in it.
  expect.soft(Math.abs(behindMs), what).toBeLessThan(400)
}
