import { useState } from 'react'
import type { Room } from '../../app/room.ts'
import { ForgetRoom } from './ForgetRoom.tsx'
import { RoomRow } from './RoomRow.tsx'
import style from './RoomList.module.css'

/** The rooms that one knows, those used last first, each with its state. */
export function RoomList({ rooms }: { rooms: readonly Room[] }) {
  const [forgetting, setForgetting] = useState<Room | null>(null)
  const sorted = rooms.toSorted((a, b) => (b.saved.last_used_at ?? '').localeCompare(a.saved.last_used_at ?? ''))
  return (
    <>
      <ul className={style['list']}>
        {sorted.map((room) => (
          <RoomRow key={room.key} room={room} onForget={() => setForgetting(room)} />
        ))}
      </ul>
      <ForgetRoom room={forgetting} onClose={() => setForgetting(null)} />
    </>
  )
}
