import type { Row } from './report.ts'

/** What a scenario is given; it starts and ends its own processes. */
export type Bench = {
  quick: boolean
  /** A new folder below the run's own, on a real disk. */
  folder(name: string): string
  /** Seeded rooms are kept here from run to run. */
  cache: string
  /** Progress, for whoever watches. */
  say(text: string): void
}

export type Scenario = (bench: Bench) => Promise<Row[]>

/** Rejects with `what()` when the promise takes longer: a bench that hangs says where. */
export async function within<T>(ms: number, promise: Promise<T>, what: () => string): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`not within ${ms} ms: ${what()}`)), ms)
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
