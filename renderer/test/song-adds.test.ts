import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ShareplayState } from '#protocol/shareplay.ts'
import { keys } from '../api/keys.ts'
import { SongAdds } from '../features/shareplay/song-adds.ts'
import { device, startApp, until } from './app.ts'
import { type TestRoom, startRoom } from './server.ts'

let room: TestRoom
beforeAll(async () => {
  room = await startRoom({ limits: { shareplay_items: 3 } })
  await room.owner()
})
afterAll(() => room.close())

// Nothing is ever fetched from there.
const link = (name: string) => `http://127.0.0.1:1/${name}.mp3`

async function listening(username: string) {
  const person = await room.register(username)
  const { id } = await person.channel({ name: `with ${username}` })
  const app = await startApp(room.url, device(), { username })
  const opened = app.room.open(id)
  await opened.loaded
  await until(
    () => app.room.isInStep(id),
    (is) => is,
  )
  const queue = () => app.cache.getQueryData<ShareplayState | null>(keys.shareplay(id))?.queue ?? []
  const adds = new SongAdds({ socket: app.socket, userId: app.userId, queueOf: queue })
  return { person, id, app, adds, urls: () => queue().map(({ url }) => url) }
}

test('[UI-SONGS] a song is there when the room has it, and in the queue by then; what is too much is refused', async () => {
  const { id, app, adds, urls } = await listening('cara')
  using _ = app
  const sent = ['a', 'b', 'c', 'd'].map((name) => adds.add(id, link(name)))
  expect(await sent[2]).toBe('there')
  expect(urls()).toEqual([link('a'), link('b'), link('c')])
  expect(await sent[3]).toEqual({ refused: expect.stringContaining('full') })
  expect(app.troubles).toEqual([])
})

test('[UI-SONGS] of what went into a dead connection one hears afterwards what the room has got', async () => {
  const { person, id, app, adds, urls } = await listening('dirk')
  using _ = app
  app.net.isDeaf = true
  const got = adds.type(id, link('got'))
  await expect.poll(async () => (await person.get(`/api/shareplay/${id}/current`)).status).toBe(200)
  app.net.isMute = true
  const lost = adds.type(id, link('lost'))
  // As a machine does that wakes up: it asks, and nobody answers.
  app.socket.wake()
  await until(
    () => app.socket.getSnapshot().state,
    (state) => state !== 'open',
  )
  app.net.isDeaf = false
  app.net.isMute = false
  expect([await got, await lost]).toEqual(['there', 'lost'])
  expect(adds.getSnapshot()).toEqual([{ channelId: id, text: link('lost') }])
  expect(urls()).toEqual([link('got')])
  expect(app.troubles).toEqual([])
})
