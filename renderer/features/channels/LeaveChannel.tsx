import { type Channel, leaveChannel } from '#protocol/channels.ts'
import { useLive, useTexts } from '../../app/context.tsx'
import { useAction } from '../../app/use-action.ts'
import { Confirm } from '../../ui/Confirm.tsx'

export function LeaveChannel({ channel, onClose }: { channel: Channel; onClose: () => void }) {
  const { channels: t, common } = useTexts()
  const { call } = useLive()
  const { busy, run } = useAction()
  const leave = async (): Promise<void> => {
    if (await run(() => call(leaveChannel, { params: { id: channel.id }, body: {} }))) onClose()
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
      busy={busy}
      onConfirm={() => void leave()}
      onClose={onClose}
    />
  )
}
