import { useState } from 'react'
import { type Channel, leaveChannel } from '#protocol/channels.ts'
import { sentenceOf } from '../../api/errors.ts'
import { useApp, useLive, useTexts } from '../../app/context.tsx'
import { Confirm } from '../../ui/Confirm.tsx'

export function LeaveChannel({ channel, onClose }: { channel: Channel; onClose: () => void }) {
  const { channels: t, common } = useTexts()
  const { call } = useLive()
  const { toasts } = useApp()
  const [isBusy, setBusy] = useState(false)
  const leave = async (): Promise<void> => {
    setBusy(true)
    try {
      await call(leaveChannel, { params: { id: channel.id }, body: {} })
      onClose()
    } catch (error) {
      setBusy(false)
      toasts.show({ tone: 'danger', text: sentenceOf(error) })
    }
  }
  return (
    <Confirm
      open
      title={t.leaveTitle(channel.name)}
      text={[
        channel.is_private ? t.leavePrivate : t.leavePublic,
        channel.is_owner ? t.leaveOwner : '',
        channel.is_private ? t.leaveLast : '',
      ].join('')}
      confirm={t.leave}
      cancel={common.cancel}
      tone={channel.is_private ? 'danger' : 'plain'}
      busy={isBusy}
      onConfirm={() => void leave()}
      onClose={onClose}
    />
  )
}
