import { expect, it } from 'vitest'
import { costOf } from './cost.ts'
import { clockText } from './duration.ts'
import { shareOf, spokenDb } from './meter.ts'
import { percentText, worstGrade } from './quality.ts'
import { silenceToTell } from './silence.ts'

it.each([
  [0, '0:00'],
  [7_900, '0:07'],
  [58 * 60_000 + 24_000, '58:24'],
  [3_723_000, '1:02:03'],
  [-5, '0:00'],
])('%d ms in a call are shown as %s', (ms, text) => {
  expect(clockText(ms)).toBe(text)
})

it.each([
  [0, '0'],
  [0.0004, '< 0.1'],
  [0.004, '0.4'],
  [0.0549, '5.5'],
  [0.25, '25'],
  [7, '100'],
])('a loss of %d is %s percent', (share, text) => {
  expect(percentText(share)).toBe(text)
})

it('the connection is as good as its worst way', () => {
  const quality = (grade: 'good' | 'fair' | 'poor') => ({ quality: { grade, loss: 0, jitterMs: 0, rttMs: null } })
  expect(worstGrade([])).toBeNull()
  expect(worstGrade([{ quality: null }])).toBeNull()
  expect(worstGrade([quality('good'), quality('poor'), quality('fair'), { quality: null }])).toBe('poor')
})

it('up to eight nobody is told of a cost; the ninth makes eight voices of 40 kbit/s each', () => {
  expect(costOf(8)).toBeNull()
  expect(costOf(9)).toBe(320)
})

it('the meter takes silence, noise and shouting', () => {
  expect([-Infinity, -72, -36, 0, 6, NaN].map(shareOf)).toEqual([0, 0, 0.5, 1, 1, 0])
  expect([-Infinity, -80, -33.4].map(spokenDb)).toEqual([null, null, -33])
})

it('nobody is told why they are not heard while they are muted, come in, or are alone', () => {
  const call = { silence: 'silent_track', isMuted: false, state: 'on', peers: [] } as const
  expect(silenceToTell(call)).toBe('silent_track')
  expect(silenceToTell({ ...call, isMuted: true })).toBeNull()
  expect(silenceToTell({ ...call, state: 'joining' })).toBeNull()
  expect(silenceToTell({ ...call, silence: 'no_link' })).toBeNull()
})
