import { type Channel, changeMembers } from '#protocol/channels.ts'
import { keys } from '../../api/keys.ts'
import { useLive, useTexts } from '../../app/context.tsx'
import { useAction } from '../../app/use-action.ts'
import { Confirm } from '../../ui/Confirm.tsx'
import { useUser } from './use-users.ts'

export function RemovePerson({ channel, userId, onClose }: { channel: Channel; userId: string; onClose: () => void }) {
  const { users: t, common } = useTexts()
  const { call, cache } = useLive()
  const name = useUser(userId)?.username ?? t.somebody
  const { busy, run } = useAction()
  const remove = async (): Promise<void> => {
    const isDone = await run(async () => {
      await call(changeMembers, { params: { id: channel.id }, body: { remove: [userId] } })
      await cache.invalidateQueries({ queryKey: keys.members(channel.id), exact: true })
    })
    if (isDone) onClose()
  }
  return (
    <Confirm
      open
      title={t.removeTitle(name, channel.name)}
      text={channel.is_private ? t.removePrivate : t.removePublic}
      confirm={t.removeConfirm}
      cancel={common.cancel}
      tone="danger"
      busy={busy}
      onConfirm={() => void remove()}
      onClose={onClose}
    />
  )
}
