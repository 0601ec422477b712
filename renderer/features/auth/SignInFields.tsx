import { useTexts } from '../../app/context.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { PasswordField } from './PasswordField.tsx'
import type { AuthForm } from './use-auth-form.ts'

/** The names and `autoComplete` are what password managers go by. */
export function SignInFields({ form }: { form: AuthForm }) {
  const t = useTexts().auth
  const { values, errors, set } = form
  return (
    <>
      <TextField
        label={t.nameOrEmail}
        name="username"
        data-field="name"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        value={values.name}
        error={errors.name ?? null}
        onChange={(event) => set('name', event.target.value)}
      />
      <PasswordField
        label={t.password}
        name="password"
        data-field="password"
        autoComplete="current-password"
        value={values.password}
        error={errors.password ?? null}
        onChange={(event) => set('password', event.target.value)}
      />
    </>
  )
}
