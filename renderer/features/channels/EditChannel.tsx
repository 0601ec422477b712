import { type FormEvent, useId, useState } from 'react'
import { type Channel, patchChannel } from '#protocol/channels.ts'
import { sentenceOf } from '../../api/errors.ts'
import { useLive, useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Note } from '../../ui/Note.tsx'
import { Switch } from '../../ui/Switch.tsx'
import { TextField } from '../../ui/TextField.tsx'
import style from './ChannelForm.module.css'
import { focusOnMount } from '../room/focus-on-mount.ts'
import { channelName } from './channel-name.ts'

export function EditChannel({ channel, onClose }: { channel: Channel; onClose: () => void }) {
  const { channels: t, common } = useTexts()
  const { call } = useLive()
  const form = useId()
  const [name, setName] = useState(channel.name)
  const [isPrivate, setPrivate] = useState(channel.is_private)
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)

  const save = async (): Promise<void> => {
    const wanted = channelName(name)
    if (wanted === null) return setProblem(name.trim() === '' ? t.nameEmpty : t.nameHint)
    setBusy(true)
    try {
      await call(patchChannel, { params: { id: channel.id }, body: { name: wanted, is_private: isPrivate } })
      onClose()
    } catch (error) {
      setProblem(sentenceOf(error))
      setBusy(false)
    }
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void save()
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={t.editTitle(channel.name)}
      closeLabel={common.close}
      footer={
        <>
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button variant="primary" type="submit" form={form} busy={isBusy}>
            {t.save}
          </Button>
        </>
      }
    >
      <form id={form} className={style['form']} onSubmit={submit} noValidate>
        <TextField
          ref={focusOnMount}
          label={t.name}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={problem}
          autoComplete="off"
          maxLength={200}
        />
        <Switch label={t.makePrivate} description={t.makePrivateText} checked={isPrivate} onChange={setPrivate} />
        {isPrivate !== channel.is_private && <Note tone="warn">{isPrivate ? t.privateNow : t.publicNow}</Note>}
      </form>
    </Dialog>
  )
}
