import { expect } from 'vitest'
import { register } from '../client.ts'
import { joined } from '../realtime.ts'
import { PASSWORD } from '../room.ts'
import type { RoomProcess } from './process.ts'

/** How long a message may take to somebody who has nothing to do with the attack: long, the machine may be slow. */
const PATIENCE_MS = 5_000

/** Somebody who only listens, and somebody who only talks: they must notice nothing of what others do. */
export async function openBystander(room: RoomProcess) {
  const [anna, bert] = [
    await register(room.url, { username: 'bystander', password: PASSWORD }),
    await register(room.url, { username: 'talker', password: PASSWORD }),
  ]
  const { id } = await anna.channel({ name: 'quiet', is_private: true, members: [bert.id] })
  const socket = await joined(anna, id)
  let said = 0
  return {
    anna,
    bert,
    channelId: id,
    /** The room lives, and a message gets through; milliseconds from post to event. */
    async check(): Promise<number> {
      expect(room.ended()).toBe(null)
      const content = `still here ${(said += 1)}`
      const began = performance.now()
      const heard = socket.next('message_created', (event) => event.content === content, PATIENCE_MS)
      await bert.say(id, content)
      await heard
      return performance.now() - began
    },
    /** Nothing but what was said reached the listener, and each once. */
    async [Symbol.asyncDispose]() {
      await socket.settled()
      expect(socket.events.filter((event) => event.type === 'message_created')).toHaveLength(said)
      expect(socket.events.filter((event) => event.type === 'error')).toEqual([])
      await socket.close()
    },
  }
}
