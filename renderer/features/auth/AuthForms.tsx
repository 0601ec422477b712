import { type FormEvent, useRef, useState } from 'react'
import { useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { Note } from '../../ui/Note.tsx'
import { Tabs } from '../../ui/Tabs.tsx'
import { useNow } from '../../ui/use-now.ts'
import type { FirstOwner } from './first-owner.ts'
import { type Way, firstWay } from './first-way.ts'
import { GuestFields } from './GuestFields.tsx'
import { SignInFields } from './SignInFields.tsx'
import { SignUpFields } from './SignUpFields.tsx'
import { useAuthForm } from './use-auth-form.ts'
import style from './AuthScreen.module.css'

type AuthFormsProps = { first: FirstOwner | null; inviteOnly: boolean; takesGuests: boolean; wasHere: boolean }

/** In as a guest, by signing up or by signing in. What was typed stays, whichever way one turns and whatever fails. */
export function AuthForms({ first, inviteOnly, takesGuests, wasHere }: AuthFormsProps) {
  const t = useTexts().auth
  const codeIsNeeded = inviteOnly && first?.at !== 'own'
  const form = useAuthForm({ codeIsNeeded, ownerCode: first?.at === 'own' ? first.code : null })
  const [chosen, setWay] = useState<Way | null>(null)
  const { lastName } = form
  const offered = chosen ?? firstWay({ lastName, wasHere, hasCode: form.values.code !== '', takesGuests })
  // Nobody can sign in where nobody is; and the host may stop taking guests meanwhile.
  const way = first || (offered === 'guest' && !takesGuests) ? 'up' : offered
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
      // What the room says later must not take the form away from under who writes in it.
      onInput={() => setWay(way)}
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        void submit()
      }}
    >
      {way === 'guest' ? (
        <GuestFields form={form} codeIsNeeded={codeIsNeeded} />
      ) : way === 'up' ? (
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
          ...(takesGuests ? [{ value: 'guest' as const, label: t.asGuest }] : []),
          { value: 'up', label: t.signUp },
          { value: 'in', label: t.signIn },
        ]}
        value={way}
        onChange={(next) => {
          setWay(next)
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
  const label = { guest: t.comeIn, in: t.enter, up: isFirst ? t.makeRoomYours : t.makeAccount }[way]
  return (
    <Button type="submit" variant="primary" size="lg" busy={busy} disabled={seconds > 0}>
      {seconds > 0 ? t.waitSeconds(seconds) : label}
    </Button>
  )
}
