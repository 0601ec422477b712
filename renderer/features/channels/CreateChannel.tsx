import { AudioLines, TextAlignStart } from 'lucide-react'
import { type FormEvent, useId, useState } from 'react'
import { createChannel } from '#protocol/channels.ts'
import { sentenceOf } from '../../api/errors.ts'
import { useApp, useLive, useRoom, useTexts } from '../../app/context.tsx'
import { keys } from '../../api/keys.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Segmented } from '../../ui/Segmented.tsx'
import { Switch } from '../../ui/Switch.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { PeoplePicker } from '../users/PeoplePicker.tsx'
import { useUsers } from '../users/use-users.ts'
import { focusOnMount } from '../room/focus-on-mount.ts'
import { usePanels } from '../room/panels-context.tsx'
import { channelName } from './channel-name.ts'
import style from './ChannelForm.module.css'

export function CreateChannel({ isVoice, onClose }: { isVoice: boolean; onClose: () => void }) {
  const { channels: t, common } = useTexts()
  const { nav } = useApp()
  const { key } = useRoom()
  const panels = usePanels()
  const { call, cache, userId } = useLive()
  const form = useId()
  const [name, setName] = useState('')
  const [kind, setKind] = useState(isVoice ? 'voice' : 'text')
  const [isPrivate, setPrivate] = useState(false)
  const [members, setMembers] = useState<readonly string[]>([])
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const people = [...useUsers().values()].filter((user) => user.id !== userId && !user.is_guest)

  const create = async (): Promise<void> => {
    const wanted = channelName(name)
    if (wanted === null) return setProblem(name.trim() === '' ? t.nameEmpty : t.nameHint)
    setBusy(true)
    setProblem(null)
    try {
      const body = { name: wanted, is_voice: kind === 'voice', is_private: isPrivate }
      const made = await call(createChannel, { body: isPrivate ? { ...body, members: [...members] } : body })
      // The event tells of it, too; the way in must not wait for it.
      await cache.invalidateQueries({ queryKey: keys.channels, exact: true })
      onClose()
      nav.go({ screen: 'channel', room: key, channel: made.id })
      panels.focusComposer()
    } catch (error) {
      setProblem(sentenceOf(error))
      setBusy(false)
    }
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void create()
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={t.createTitle}
      closeLabel={common.close}
      footer={
        <>
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button variant="primary" type="submit" form={form} busy={isBusy}>
            {t.create}
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
        <Segmented
          label={t.kind}
          value={kind}
          onChange={setKind}
          options={[
            { value: 'text', label: t.kindText, icon: <TextAlignStart size={16} /> },
            { value: 'voice', label: t.kindVoice, icon: <AudioLines size={16} /> },
          ]}
        />
        <Switch label={t.makePrivate} description={t.makePrivateText} checked={isPrivate} onChange={setPrivate} />
        {isPrivate && people.length > 0 && (
          <PeoplePicker label={t.members} people={people} chosen={members} onChange={setMembers} />
        )}
      </form>
    </Dialog>
  )
}
