import { useQueryClient } from '@tanstack/react-query'
import { type SubmitEvent, useState } from 'react'
import { type Profile, patchMe } from '#protocol/users.ts'
import { keys } from '../../api/keys.ts'
import { useApp, useLive, useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { Note } from '../../ui/Note.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { type AccountProblem, changeOf, fieldsOf, missingIn, refusalOf } from './account.ts'
import { Buttons, Card } from './Card.tsx'
import style from './Form.module.css'

/** Name and e-mail, with which a guest could not sign in. Made anew when the profile changes elsewhere. */
export function AccountForm({ me }: { me: Profile }) {
  const { settings } = useTexts()
  const t = settings.profile
  const { toasts } = useApp()
  const live = useLive()
  const cache = useQueryClient()
  const [fields, setFields] = useState(() => fieldsOf(me))
  const [problem, setProblem] = useState<AccountProblem | null>(null)
  const [isBusy, setBusy] = useState(false)
  const change = changeOf(me, fields)
  const errorOf = (field: AccountProblem['field']) => (problem?.field === field ? problem.sentence : null)

  const save = async (body: NonNullable<typeof change>): Promise<void> => {
    setBusy(true)
    try {
      cache.setQueryData<Profile>(keys.me, await live.call(patchMe, { body }))
      toasts.show({ tone: 'ok', text: settings.saved })
    } catch (error) {
      setProblem(refusalOf(error, t))
    } finally {
      setBusy(false)
    }
  }
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const missing = missingIn(me, fields, t)
    setProblem(missing)
    if (change && !missing) void save(change)
  }
  return (
    <Card title={me.is_guest ? t.name : t.account}>
      <form className={style['form']} onSubmit={submit} noValidate>
        <TextField
          label={t.name}
          hint={t.nameHint}
          error={errorOf('name')}
          value={fields.name}
          onChange={(event) => setFields({ ...fields, name: event.target.value })}
          autoComplete="username"
          maxLength={128}
          spellCheck={false}
        />
        {!me.is_guest && (
          <TextField
            label={t.email}
            hint={t.emailHint}
            error={errorOf('email')}
            type="email"
            value={fields.email}
            onChange={(event) => setFields({ ...fields, email: event.target.value })}
            autoComplete="email"
            maxLength={320}
          />
        )}
        {problem?.field === null && <Note tone="danger">{problem.sentence}</Note>}
        <Buttons>
          <Button type="submit" variant="primary" busy={isBusy} disabled={change === null}>
            {t.save}
          </Button>
          {change && !isBusy && (
            <Button
              variant="quiet"
              onClick={() => {
                setFields(fieldsOf(me))
                setProblem(null)
              }}
            >
              {t.discard}
            </Button>
          )}
        </Buttons>
      </form>
    </Card>
  )
}
