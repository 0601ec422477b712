import { useState } from 'react'
import { sentenceOf } from '../../api/errors.ts'
import { useApp, useLive, useObservable, useRoom, useTexts } from '../../app/context.tsx'
import { Confirm } from '../../ui/Confirm.tsx'
import { useRoomName } from './use-room-name.ts'

export function SignOut({ onClose }: { onClose: () => void }) {
  const { room: t, common } = useTexts()
  const { toasts } = useApp()
  const room = useRoom()
  const name = useRoomName(room)
  const unsent = useObservable(useLive().outbox).length
  const [isBusy, setBusy] = useState(false)
  const signOut = async (): Promise<void> => {
    setBusy(true)
    try {
      await room.session.signOut()
    } catch (error) {
      setBusy(false)
      toasts.show({ tone: 'danger', text: sentenceOf(error) })
    }
  }
  return (
    <Confirm
      open
      title={t.signOutTitle}
      text={t.signOutText(name) + (unsent > 0 ? t.signOutUnsent(unsent) : '')}
      confirm={t.signOut}
      cancel={common.cancel}
      busy={isBusy}
      onConfirm={() => void signOut()}
      onClose={onClose}
    />
  )
}
