import { type FormEvent, useRef, useState } from 'react'
import { useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { Note } from '../../ui/Note.tsx'
import { Tabs } from '../../ui/Tabs.tsx'
import { useNow } from '../../ui/use-now.ts'
import type { FirstOwner } from './first-owner.ts'
import { SignInFields } from './SignInFields.tsx'
import { SignUpFields } from './SignUpFields.tsx'
import { type Way, useAuthForm } from './use-auth-form.ts'
import style from './AuthScreen.module.css'

type AuthFormsProps = { first: FirstOwner | null; inviteOnly: boolean; wasHere: boolean }
const isWay = (text: string): text is Way => text === 'up' || text === 'in'

/** Sign up or sign in. What was typed stays, whichever way one turns and whatever fails. */
export function AuthForms({ first, inviteOnly, wasHere }: AuthFormsProps) {
  const t = useTexts().auth
  const codeIsNeeded = inviteOnly && first?.at !== 'own'
  const form = useAuthForm({ codeIsNeeded, ownerCode: first?.at === 'own' ? first.code : null })
  const [chosen, setWay] = useState<Way>(wasHere || (form.lastName !== '' && form.values.code === '') ? 'in' : 'up')
  // Nobody can sign in where nobody is.
  const way = first ? 'up' : chosen
  const ref = useRef<HTMLFormElement>(null)

  const submit = async () => {
    const wrong = await form.submit(way)
    const [field] = Object.keys(wrong)
    if (field) ref.current?.querySelector<HTMLInputElement>(`[data-field="${field}"]`)?.focus()
  }
  const fields = (
    <form
      ref={ref}
      key={way}
      method="post"
      noValidate
      className={style['form']}
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        void submit()
      }}
    >
      {way === 'up' ? (
        <SignUpFields form={form} first={first} codeIsNeeded={codeIsNeeded} />
      ) : (
        <SignInFields form={form} />
      )}
      <div role="alert">{form.problem && <Note tone={form.problem.tone}>{form.problem.sentence}</Note>}</div>
      <Submit way={way} isFirst={first?.at === 'own'} busy={form.busy} waitUntil={form.waitUntil} />
    </form>
  )
  if (first) return <div className={style['card']}>{fields}</div>
  return (
    <div className={style['card']}>
      <Tabs
        label={t.ways}
        tabs={[
          { value: 'up', label: t.signUp },
          { value: 'in', label: t.signIn },
        ]}
        value={way}
        onChange={(next) => {
          if (isWay(next)) setWay(next)
          form.forget()
        }}
      >
        {fields}
      </Tabs>
    </div>
  )
}

function Submit({ way, isFirst, busy, waitUntil }: { way: Way; isFirst: boolean; busy: boolean; waitUntil: number }) {
  const t = useTexts().auth
  const seconds = Math.ceil((waitUntil - useNow(1_000)) / 1_000)
  const label = way === 'in' ? t.enter : isFirst ? t.makeRoomYours : t.makeAccount
  return (
    <Button type="submit" variant="primary" size="lg" busy={busy} disabled={seconds > 0}>
      {seconds > 0 ? t.waitSeconds(seconds) : label}
    </Button>
  )
}
