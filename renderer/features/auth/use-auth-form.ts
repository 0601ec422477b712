import { useState } from 'react'
import { enterAsGuest } from '#protocol/guests.ts'
import { me } from '#protocol/users.ts'
import { useApp, useRoom, useTexts } from '../../app/context.tsx'
import { type AuthValues, type FieldErrors, codeIn, guestErrors, signInErrors, signUpErrors } from './fields.ts'
import type { Way } from './first-way.ts'
import { authMemory } from './memory.ts'
import { type AuthField, type AuthProblem, problemOf } from './problem.ts'

export type AuthForm = ReturnType<typeof useAuthForm>

/** What was typed on the way in, which both ways share, and what became of it. */
export function useAuthForm({ codeIsNeeded, ownerCode }: { codeIsNeeded: boolean; ownerCode: string | null }) {
  const { platform, rooms, onTrouble } = useApp()
  const room = useRoom()
  const t = useTexts().auth
  const [memory] = useState(() => authMemory(platform.window, room.key))
  const lastName = room.saved.username ?? memory.name()
  const [values, setValues] = useState<AuthValues>({ name: lastName, password: '', code: memory.code(), email: '' })
  const [errors, setErrors] = useState<FieldErrors>({})
  const [problem, setProblem] = useState<AuthProblem | null>(null)
  const [waitUntil, setWaitUntil] = useState(0)
  const [busy, setBusy] = useState(false)

  const set = (field: AuthField, text: string): void => {
    setValues((before) => ({ ...before, [field]: text }))
    setErrors(({ [field]: _settled, ...others }) => others)
  }
  const enter = async (way: Way): Promise<void> => {
    const { name, password, email } = values
    const code = codeIn(values.code) || ownerCode
    if (way === 'guest') {
      const body = { username: name.trim(), ...(code === null || code === '' ? {} : { invite_code: code }) }
      await room.session.adopt(await room.client.call(enterAsGuest, { body }))
    } else if (way === 'in') await room.session.login({ username_or_email: name.trim(), password })
    else
      await room.session.register({
        username: name.trim(),
        password,
        ...(email.trim() === '' ? {} : { email: email.trim() }),
        ...(code === null ? {} : { invite_code: code }),
      })
  }
  /** The code has done its work; the name is asked for, because one may have signed in by e-mail. */
  const remember = async (way: Way): Promise<void> => {
    memory.dropCode()
    // Nobody can sign in with a guest's name.
    const username = way === 'guest' ? null : (await room.session.call(me, {})).username
    if (username !== null) memory.keepName(username)
    if (platform.kind !== 'desktop') return
    const last_used_at = new Date(platform.clock.now()).toISOString()
    await rooms.save({ ...room.saved, username, last_used_at })
  }
  const errorsOf: Record<Way, () => FieldErrors> = {
    guest: () => guestErrors(values, codeIsNeeded, t),
    up: () => signUpErrors(values, codeIsNeeded, t),
    in: () => signInErrors(values, t),
  }
  /** Gives the fields that are not right yet; never rejects. */
  const submit = async (way: Way): Promise<FieldErrors> => {
    const found = errorsOf[way]()
    setErrors(found)
    setProblem(null)
    if (Object.keys(found).length > 0) return found
    setBusy(true)
    try {
      await enter(way)
      remember(way).catch(onTrouble)
      return {}
    } catch (error) {
      // An open room refuses a dead code all the same, but does not need one.
      const refusals = codeIsNeeded ? t.refusals : { ...t.refusals, invite_invalid: t.codeInvalidOpen }
      const failed = problemOf(error, { refusals, unreachable: t.unreachable, noAnswer: t.noAnswer })
      const onField = failed.field === null ? {} : { [failed.field]: failed.sentence }
      setErrors(onField)
      setProblem(failed.field === null ? failed : null)
      if (failed.waitMs !== null) setWaitUntil(platform.clock.now() + failed.waitMs)
      return onField
    } finally {
      setBusy(false)
    }
  }
  const forget = (): void => {
    setErrors({})
    setProblem(null)
  }
  return { values, set, errors, problem, waitUntil, busy, submit, forget, lastName }
}
