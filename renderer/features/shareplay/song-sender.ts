import type { RoomSocket } from '../../realtime/socket.ts'

type Sent = { channel_id: string; file_id?: string }

/** Puts uploaded files into a queue, in the order in which they arrive; while the room is away they wait for it. */
export function createSongSender(socket: Pick<RoomSocket, 'send' | 'subscribe' | 'getSnapshot'>) {
  let waiting: (() => boolean)[] = []
  const flush = () => {
    while (waiting[0]?.() === true) waiting = waiting.slice(1)
  }
  const stop = socket.subscribe(flush)
  return {
    send({ channel_id, file_id }: Sent): Promise<string> {
      const data = `file:${file_id ?? ''}`
      const { promise, resolve } = Promise.withResolvers<string>()
      waiting.push(() => {
        const isSent = socket.send({ type: 'shareplay_action', channel_id, action_type: 'add', data })
        if (isSent) resolve(data)
        return isSent
      })
      flush()
      return promise
    },
    close(): void {
      stop()
      waiting = []
    },
  }
}
