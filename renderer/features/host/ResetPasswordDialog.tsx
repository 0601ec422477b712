import { useState } from 'react'
import { adminPutPassword } from '#protocol/admin.ts'
import { Password } from '#protocol/auth.ts'
import { sentenceOf } from '../../api/errors.ts'
import { useApp, useLive, useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { PasswordField } from '../auth/PasswordField.tsx'

type ResetPasswordDialogProps = { user: { id: string; username: string }; onClose(): void }

export function ResetPasswordDialog({ user: { id, username }, onClose }: ResetPasswordDialogProps) {
  const { toasts } = useApp()
  const { call } = useLive()
  const texts = useTexts()
  const t = texts.host
  const [password, setPassword] = useState('')
  const [error, setError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const reset = async () => {
    if (!Password.safeParse(password).success) return setError(password.length < 8 ? t.resetShort : t.resetLong)
    setBusy(true)
    try {
      await call(adminPutPassword, { params: { id }, body: { new_password: password } })
      toasts.show({ tone: 'ok', text: t.reset(username) })
      onClose()
    } catch (failure) {
      setError(sentenceOf(failure))
    } finally {
      setBusy(false)
    }
  }
  const form = 'reset-password'
  return (
    <Dialog
      open
      onClose={onClose}
      title={t.resetTitle(username)}
      description={t.resetText}
      size="sm"
      closeLabel={texts.common.close}
      footer={
        <>
          <Button onClick={onClose}>{texts.common.cancel}</Button>
          <Button type="submit" form={form} variant="primary" busy={busy}>
            {t.resetConfirm}
          </Button>
        </>
      }
    >
      <form
        id={form}
        method="post"
        onSubmit={(event) => {
          event.preventDefault()
          void reset()
        }}
      >
        <PasswordField
          label={t.resetLabel}
          autoComplete="off"
          value={password}
          error={error}
          onChange={(event) => {
            setPassword(event.target.value)
            setError(null)
          }}
        />
      </form>
    </Dialog>
  )
}
