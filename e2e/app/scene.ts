import sharp from 'sharp'
import { z } from 'zod'
import { login } from '../../server/test/client.ts'
import type { Person } from '../../server/test/client.ts'
import { Channel } from '../../server/test/shapes.ts'
import { PASSWORD, type TestRoom } from './room.ts'

/** Where things of a furnished room are. */
export type Scene = { general: string; empty: string; crew: string; elsewhere: string; couch: string; garden: string }

/** A room as it looks after an evening: every kind of message, people, channels. Its owner is `owner`. */
export async function furnish(room: TestRoom): Promise<Scene> {
  const owner = await login(room.url, { username: 'owner', password: PASSWORD })
  await owner.patch('/api/admin/settings', { name: 'Basement LAN' })
  const [general] = (await owner.get('/api/channels')).as(z.array(Channel))
  if (!general) throw new Error('There is no channel')
  const [tern, kite] = [await room.person('tern'), await room.person('Kite of the north')]
  for (const name of ['heron', 'wren', 'owl']) await room.person(name)
  const [empty, crew] = [
    await owner.channel({ name: 'quiet-corner' }),
    await owner.channel({ name: 'crew', is_private: true, members: [tern.id] }),
  ]
  const elsewhere = await tern.channel({ name: 'maps-and-mods' })
  const couch = await owner.channel({ name: 'Couch', is_voice: true })
  const garden = await owner.channel({ name: 'Garden', is_voice: true })
  const left = await kite.channel({ name: 'left behind' })
  await owner.post(`/api/channels/${left.id}/leave`)
  await owner.form(
    'POST',
    '/api/emojis',
    { bytes: await picture(64, 64, '#c9d24b'), name: 'pear.png' },
    { name: 'pear' },
  )
  await talk(general.id, owner, tern, kite)
  await tern.say(elsewhere.id, 'The map is up, @owner. Have a look before eight.')
  await kite.say(elsewhere.id, 'Downloading it now')
  await owner.post('/api/invites')
  await owner.post('/api/invites', { max_uses: 5, expires_in_secs: 86_400 })
  const ids = { general: general.id, empty: empty.id, crew: crew.id, elsewhere: elsewhere.id }
  return { ...ids, couch: couch.id, garden: garden.id }
}

async function talk(channel: string, owner: Person, tern: Person, kite: Person): Promise<void> {
  for (let i = 1; i <= 12; i++)
    await (i % 3 === 0 ? kite : tern).say(channel, `Round ${i} is over, next map in a minute.`)
  await tern.say(channel, 'Spawns are **moved**, the B side is *playable* now. See https://example.org/changes :pear:')
  const question = await kite.say(channel, '@owner which ports do we use tonight?')
  await owner.say(channel, 'Ports 9 to 16 are free. Bring the long cable.', { reply_to: question.id })
  await owner.say(
    channel,
    '> Bring the long cable\n\n- [x] switch\n- [ ] cable\n\n| port | who |\n|---|---|\n| 9 | tern |',
  )
  await tern.say(
    channel,
    'The config:\n```ini\n[server]\nname = "Basement"\nmaxplayers = 24\n```\nput it beside `start.sh`.',
  )
  const sent = await kite.say(channel, 'The new map from above', {
    file_id: await kite.file(await picture(1_200, 675, '#41624f'), 'map.png'),
  })
  for (const [who, emoji] of [
    [owner, '👍'],
    [tern, '👍'],
    [tern, '🎉'],
    [kite, ':pear:'],
  ] as const)
    await who.put(`/api/messages/${sent.id}/reactions/${encodeURIComponent(emoji)}`)
  await tern.say(channel, 'And the archive', { file_id: await tern.file(new Uint8Array(48_000), 'maps-2024.zip') })
  const own = await owner.say(channel, 'Thank you both, it runs')
  await owner.patch(`/api/messages/${own.id}`, { content: 'Thank you both, it runs well' })
  await kite.say(channel, '[https://bank.example](https://example.org/login) is not what it says')
}

/** A plain picture with a lighter band, so that one sees where it is. */
export async function picture(width: number, height: number, background: string): Promise<Uint8Array<ArrayBuffer>> {
  const band = await sharp({ create: { width: Math.round(width / 3), height, channels: 3, background: '#d8d2c4' } })
    .png()
    .toBuffer()
  const whole = sharp({ create: { width, height, channels: 3, background } })
  return new Uint8Array(
    await whole
      .composite([{ input: band, gravity: 'center' }])
      .png()
      .toBuffer(),
  )
}

/**
 * People who are in the call by their sockets alone: what they tell of themselves is shown, and nothing leads to them.
 * Gives how to let them go.
 */
export async function fillCall(
  room: TestRoom,
  channel: string,
  names: readonly string[],
): Promise<() => Promise<void>> {
  const sockets = await Promise.all(
    names.map(async (username, at) => {
      const person = await login(room.url, { username, password: PASSWORD })
      const socket = await person.connect()
      socket.send({ type: 'join_channel', channel_id: channel })
      socket.send({ type: 'join_call', channel_id: channel })
      const state = { muted: at % 3 === 1, deafened: false, sharing: at === 0 }
      socket.send({ type: 'voice_state', channel_id: channel, ...state })
      await socket.settled()
      return socket
    }),
  )
  return async () => {
    for (const socket of sockets) await socket.close()
  }
}
