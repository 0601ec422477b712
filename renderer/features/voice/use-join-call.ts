import { useState } from 'react'
import type { Channel } from '#protocol/channels.ts'
import { sentenceOf } from '../../api/errors.ts'
import { keys } from '../../api/keys.ts'
import { useApp, useLive, useRoom, useTexts } from '../../app/context.tsx'
import type { Rooms } from '../../app/rooms.ts'
import { useVoice } from './use-call.ts'

/** What a channel of any room is called, as far as that room is signed in to. */
function channelNameOf(rooms: Rooms, at: { roomKey: string; channelId: string }): string | null {
  const channels = rooms.get(at.roomKey)?.live.getSnapshot()?.cache.getQueryData<Channel[]>(keys.channels)
  return channels?.find(({ id }) => id === at.channelId)?.name ?? null
}

/** Goes into a channel's call, out of the one before; says so when that was another. */
export function useJoinCall(channel: Channel): { isJoining: boolean; join(): void } {
  const { rooms, toasts } = useApp()
  const t = useTexts().voice
  const voice = useVoice()
  const room = useRoom()
  const live = useLive()
  const [isJoining, setJoining] = useState(false)
  const join = async () => {
    const before = voice.getSnapshot()
    const isMove = before !== null && !(before.roomKey === room.key && before.channelId === channel.id)
    const from = isMove ? channelNameOf(rooms, before) : null
    setJoining(true)
    try {
      await voice.join(room, live, channel.id)
      const now = voice.getSnapshot()
      const isThere = now?.roomKey === room.key && now.channelId === channel.id
      if (from !== null && isThere) toasts.show({ tone: 'info', text: t.moved(from, channel.name) })
    } catch (error) {
      toasts.show({ tone: 'danger', text: sentenceOf(error) })
    } finally {
      setJoining(false)
    }
  }
  return { isJoining, join: () => void join() }
}
