import { ApiError, NetworkError, sentenceOf } from '../../api/errors.ts'

export type AuthField = 'name' | 'password' | 'code' | 'email'
export type AuthProblem = {
  /** Which field it belongs to; null: the attempt as a whole. */
  field: AuthField | null
  sentence: string
  tone: 'danger' | 'warn'
  /** Milliseconds until another try makes sense. */
  waitMs: number | null
}
export type AuthSentences = {
  /** By the code of the room's refusal; a code without one keeps the room's own sentence. */
  refusals: Readonly<Record<string, string>>
  unreachable: string
  noAnswer: string
}

const FIELDS: Readonly<Record<string, AuthField>> = {
  username_taken: 'name',
  username_invalid: 'name',
  bad_credentials: 'password',
  invite_required: 'code',
  invite_invalid: 'code',
  email_taken: 'email',
  email_invalid: 'email',
}
/** What a room that says `slow_down` without a time usually means. */
const USUAL_WAIT_MS = 5_000

/** Where on the form a failed attempt is shown, and in which words. */
export function problemOf(error: unknown, say: AuthSentences): AuthProblem {
  if (error instanceof ApiError) {
    return {
      field: FIELDS[error.code] ?? null,
      sentence: say.refusals[error.code] ?? error.message,
      tone: error.status === 429 || error.status >= 500 ? 'warn' : 'danger',
      waitMs: error.status === 429 ? (error.retryAfterMs ?? USUAL_WAIT_MS) : null,
    }
  }
  const warn = { field: null, tone: 'warn', waitMs: null } as const
  if (error instanceof NetworkError && error.trouble === 'unreachable') return { ...warn, sentence: say.unreachable }
  if (error instanceof NetworkError && error.trouble === 'timeout') return { ...warn, sentence: say.noAnswer }
  return { ...warn, tone: 'danger', sentence: sentenceOf(error) }
}
