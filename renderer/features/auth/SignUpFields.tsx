import { useState } from 'react'
import { useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { TextField } from '../../ui/TextField.tsx'
import type { FirstOwner } from './first-owner.ts'
import { PasswordField } from './PasswordField.tsx'
import type { AuthForm } from './use-auth-form.ts'
import style from './AuthScreen.module.css'

type SignUpFieldsProps = { form: AuthForm; first: FirstOwner | null; codeIsNeeded: boolean }

export function SignUpFields({ form, first, codeIsNeeded }: SignUpFieldsProps) {
  const t = useTexts().auth
  const { values, errors, set } = form
  const [hadCode] = useState(values.code !== '')
  const [wantsEmail, setWantsEmail] = useState(values.email !== '')
  const isElsewhere = first?.at === 'elsewhere'
  const showsCode = hadCode || codeIsNeeded || isElsewhere || errors.code !== undefined
  return (
    <>
      <TextField
        label={t.name}
        hint={t.nameHint}
        name="username"
        data-field="name"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={200}
        value={values.name}
        error={errors.name ?? null}
        onChange={(event) => set('name', event.target.value)}
      />
      <PasswordField
        label={t.password}
        hint={t.passwordHint}
        name="password"
        data-field="password"
        autoComplete="new-password"
        value={values.password}
        error={errors.password ?? null}
        onChange={(event) => set('password', event.target.value)}
      />
      {showsCode && (
        <TextField
          label={isElsewhere ? (codeIsNeeded ? t.ownerCodeOrInvitation : t.ownerCode) : t.code}
          hint={isElsewhere ? t.ownerCodeHint : hadCode ? t.codeUsed : t.codeHint}
          name="invite-code"
          data-field="code"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={values.code}
          error={errors.code ?? null}
          onChange={(event) => set('code', event.target.value)}
        />
      )}
      {wantsEmail || errors.email !== undefined ? (
        <TextField
          label={t.email}
          hint={t.emailHint}
          type="email"
          name="email"
          data-field="email"
          autoComplete="email"
          value={values.email}
          error={errors.email ?? null}
          onChange={(event) => set('email', event.target.value)}
        />
      ) : (
        <div className={style['more']}>
          <Button variant="quiet" size="sm" onClick={() => setWantsEmail(true)}>
            {t.addEmail}
          </Button>
        </div>
      )}
    </>
  )
}
