/** The room answered, and said no: `message` is its sentence for people, `code` its stable name for programs. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly retryAfterMs: number | undefined
  constructor(status: number, code: string, sentence: string, retryAfterMs?: number) {
    super(sentence)
    this.name = 'ApiError'
    this.status = status
    this.code = code
    this.retryAfterMs = retryAfterMs
  }
}

export type Trouble = 'unreachable' | 'timeout' | 'bad_reply'
const SENTENCES: Record<Trouble, string> = {
  unreachable: 'The room cannot be reached.',
  timeout: 'The room did not answer in time.',
  bad_reply: 'The room answered something that this version of the app does not understand.',
}

/** There was no answer, or none of a room. */
export class NetworkError extends Error {
  readonly trouble: Trouble
  constructor(trouble: Trouble, cause?: unknown) {
    super(SENTENCES[trouble], { cause })
    this.name = 'NetworkError'
    this.trouble = trouble
  }
}

export type SignOutReason = 'by_user' | 'session_ended' | 'banned'
const FAREWELLS: Record<SignOutReason, string> = {
  by_user: 'You have signed out.',
  session_ended: 'Your session has ended. Please sign in again.',
  banned: 'This account has been banned from the room.',
}

/** Nobody is signed in (any more). */
export class SignedOut extends Error {
  readonly reason: SignOutReason
  constructor(reason: SignOutReason) {
    super(FAREWELLS[reason])
    this.name = 'SignedOut'
    this.reason = reason
  }
}

/** May the same request succeed later, without anybody changing it? */
export function isPassing(error: unknown): boolean {
  if (error instanceof NetworkError) return error.trouble !== 'bad_reply'
  return error instanceof ApiError && (error.status >= 500 || error.status === 429 || error.status === 408)
}

/** What to show a person of whatever was thrown. */
export const sentenceOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
