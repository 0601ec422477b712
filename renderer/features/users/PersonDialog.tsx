import { useTexts } from '../../app/context.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { PersonCard } from './PersonCard.tsx'
import { useUser } from './use-users.ts'

/** A person's card where there is nothing beside which it could open. */
export function PersonDialog({
  userId,
  channelId,
  onClose,
}: {
  userId: string
  channelId: string | null
  onClose: () => void
}) {
  const { users: t, common } = useTexts()
  const name = useUser(userId)?.username ?? t.somebody
  return (
    <Dialog open onClose={onClose} title={t.card(name)} size="sm" closeLabel={common.close}>
      <PersonCard userId={userId} channelId={channelId} onDone={onClose} />
    </Dialog>
  )
}
