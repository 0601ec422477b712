import { useLive, useObservable, useRoom, useTexts } from '../../app/context.tsx'
import { useAction } from '../../app/use-action.ts'
import { Confirm } from '../../ui/Confirm.tsx'
import { useIsGuest } from '../users/use-users.ts'
import { useRoomName } from './use-room-name.ts'

export function SignOut({ onClose }: { onClose: () => void }) {
  const { room: t, common } = useTexts()
  const room = useRoom()
  const name = useRoomName(room)
  const unsent = useObservable(useLive().outbox).length
  const isGuest = useIsGuest()
  const { busy, run } = useAction()
  return (
    <Confirm
      open
      title={t.signOutTitle}
      text={(isGuest ? t.signOutGuest(name) : t.signOutText(name)) + (unsent > 0 ? t.signOutUnsent(unsent) : '')}
      confirm={t.signOut}
      cancel={common.cancel}
      busy={busy}
      onConfirm={() => void run(() => room.session.signOut())}
      onClose={onClose}
    />
  )
}
