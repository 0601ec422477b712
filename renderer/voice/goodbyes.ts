import type { RoomSocket } from '../realtime/socket.ts'

type Socket = Pick<RoomSocket, 'send' | 'onEvent' | 'subscribe' | 'getSnapshot'>
type Goodbye = { socket: Socket; channelId: string; stop(): void }

/**
 * Leaving a call until the room has heard of it. A connection may be dead for half a minute before anybody notices, and
 * takes whatever is sent; the room keeps one's place meanwhile, and would keep it for ever once one is back.
 */
export class Goodbyes {
  readonly #pending = new Set<Goodbye>()

  /** Now, and on every connection that goes on with this session, until its own `voice_left` comes. */
  say({ socket, channelId, sessionId }: { socket: Socket; channelId: string; sessionId: string }): void {
    // A sign-in that has ended has taken its calls with it.
    if (socket.getSnapshot().state === 'ended') return
    const send = () => socket.send({ type: 'leave_call', channel_id: channelId })
    let isFirstSaid = false
    const stops = [
      socket.onEvent((event) => {
        if (!('channel_id' in event) || event.channel_id !== channelId) return
        if (event.type === 'voice_left' && event.session_id === sessionId) goodbye.stop()
        // Said first on this connection: who is in the call after that is so rightly.
        else if (event.type === 'room_state' && isFirstSaid) goodbye.stop()
      }),
      // Before any later session hears of it, so that nobody leaves what they have joined since.
      socket.subscribe(() => {
        const now = socket.getSnapshot()
        if (now.state === 'ended') goodbye.stop()
        if (now.state !== 'open') return
        // Another session: the one before is gone, and its place with it.
        if (now.metadata.session_id !== sessionId) return goodbye.stop()
        isFirstSaid = true
        send()
      }),
    ]
    const goodbye: Goodbye = {
      socket,
      channelId,
      stop: () => {
        for (const stop of stops) stop()
        this.#pending.delete(goodbye)
      },
    }
    this.#pending.add(goodbye)
    send()
  }
  /** The room has taken one in again: leaving now would be leaving that. */
  takeBack(socket: Socket, channelId: string): void {
    for (const goodbye of this.#pending) {
      if (goodbye.socket === socket && goodbye.channelId === channelId) goodbye.stop()
    }
  }
}
