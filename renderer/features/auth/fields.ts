import { Password } from '#protocol/auth.ts'
import { parseInvitation } from '#protocol/invitation.ts'
import type { AuthField } from './problem.ts'

export type AuthValues = Readonly<Record<AuthField, string>>
export type FieldErrors = Partial<Record<AuthField, string>>
export type FieldSentences = {
  nameMissing: string
  nameOrEmailMissing: string
  passwordMissing: string
  passwordShort: string
  passwordLong: string
  codeMissing: string
}

/** The code in what was typed or pasted: often that is the whole invitation. */
export function codeIn(text: string): string {
  const parsed = parseInvitation(text.trim())
  return (parsed.ok ? parsed.invitation.code : null) ?? text.trim()
}

/** What can be said about a sign-up before the room is asked. */
export function signUpErrors(values: AuthValues, codeIsNeeded: boolean, say: FieldSentences): FieldErrors {
  const { name, password, code } = values
  return {
    ...(name.trim() === '' ? { name: say.nameMissing } : {}),
    ...(Password.safeParse(password).success
      ? {}
      : { password: password.length < 8 ? say.passwordShort : say.passwordLong }),
    ...(codeIsNeeded && code.trim() === '' ? { code: say.codeMissing } : {}),
  }
}

/** The same about a guest, who has no password. */
export const guestErrors = ({ name, code }: AuthValues, codeIsNeeded: boolean, say: FieldSentences): FieldErrors => ({
  ...(name.trim() === '' ? { name: say.nameMissing } : {}),
  ...(codeIsNeeded && code.trim() === '' ? { code: say.codeMissing } : {}),
})

/** What can be said about a sign-in: only what is missing, for old passwords may follow other rules. */
export const signInErrors = ({ name, password }: AuthValues, say: FieldSentences): FieldErrors => ({
  ...(name.trim() === '' ? { name: say.nameOrEmailMissing } : {}),
  ...(password === '' ? { password: say.passwordMissing } : {}),
})
