import { useState } from 'react'
import { type Channel, deleteChannel } from '#protocol/channels.ts'
import { sentenceOf } from '../../api/errors.ts'
import { useApp, useLive, useTexts } from '../../app/context.tsx'
import { Confirm } from '../../ui/Confirm.tsx'
import { useChannelInfo } from '../users/use-members.ts'

export function DeleteChannel({ channel, onClose }: { channel: Channel; onClose: () => void }) {
  const { channels: t, common } = useTexts()
  const { call } = useLive()
  const { toasts } = useApp()
  const info = useChannelInfo(channel.id).data
  const [isBusy, setBusy] = useState(false)
  const remove = async (): Promise<void> => {
    setBusy(true)
    try {
      await call(deleteChannel, { params: { id: channel.id } })
      onClose()
      toasts.show({ tone: 'ok', text: t.gone(channel.name) })
    } catch (error) {
      setBusy(false)
      toasts.show({ tone: 'danger', text: sentenceOf(error) })
    }
  }
  return (
    <Confirm
      open
      title={t.deleteTitle(channel.name)}
      text={t.deleteText(info?.message_count ?? null)}
      confirm={t.remove}
      cancel={common.cancel}
      tone="danger"
      busy={isBusy}
      onConfirm={() => void remove()}
      onClose={onClose}
    />
  )
}
