import type { Profile } from '#protocol/users.ts'
import { ApiError, sentenceOf } from '../../api/errors.ts'

export type AccountFields = { name: string; email: string }
export type AccountProblem = { field: 'name' | 'email' | null; sentence: string }
export type AccountTexts = { nameMissing: string; emailStays: string; nameTaken: string; emailTaken: string }

export const fieldsOf = (me: Pick<Profile, 'username' | 'email'>): AccountFields => ({
  name: me.username,
  email: me.email ?? '',
})

/** What is to be changed; null when nothing is. */
export function changeOf(
  me: Pick<Profile, 'username' | 'email'>,
  { name, email }: AccountFields,
): { username?: string; email?: string } | null {
  const before = fieldsOf(me)
  const change = {
    ...(name.trim() === before.name ? {} : { username: name.trim() }),
    ...(email.trim() === before.email ? {} : { email: email.trim() }),
  }
  return Object.keys(change).length === 0 ? null : change
}

/** What the room would not take, known before it is asked: an empty field counts as left out (contract, section 1). */
export function missingIn(
  me: Pick<Profile, 'email'>,
  { name, email }: AccountFields,
  t: AccountTexts,
): AccountProblem | null {
  if (name.trim() === '') return { field: 'name', sentence: t.nameMissing }
  if (me.email !== null && email.trim() === '') return { field: 'email', sentence: t.emailStays }
  return null
}

/** Where a refusal is shown, and in which words. */
export function refusalOf(error: unknown, t: AccountTexts): AccountProblem {
  const code = error instanceof ApiError ? error.code : ''
  if (code === 'username_taken') return { field: 'name', sentence: t.nameTaken }
  if (code === 'email_taken') return { field: 'email', sentence: t.emailTaken }
  const field = code.startsWith('username_') ? 'name' : code.startsWith('email_') ? 'email' : null
  return { field, sentence: sentenceOf(error) }
}
