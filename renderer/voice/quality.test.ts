import { expect, test } from 'vitest'
import { type Sample, qualityOf, sampleOf, withSample } from './quality.ts'

const sample = (received: number, lost = 0, jitterMs = 2, rttMs: number | null = 3): Sample => ({
  received,
  lost,
  jitterMs,
  rttMs,
})

test('one look tells nothing', () => expect(qualityOf([sample(100)])).toBeNull())
test.each([
  ['all arrive', sample(200), 'good'],
  ['one in a hundred is lost', sample(199, 1), 'good'],
  ['five in a hundred are lost', sample(195, 5), 'fair'],
  ['a fifth is lost', sample(180, 20), 'poor'],
  ['they come unevenly', sample(200, 0, 45), 'fair'],
  ['they come very unevenly', sample(200, 0, 90), 'poor'],
  ['they take long', sample(200, 0, 2, 300), 'fair'],
  ['they take very long', sample(200, 0, 2, 500), 'poor'],
  ['nobody knows how long they take', sample(200, 0, 2, null), 'good'],
] as const)('%s: %s', (_, next, grade) => expect(qualityOf([sample(100), next])?.grade).toBe(grade))
test('in silence few packets come: more of the past is judged, so that one lost one is not a bad connection', () => {
  expect(qualityOf([sample(100), sample(200), sample(204, 1)])).toMatchObject({ grade: 'good', loss: 1 / 105 })
})
test('what came late after all was not lost', () => {
  expect(qualityOf([sample(100, 10), sample(210, 0)])?.loss).toBe(0)
})
test('only the last seconds count, and another connection begins anew', () => {
  const many = Array.from({ length: 10 }, (__, n) => sample(n * 100))
  const kept = many.reduce<Sample[]>((all, one) => withSample(all, one), [])
  expect(kept.map(({ received }) => received)).toEqual([400, 500, 600, 700, 800, 900])
  expect(withSample(kept, sample(5))).toEqual([sample(5)])
})
test('it is read of the voice and the pair in use', () => {
  const stats = [
    { type: 'inbound-rtp', kind: 'audio', mid: '2', packetsReceived: 1, packetsLost: 1, jitter: 1 },
    { type: 'inbound-rtp', kind: 'audio', mid: '0', packetsReceived: 90, packetsLost: 3, jitter: 0.004 },
    { type: 'candidate-pair', id: 'old', nominated: true, state: 'succeeded', currentRoundTripTime: 9 },
    { type: 'candidate-pair', id: 'used', nominated: true, state: 'succeeded', currentRoundTripTime: 0.012 },
    { type: 'transport', selectedCandidatePairId: 'used' },
  ]
  expect(sampleOf(stats, '0')).toEqual({ received: 90, lost: 3, jitterMs: 4, rttMs: 12 })
  // Firefox has no statistics of the transport.
  expect(sampleOf(stats.slice(0, 3), '0')?.rttMs).toBe(9_000)
  expect(sampleOf([], '0')).toBeNull()
})
