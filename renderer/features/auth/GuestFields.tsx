import { useState } from 'react'
import { useTexts } from '../../app/context.tsx'
import { TextField } from '../../ui/TextField.tsx'
import style from './AuthScreen.module.css'
import type { AuthForm } from './use-auth-form.ts'

/** A name is enough, and what that is good for. */
export function GuestFields({ form, codeIsNeeded }: { form: AuthForm; codeIsNeeded: boolean }) {
  const t = useTexts().auth
  const { values, errors, set } = form
  const [hadCode] = useState(values.code !== '')
  return (
    <>
      <TextField
        label={t.name}
        hint={t.nameHint}
        name="nickname"
        data-field="name"
        autoComplete="nickname"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={200}
        value={values.name}
        error={errors.name ?? null}
        onChange={(event) => set('name', event.target.value)}
      />
      {(hadCode || codeIsNeeded || errors.code !== undefined) && (
        <TextField
          label={t.code}
          hint={hadCode ? t.codeUsed : t.codeHint}
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
      <p className={style['about']}>{t.guestText}</p>
    </>
  )
}
