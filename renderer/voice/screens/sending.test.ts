import { expect, test } from 'vitest'
import { codecOrder, sendPlan } from './sending.ts'

const FULL = { prefer: 'motion', width: 1920, height: 1080, waysInAll: 1, grade: 'good' } as const
const lines = (plan: { scaleResolutionDownBy: number }) => Math.round(1080 / plan.scaleResolutionDownBy)

test('[VSC2] one or two receivers get 1080p at 60', () => {
  for (const waysInAll of [1, 2])
    expect(sendPlan({ ...FULL, waysInAll })).toEqual({
      maxBitrate: 8_000_000,
      maxFramerate: 60,
      scaleResolutionDownBy: 1,
      degradationPreference: 'balanced',
    })
})

test('[VSC2] more receivers cost no more than a few: less for each of them', () => {
  const all = [1, 2, 3, 4, 5, 7, 14].map((waysInAll) => ({ waysInAll, plan: sendPlan({ ...FULL, waysInAll }) }))
  for (const [at, { plan }] of all.entries()) {
    const before = all[at - 1]?.plan
    if (before === undefined) continue
    expect(plan.maxBitrate).toBeLessThanOrEqual(before.maxBitrate)
    expect(plan.maxFramerate).toBeLessThanOrEqual(before.maxFramerate)
    expect(plan.scaleResolutionDownBy).toBeGreaterThanOrEqual(before.scaleResolutionDownBy)
  }
  // A full call of eight: 20 Mbit/s up at most, still 720 lines.
  const full = sendPlan({ ...FULL, waysInAll: 7 })
  expect(full.maxBitrate * 7).toBeLessThanOrEqual(20_000_000)
  expect(lines(full)).toBe(720)
})

test('[VSC2] a poor link gets less than a fair one, a fair one less than a good one', () => {
  for (const prefer of ['motion', 'detail'] as const)
    for (const waysInAll of [1, 4, 7]) {
      const [poor, fair, good] = (['poor', 'fair', 'good'] as const).map(
        (grade) => sendPlan({ ...FULL, prefer, waysInAll, grade }).maxBitrate,
      )
      expect(poor).toBeLessThan(fair ?? 0)
      expect(fair).toBeLessThan(good ?? 0)
    }
})

test('[VSC2] letters keep their lines and lose pictures', () => {
  const plan = sendPlan({ ...FULL, prefer: 'detail', width: 2560, height: 1440, grade: 'good' })
  expect(plan.scaleResolutionDownBy).toBe(1)
  expect(plan.degradationPreference).toBe('maintain-resolution')
  expect(lines(sendPlan({ ...FULL, prefer: 'detail', grade: 'poor' }))).toBe(1080)
})

test('[VSC2] a small picture is never made larger, and a wide one gets as many pixels', () => {
  expect(sendPlan({ ...FULL, width: 640, height: 360 }).scaleResolutionDownBy).toBe(1)
  const wide = sendPlan({ ...FULL, width: 3440, height: 1440 }).scaleResolutionDownBy
  expect((3440 / wide) * (1440 / wide)).toBeCloseTo(1920 * 1080, 0)
})

test('[VSC3] cheap codecs come first, and none is left out', () => {
  const codecs = ['video/VP8', 'video/rtx', 'video/VP9', 'video/H264', 'video/AV1', 'video/red', 'video/H265'].map(
    (mimeType, at) => ({ mimeType, at }),
  )
  const order = codecOrder(codecs)
  expect(order.map(({ mimeType }) => mimeType)).toEqual([
    'video/H264',
    'video/VP8',
    'video/AV1',
    'video/VP9',
    'video/rtx',
    'video/red',
    'video/H265',
  ])
  expect(order.toSorted((a, b) => a.at - b.at)).toEqual(codecs)
})
