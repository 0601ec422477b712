import { tellNotRun } from '../not-run.ts'
import { NAMES, SONG_S, expect, test } from './call.ts'
import { whyNoSound } from './pulse.ts'
import { measure } from './measure.ts'

const reason = whyNoSound()
tellNotRun('unison as it is heard', reason)
test.skip(reason !== null, `NOT RUN: ${reason}`)

/** Songs that the room begins anew would be further apart, by its lead. */
const MOST_GAP_MS = 250

test('[UN4] steady, late, paused, sought, skipped: everybody hears the same', async ({ call, songFile }) => {
  test.setTimeout(300_000)
  const { stage, enter } = call
  const song = await songFile(SONG_S)
  const last = NAMES.at(-1) ?? ''
  for (const name of NAMES) await enter(name)
  for (const listener of stage.listeners.slice(0, -1)) await stage.join(listener)
  for (let count = 0; count < 3; count++) await stage.add(song)
  await stage.wait(3)

  const late = stage.listeners.at(-1)
  if (!late) throw new Error('nobody')
  const joined = await stage.join(late)
  await measure(stage, 'UN4', `${last} joins late`, { since: joined })
  await measure(stage, 'UN4', 'steady', { since: stage.now, afterS: 0, seconds: 15 })

  const paused = await stage.act('pause')
  await stage.wait(3)
  expect(stage.count({ from: paused + 1, to: paused + 3 })).toBe(0)
  await measure(stage, 'UN4', 'after pause and play', { since: await stage.act('play') })
  await measure(stage, 'UN4', 'after a seek', { since: await stage.act('seek', '2:03.25') })
  const nearEnd = await stage.act('seek', SONG_S - 15)
  // The next one is got ready at once, so near the end; a machine that does it for all of them is busy meanwhile.
  await measure(stage, 'UN4', 'one song after the other', { since: nearEnd, afterS: 12 })
  const gaps = stage.gapsMs({ from: nearEnd + 12, to: stage.now })
  console.log(`   gaps between the songs: ${gaps.map((gap) => `${gap.toFixed(1)} ms`).join(', ')}`)
  expect(gaps.length).toBe(stage.listeners.length)
  for (const gap of gaps) expect.soft(Math.abs(gap), 'ms between two songs').toBeLessThan(MOST_GAP_MS)
  await measure(stage, 'UN4', 'after next', { since: await stage.act('next') })
})
