import { expect } from 'vitest'
import { z } from 'zod'
import type { Event, Person, Reply, Socket } from '../client.ts'
import type { TestRoom } from '../room.ts'
import type { Channel } from '../shapes.ts'
import { Message } from '../shapes.ts'

/** A channel of anna's with carl, who listens, and bert, who is about to lose access to it. */
export type Scene = {
  room: TestRoom
  channel: Channel
  anna: Person
  bert: Person
  carl: Person
  admin: Person
  /** Carl's, joined. */
  ear: Socket
}

export async function makeScene(room: TestRoom, isPrivate: boolean): Promise<Scene> {
  const admin = await room.owner()
  const [anna, bert, carl] = [await room.person('anna'), await room.person('bert'), await room.person('carl')]
  const channel = await anna.channel({ name: 'race', is_private: isPrivate, members: [bert.id, carl.id] })
  const ear = await carl.connect()
  await join(ear, channel.id)
  return { room, channel, anna, bert, carl, admin, ear }
}

export async function join(socket: Socket, channelId: string): Promise<void> {
  socket.send({ type: 'join', channel_id: channelId })
  await socket.next('room_state', (event) => event.channel_id === channelId)
}

/** Everything that is in a channel, oldest first; null when nobody knows it. */
export async function everything(who: Person, channelId: string): Promise<Message[] | null> {
  const all: Message[] = []
  for (;;) {
    const after = all.at(-1)?.seq ?? 0
    const reply = await who.get(`/api/channels/${channelId}/messages?after_seq=${after}&limit=200`)
    if (reply.status === 404) return null
    const page = reply.as(z.array(Message))
    all.push(...page)
    if (page.length < 200) return all
  }
}

export const landed = (replies: readonly Reply[]) =>
  replies.filter((reply) => reply.status === 200).map((reply) => reply.as(Message).id)

export const isMessageOf = (channelId: string) => (event: Event) =>
  event.type === 'message_created' && event.channel_id === channelId

/** No message came after the event that said that it is over. */
export function expectSilenceAfter(
  socket: Socket,
  isEnd: (event: Event) => boolean,
  isUnwanted: (event: Event) => boolean,
) {
  const end = socket.events.findIndex(isEnd)
  if (end >= 0) expect(socket.events.slice(end).filter(isUnwanted)).toEqual([])
}

/** seq counts from 1 without gaps, as long as nothing was deleted. */
export function expectGapless(messages: readonly Message[]): void {
  expect(messages.map((message) => message.seq)).toEqual(messages.map((_, at) => at + 1))
}
