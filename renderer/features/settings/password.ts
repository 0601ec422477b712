import { ApiError, sentenceOf } from '../../api/errors.ts'

export type PasswordProblem = { field: 'current' | 'fresh' | null; sentence: string }
export type PasswordTexts = { currentMissing: string; tooShort: string; tooLong: string; wrong: string }

/** Bytes of UTF-8 (#protocol/auth.ts). */
const LEAST = 8
const MOST = 1_024

/** What the room would not take, known before it is asked. */
export function problemIn(current: string, fresh: string, t: PasswordTexts): PasswordProblem | null {
  if (current === '') return { field: 'current', sentence: t.currentMissing }
  const sentence = lengthProblem(fresh, t)
  return sentence === null ? null : { field: 'fresh', sentence }
}

/** Whether a new password is too short or too long. */
export function lengthProblem(password: string, t: Pick<PasswordTexts, 'tooShort' | 'tooLong'>): string | null {
  const bytes = new TextEncoder().encode(password).length
  return bytes < LEAST ? t.tooShort : bytes > MOST ? t.tooLong : null
}

export const refusalOf = (error: unknown, t: PasswordTexts): PasswordProblem =>
  error instanceof ApiError && error.code === 'wrong_password'
    ? { field: 'current', sentence: t.wrong }
    : { field: null, sentence: sentenceOf(error) }
