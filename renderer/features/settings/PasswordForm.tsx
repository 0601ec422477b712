import { type SubmitEvent, useState } from 'react'
import { putMyPassword } from '#protocol/users.ts'
import { useApp, useLive, useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { Note } from '../../ui/Note.tsx'
import { PasswordField } from '../auth/PasswordField.tsx'
import { Buttons, Card } from './Card.tsx'
import style from './Form.module.css'
import { type PasswordProblem, problemIn, refusalOf } from './password.ts'

/** `username`: for password managers, which want to know whose password it is. */
export function PasswordForm({ username }: { username: string }) {
  const t = useTexts().settings.sessions
  const { toasts } = useApp()
  const live = useLive()
  const [current, setCurrent] = useState('')
  const [fresh, setFresh] = useState('')
  const [problem, setProblem] = useState<PasswordProblem | null>(null)
  const [isBusy, setBusy] = useState(false)
  const errorOf = (field: PasswordProblem['field']) => (problem?.field === field ? problem.sentence : null)

  const save = async (): Promise<void> => {
    setBusy(true)
    try {
      await live.call(putMyPassword, { body: { current_password: current, new_password: fresh } })
      setCurrent('')
      setFresh('')
      toasts.show({ tone: 'ok', text: t.changed })
    } catch (error) {
      setProblem(refusalOf(error, t))
    } finally {
      setBusy(false)
    }
  }
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const found = problemIn(current, fresh, t)
    setProblem(found)
    if (!found) void save()
  }
  return (
    <Card title={t.password} text={t.passwordText}>
      <form className={style['form']} method="post" onSubmit={submit} noValidate>
        <input type="text" name="username" autoComplete="username" value={username} readOnly hidden />
        <PasswordField
          label={t.current}
          error={errorOf('current')}
          value={current}
          onChange={(event) => setCurrent(event.target.value)}
          autoComplete="current-password"
        />
        <PasswordField
          label={t.fresh}
          hint={t.freshHint}
          error={errorOf('fresh')}
          value={fresh}
          onChange={(event) => setFresh(event.target.value)}
          autoComplete="new-password"
        />
        {problem?.field === null && <Note tone="danger">{problem.sentence}</Note>}
        <Buttons>
          <Button type="submit" variant="primary" busy={isBusy} disabled={current === '' && fresh === ''}>
            {t.change}
          </Button>
        </Buttons>
      </form>
    </Card>
  )
}
