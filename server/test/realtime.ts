import type { Event, Person, Socket } from './client.ts'
import { expectFields, Failure } from './shapes.ts'

const about = (channelId: string) => (event: Event) => event.channel_id === channelId

/** A connection that has joined that channel. */
export async function joined(who: Person, channelId: string): Promise<Socket> {
  const socket = await who.connect()
  socket.send({ type: 'join', channel_id: channelId })
  await socket.next('room_state', about(channelId))
  return socket
}

/** A connection that is in that channel's call, without having joined before. */
export async function inCall(who: Person, channelId: string): Promise<Socket> {
  const socket = await who.connect()
  socket.send({ type: 'join_call', channel_id: channelId })
  await socket.next('room_state', about(channelId))
  return socket
}

/** An error for the frame, and a connection that still answers. */
export async function expectError(socket: Socket, frame: object | string): Promise<Event> {
  socket.send(frame)
  const error = await socket.next('error')
  expectFields(error, ['type', 'code', 'message'], ['in_reply_to'])
  Failure.parse({ error: error.message, code: error.code })
  await socket.settled()
  return error
}
