import { expect, test } from 'vitest'
import { startRoom } from '../room.ts'

test('a chat_message that is sent again after a break is acknowledged again, to its sender only', async () => {
  await using room = await startRoom()
  const owner = await room.owner()
  const other = await room.person()
  const channel = await owner.channel({ name: 'hall' })
  await using listener = await other.connect()
  const frame = { type: 'chat_message', channel_id: channel.id, content: 'hello', client_id: 'c1' }

  const first = await owner.connect()
  first.send(frame)
  const created = await first.next('message_created')
  await first.terminate()
  await listener.next('message_created')

  await using second = await owner.connect()
  second.send(frame)
  const again = await second.next('message_created', (event) => event.client_id === 'c1', 2_000)
  expect(again).toMatchObject({ id: created.id, seq: created.seq })
  await listener.none('message_created')
  expect(await owner.history(channel.id)).toHaveLength(1)
})
