/** What a round trip in milliseconds means to somebody who talks: 4 is a cable, 1 hurts. */
export function qualityOf(rttMs: number): 1 | 2 | 3 | 4 {
  if (rttMs < 20) return 4
  if (rttMs < 60) return 3
  return rttMs < 150 ? 2 : 1
}
