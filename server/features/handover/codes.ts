import { createHash } from 'node:crypto'

const CODE_BYTES = 32

export type Handover = {
  userId: string
  /** The login session that it was made in. */
  sessionId: string
  /** Hash of the password then: who changes it ends all that was given out before. */
  password: string
}
type Kept = Handover & { endsAt: number }

/** One-time codes, kept as hashes, in memory: a restart ends them. */
export function createHandoverCodes(deps: {
  lifeMs: number
  /** Live ones of one user; one more ends the oldest. */
  perUser: number
  /** Monotonic milliseconds. */
  now(): number
  random(bytes: number): Buffer
}) {
  /** In the order they were made, which is the order they end in. */
  const kept = new Map<string, Kept>()
  const sweep = () => {
    const at = deps.now()
    for (const [hash, { endsAt }] of kept) {
      if (endsAt > at) return
      kept.delete(hash)
    }
  }
  return {
    make(handover: Handover): string {
      sweep()
      const theirs = [...kept].filter(([, { userId }]) => userId === handover.userId)
      for (const [hash] of theirs.slice(0, Math.max(0, theirs.length - deps.perUser + 1))) kept.delete(hash)
      const code = deps.random(CODE_BYTES).toString('base64url')
      kept.set(hashOf(code), { ...handover, endsAt: deps.now() + deps.lifeMs })
      return code
    },
    /** Once: whatever becomes of it, the code is used up. */
    take(code: string): Handover | null {
      sweep()
      const hash = hashOf(code)
      const found = kept.get(hash)
      kept.delete(hash)
      return found ?? null
    },
  }
}

const hashOf = (code: string): string => createHash('sha256').update(code).digest('base64url')
