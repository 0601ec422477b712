import { useQueryClient } from '@tanstack/react-query'
import { type SubmitEvent, useState } from 'react'
import { keepAccount } from '#protocol/guests.ts'
import type { Profile } from '#protocol/users.ts'
import { sentenceOf } from '../../api/errors.ts'
import { keys } from '../../api/keys.ts'
import { useApp, useLive, useRoom, useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { authMemory } from '../auth/memory.ts'
import { PasswordField } from '../auth/PasswordField.tsx'
import { Buttons, Card } from './Card.tsx'
import style from './Form.module.css'
import { lengthProblem } from './password.ts'

/** For guests: a password makes this an account. */
export function KeepAccountForm({ me }: { me: Profile }) {
  const { settings } = useTexts()
  const t = settings.keep
  const { toasts, platform, rooms } = useApp()
  const room = useRoom()
  const live = useLive()
  const cache = useQueryClient()
  const [password, setPassword] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)

  const keep = async (): Promise<void> => {
    setBusy(true)
    try {
      const profile = await live.call(keepAccount, { body: { password } })
      // The next time one signs in with it.
      authMemory(platform.window, room.key).keepName(profile.username)
      if (platform.kind === 'desktop') await rooms.save({ ...room.saved, username: profile.username })
      toasts.show({ tone: 'ok', text: t.kept })
      // Takes this form away.
      cache.setQueryData<Profile>(keys.me, profile)
    } catch (error) {
      setProblem(sentenceOf(error))
      setBusy(false)
    }
  }
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const found = lengthProblem(password, settings.sessions)
    setProblem(found)
    if (found === null) void keep()
  }
  return (
    <Card title={t.title} text={t.text}>
      <form className={style['form']} method="post" onSubmit={submit} noValidate>
        <input type="text" name="username" autoComplete="username" value={me.username} readOnly hidden />
        <PasswordField
          label={t.password}
          hint={settings.sessions.freshHint}
          error={problem}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          autoComplete="new-password"
        />
        <Buttons>
          <Button type="submit" variant="primary" busy={isBusy} disabled={password === ''}>
            {t.submit}
          </Button>
        </Buttons>
      </form>
    </Card>
  )
}
