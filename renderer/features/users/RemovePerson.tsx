import { useState } from 'react'
import { type Channel, changeMembers } from '#protocol/channels.ts'
import { sentenceOf } from '../../api/errors.ts'
import { keys } from '../../api/keys.ts'
import { useApp, useLive, useTexts } from '../../app/context.tsx'
import { Confirm } from '../../ui/Confirm.tsx'
import { useUser } from './use-users.ts'

export function RemovePerson({ channel, userId, onClose }: { channel: Channel; userId: string; onClose: () => void }) {
  const { users: t, common } = useTexts()
  const { toasts } = useApp()
  const { call, cache } = useLive()
  const name = useUser(userId)?.username ?? t.somebody
  const [isBusy, setBusy] = useState(false)
  const remove = async (): Promise<void> => {
    setBusy(true)
    try {
      await call(changeMembers, { params: { id: channel.id }, body: { remove: [userId] } })
      await cache.invalidateQueries({ queryKey: keys.members(channel.id), exact: true })
      onClose()
    } catch (error) {
      setBusy(false)
      toasts.show({ tone: 'danger', text: sentenceOf(error) })
    }
  }
  return (
    <Confirm
      open
      title={t.removeTitle(name, channel.name)}
      text={channel.is_private ? t.removePrivate : t.removePublic}
      confirm={t.removeConfirm}
      cancel={common.cancel}
      tone="danger"
      busy={isBusy}
      onConfirm={() => void remove()}
      onClose={onClose}
    />
  )
}
