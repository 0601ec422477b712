import type { PeerView, Quality } from '../../voice/state.ts'

export type Grade = Quality['grade']

const RANK: Record<Grade, number> = { good: 0, fair: 1, poor: 2 }
/** As many of four bars as a grade lights. */
export const barsOf = (grade: Grade): 4 | 2 | 1 => (grade === 'good' ? 4 : grade === 'fair' ? 2 : 1)

/** The worst among those who are connected; null while there is nothing to judge by. */
export function worstGrade(peers: readonly Pick<PeerView, 'quality'>[]): Grade | null {
  const grades = peers.flatMap(({ quality }) => (quality ? [quality.grade] : []))
  return grades.toSorted((one, other) => RANK[other] - RANK[one])[0] ?? null
}

/** A share from 0 to 1 as percent: small ones with a digit more, so that "a little" is not "nothing". */
export function percentText(share: number): string {
  const percent = Math.min(1, Math.max(0, share)) * 100
  if (percent === 0) return '0'
  if (percent < 0.1) return '< 0.1'
  return percent < 10 ? percent.toFixed(1) : String(Math.round(percent))
}
