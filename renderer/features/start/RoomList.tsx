import { useState } from 'react'
import { useApp, useTexts } from '../../app/context.tsx'
import type { Room } from '../../app/room.ts'
import { Confirm } from '../../ui/Confirm.tsx'
import { useAction } from '../../app/use-action.ts'
import { RoomRow } from './RoomRow.tsx'
import style from './RoomList.module.css'

/** The rooms that one knows, those used last first, each with its state. */
export function RoomList({ rooms }: { rooms: readonly Room[] }) {
  const app = useApp()
  const t = useTexts()
  const [forgetting, setForgetting] = useState<Room | null>(null)
  const { busy, run } = useAction()
  const sorted = rooms.toSorted((a, b) => (b.saved.last_used_at ?? '').localeCompare(a.saved.last_used_at ?? ''))
  const forget = async (room: Room) => {
    const done = await run(async () => {
      await room.session.signOut()
      await app.rooms.forget(room.key)
    })
    if (done) setForgetting(null)
  }
  return (
    <>
      <ul className={style['list']}>
        {sorted.map((room) => (
          <RoomRow key={room.key} room={room} onForget={() => setForgetting(room)} />
        ))}
      </ul>
      <Confirm
        open={forgetting !== null}
        title={t.start.forgetTitle(forgetting?.name ?? '')}
        text={t.start.forgetText}
        confirm={t.start.forgetConfirm}
        cancel={t.common.cancel}
        tone="danger"
        busy={busy}
        onConfirm={() => forgetting && void forget(forgetting)}
        onClose={() => setForgetting(null)}
      />
    </>
  )
}
