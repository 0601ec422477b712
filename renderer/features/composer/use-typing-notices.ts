import { useEffect, useState } from 'react'
import { useApp, useLive } from '../../app/context.tsx'
import { TypingNotices } from './typing-notices.ts'

/** Tells the room that one types in this channel; ends when one leaves it. */
export function useTypingNotices(channelId: string): TypingNotices {
  const { socket } = useLive()
  const { clock } = useApp().platform
  const [notices] = useState(
    () =>
      new TypingNotices({
        clock,
        // Without a connection nobody needs to know.
        send: (started) => void socket.send({ type: 'typing', channel_id: channelId, started }),
      }),
  )
  useEffect(() => () => notices.stop(), [notices])
  return notices
}
