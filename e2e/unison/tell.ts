import type { Comparison } from './compare.ts'

export const two = (value: number) => value.toFixed(2)

/** Figures for the closing note. */
export function tell(id: string, what: string, { pairs, missing, p95Ms, maxMs, lateMs }: Comparison): void {
  const lates = lateMs.map(two).join(', ')
  const figures = `p95 ${two(p95Ms)} ms, max ${two(maxMs)} ms; ${pairs} pairs, ${missing} missing; late by ${lates} ms`
  console.log(`${id} measured: ${what}: ${figures}`)
}
