import { type Channel, deleteChannel } from '#protocol/channels.ts'
import { useApp, useLive, useTexts } from '../../app/context.tsx'
import { useAction } from '../../app/use-action.ts'
import { Confirm } from '../../ui/Confirm.tsx'
import { useChannelInfo } from '../users/use-members.ts'

export function DeleteChannel({ channel, onClose }: { channel: Channel; onClose: () => void }) {
  const { channels: t, common } = useTexts()
  const { call } = useLive()
  const { toasts } = useApp()
  const info = useChannelInfo(channel.id).data
  const { busy, run } = useAction()
  const remove = async (): Promise<void> => {
    if (!(await run(() => call(deleteChannel, { params: { id: channel.id } })))) return
    onClose()
    toasts.show({ tone: 'ok', text: t.gone(channel.name) })
  }
  return (
    <Confirm
      open
      title={t.deleteTitle(channel.name)}
      text={t.deleteText(info?.message_count ?? null)}
      confirm={t.remove}
      cancel={common.cancel}
      tone="danger"
      busy={busy}
      onConfirm={() => void remove()}
      onClose={onClose}
    />
  )
}
