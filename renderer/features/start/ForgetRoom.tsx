import { useApp, useTexts } from '../../app/context.tsx'
import type { Room } from '../../app/room.ts'
import { useAction } from '../../app/use-action.ts'
import { Confirm } from '../../ui/Confirm.tsx'

/** `room` null: nothing is asked. */
type ForgetRoomProps = { room: Room | null; onClose(): void; onForgotten?(): void }

/** Asks whether to leave a room behind, with its sign-in and its key. */
export function ForgetRoom({ room, onClose, onForgotten }: ForgetRoomProps) {
  const { rooms } = useApp()
  const { start: t, common } = useTexts()
  const { busy, run } = useAction()
  const forget = async (forgotten: Room) => {
    const isDone = await run(async () => {
      await forgotten.session.signOut()
      await rooms.forget(forgotten.key)
    })
    if (!isDone) return
    onClose()
    onForgotten?.()
  }
  return (
    <Confirm
      open={room !== null}
      title={t.forgetTitle(room?.name ?? '')}
      text={t.forgetText}
      confirm={t.forgetConfirm}
      cancel={common.cancel}
      tone="danger"
      busy={busy}
      onConfirm={() => room && void forget(room)}
      onClose={onClose}
    />
  )
}
