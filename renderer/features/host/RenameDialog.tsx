import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { patchSettings } from '#protocol/admin.ts'
import { sentenceOf } from '../../api/errors.ts'
import { useApp, useLive, useRoom, useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { hostKeys } from './queries.ts'

export function RenameDialog({ name, onClose }: { name: string; onClose(): void }) {
  const { rooms, toasts } = useApp()
  const room = useRoom()
  const { call } = useLive()
  const cache = useQueryClient()
  const texts = useTexts()
  const t = texts.host
  const [text, setText] = useState(name)
  const [error, setError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)

  const rename = async () => {
    const chosen = text.trim()
    if (chosen === '') return setError(t.renameEmpty)
    setBusy(true)
    try {
      const settings = await call(patchSettings, { body: { name: chosen } })
      cache.setQueryData(hostKeys.settings, settings)
      await Promise.all([cache.invalidateQueries({ queryKey: hostKeys.overview }), room.probe()])
      await rooms.save({ ...room.saved, name: settings.name })
      toasts.show({ tone: 'ok', text: t.renamed })
      onClose()
    } catch (failure) {
      setError(sentenceOf(failure))
    } finally {
      setBusy(false)
    }
  }
  const form = 'rename-room'
  return (
    <Dialog
      open
      onClose={onClose}
      title={t.rename}
      size="sm"
      closeLabel={texts.common.close}
      footer={
        <>
          <Button onClick={onClose}>{texts.common.cancel}</Button>
          <Button type="submit" form={form} variant="primary" busy={busy}>
            {texts.common.save}
          </Button>
        </>
      }
    >
      <form
        id={form}
        onSubmit={(event) => {
          event.preventDefault()
          void rename()
        }}
      >
        <TextField
          label={t.renameLabel}
          value={text}
          maxLength={100}
          error={error}
          onChange={(event) => {
            setText(event.target.value)
            setError(null)
          }}
        />
      </form>
    </Dialog>
  )
}
