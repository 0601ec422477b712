import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type Invite, createInvite } from '#protocol/invites.ts'
import { keys } from '../../api/keys.ts'
import { useApp, useLive, useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Select } from '../../ui/Select.tsx'
import { useAction } from '../../app/use-action.ts'
import style from './InvitesCard.module.css'

const USES = [1, 2, 5, 10, 50]
const HOUR_SECS = 3_600

export function NewInviteDialog({ onClose }: { onClose(): void }) {
  const { toasts } = useApp()
  const { call } = useLive()
  const cache = useQueryClient()
  const texts = useTexts()
  const t = texts.host
  const [uses, setUses] = useState('1')
  const [seconds, setSeconds] = useState('')
  const { busy, run } = useAction()
  const make = async () => {
    const done = await run(async () => {
      const made = await call(createInvite, {
        body: { max_uses: Number(uses), ...(seconds === '' ? {} : { expires_in_secs: Number(seconds) }) },
      })
      cache.setQueryData<Invite[]>(keys.invites, (before = []) => [made, ...before])
      toasts.show({ tone: 'ok', text: t.inviteMade })
    })
    if (done) onClose()
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={t.inviteDialog}
      size="sm"
      closeLabel={texts.common.close}
      footer={
        <>
          <Button onClick={onClose}>{texts.common.cancel}</Button>
          <Button variant="primary" busy={busy} onClick={() => void make()}>
            {t.inviteMake}
          </Button>
        </>
      }
    >
      <div className={style['fields']}>
        <Select
          label={t.invitePeople}
          options={USES.map((count) => ({ value: String(count), label: t.inviteFor(count) }))}
          value={uses}
          onChange={setUses}
        />
        <Select
          label={t.inviteExpires}
          options={[
            { value: '', label: t.inviteNever },
            { value: String(HOUR_SECS), label: t.inviteHour },
            { value: String(24 * HOUR_SECS), label: t.inviteDay },
            { value: String(7 * 24 * HOUR_SECS), label: t.inviteWeek },
          ]}
          value={seconds}
          onChange={setSeconds}
        />
      </div>
    </Dialog>
  )
}
