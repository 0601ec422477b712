import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Event, Reply, Socket } from '../client.ts'
import { expectEmpty } from '../expect.ts'
import type { TestRoom } from '../room.ts'
import type { Message } from '../shapes.ts'
import { PARALLEL, TIMEOUT_MS, moment, rounds, startRaceRoom, tally, together } from './rounds.ts'
import { LOSSES, withOther } from './losses.ts'
import type { Loss } from './losses.ts'
import { everything, expectGapless, expectSilenceAfter, isMessageOf, join, landed, makeScene } from './scene.ts'
import type { Scene } from './scene.ts'

let room: TestRoom
beforeAll(async () => {
  room = await startRaceRoom()
})
afterAll(() => room.close())

/** Half of them by POST, half as frames; frames that come too late have their error or no connection. */
function postInParallel(
  { bert, channel }: Scene,
  socket: Socket,
): { posts: Promise<Reply[]>; frames: Promise<void[]> } {
  const path = `/api/channels/${channel.id}/messages`
  const posts = together(async (n) => {
    await moment(40)
    return bert.post(path, { content: `post ${n}` })
  }, PARALLEL / 2)
  const frames = together(async (n) => {
    await moment(40)
    if (socket.ws.readyState !== socket.ws.OPEN) return
    socket.send({ type: 'chat_message', channel_id: channel.id, content: `frame ${n}`, client_id: `${bert.id} ${n}` })
  }, PARALLEL / 2)
  return { posts, frames }
}

async function race(loss: Loss): Promise<void> {
  const scene = await makeScene(room, loss.isPrivate)
  const { anna, bert, channel, ear } = scene
  await withOther(bert)
  const sockets = [await bert.connect(), await bert.connect()] as const
  await join(sockets[0], channel.id)
  const { posts, frames } = postInParallel(scene, sockets[0])
  const traffic = together(async (n) => {
    await moment(40)
    return anna.say(channel.id, `traffic ${n}`)
  }, 20)

  await moment(30)
  expectEmpty(await loss.lose(scene))
  // From here on nothing of bert's may land, and nothing may reach him.
  const byBert = (message: { user_id: string }) => message.user_id === bert.id
  const then = (await everything(anna, channel.id))?.filter(byBert) ?? []
  const marker = await anna.say(channel.id, 'after the reply')

  const replies = await posts
  await Promise.all([frames, traffic])
  if (loss.code === undefined) for (const socket of sockets) await socket.settled()
  else {
    const closes = await Promise.all(sockets.map((socket) => socket.closed))
    expect(tally(closes.map(({ code }) => code))).toEqual({ [loss.code]: 2 })
  }
  const last = await anna.say(channel.id, 'the last word')
  await ear.next('message_created', (event) => event.id === last.id)

  const history = (await everything(anna, channel.id)) ?? []
  expectGapless(history)
  const contents = (messages: readonly Message[]) => messages.map(({ seq, content }) => `${seq} ${content}`)
  expect(contents(history.filter(byBert))).toEqual(contents(then))
  const statuses = Object.keys(tally(replies.map((reply) => reply.status)))
  expect(statuses.filter((status) => status !== '200' && status !== String(loss.refusal))).toEqual([])
  const kept = then.filter((message) => message.content?.startsWith('post')).map((message) => message.id)
  expect(landed(replies).toSorted()).toEqual(kept.toSorted())
  const isMessage = isMessageOf(channel.id)
  const isHis = (event: Event) => isMessage(event) && event.user_id === bert.id
  expectSilenceAfter(ear, (event) => event.id === marker.id, isHis)
  expectSilenceAfter(ear, (event) => event.type === 'member_removed' && event.user_id === bert.id, isHis)
  if (loss.what === 'made a reader') return void (await Promise.all([ear, ...sockets].map((socket) => socket.close())))
  for (const socket of sockets) {
    expect(socket.events.filter((event) => event.id === marker.id || event.id === last.id)).toEqual([])
    expectSilenceAfter(socket, (event) => event.type === 'member_removed' && event.user_id === bert.id, isMessage)
    await socket.close()
  }
  await ear.close()
}

describe('[RC4] nothing lands or is delivered after the reply that took the right away', () => {
  test.each(LOSSES)(
    '$what',
    async (loss) => {
      await rounds(() => race(loss))
    },
    TIMEOUT_MS,
  )
})

test(
  '[RC4] a deleted channel takes no message and tells nothing more after its channel_deleted',
  async () => {
    await rounds(async () => {
      const scene = await makeScene(room, true)
      const { anna, bert, carl, channel, ear } = scene
      await using socket = await bert.connect()
      await join(socket, channel.id)
      const { posts, frames } = postInParallel(scene, socket)
      await moment(30)
      expectEmpty(await anna.delete(`/api/channels/${channel.id}`))
      expect(await everything(carl, channel.id)).toBeNull()
      const statuses = Object.keys(tally((await posts).map((reply) => reply.status)))
      expect(statuses.filter((status) => status !== '200' && status !== '404')).toEqual([])
      await frames
      for (const one of [socket, ear]) {
        await one.next('channel_deleted', (event) => event.channel_id === channel.id)
        await one.settled()
        const isEnd = (event: Event) => event.type === 'channel_deleted' && event.channel_id === channel.id
        expectSilenceAfter(
          one,
          isEnd,
          (event) => event.type !== 'error' && event.channel_id === channel.id && !isEnd(event),
        )
      }
      await ear.close()
    })
  },
  TIMEOUT_MS,
)

test(
  '[CH12] made private while outsiders join and post: who came in time is a member, the others never were',
  async () => {
    const outsiders = await Promise.all(Array.from({ length: 10 }, () => room.person('outsider')))
    await rounds(async () => {
      const { anna, channel, ear } = await makeScene(room, false)
      await Promise.all(outsiders.map((one) => one.post(`/api/channels/${channel.id}/leave`)))
      const sockets = await Promise.all(outsiders.map((one) => one.connect()))
      const tries = together(async (n) => {
        const who = outsiders[n % outsiders.length] ?? anna
        await moment(40)
        const joined = await who.post(`/api/channels/${channel.id}/join`)
        const posted = await who.post(`/api/channels/${channel.id}/messages`, { content: `${n}` })
        return { who, joined: joined.status, posted }
      })
      await moment(30)
      expectEmpty(await anna.patch(`/api/channels/${channel.id}`, { is_private: true }))
      const inTime = new Set(
        ((await anna.get(`/api/channels/${channel.id}/members`)).body as { user_id: string }[]).map(
          (one) => one.user_id,
        ),
      )
      for (const { who, joined, posted } of await tries) {
        if (inTime.has(who.id)) continue
        expect([joined, posted.status]).toEqual([404, 404])
      }
      const marker = await anna.say(channel.id, 'in private')
      await ear.next('message_created', (event) => event.id === marker.id)
      for (const [at, who] of outsiders.entries()) {
        await sockets[at]?.settled()
        const heard = sockets[at]?.events.some((event) => event.id === marker.id)
        const status = (await who.get(`/api/channels/${channel.id}/info`)).status
        expect([heard, status]).toEqual(inTime.has(who.id) ? [true, 200] : [false, 404])
        await sockets[at]?.close()
      }
      const history = (await everything(anna, channel.id)) ?? []
      expectGapless(history)
      expect(history.filter((message) => message.user_id !== anna.id && !inTime.has(message.user_id))).toEqual([])
      await ear.close()
      expectEmpty(await anna.delete(`/api/channels/${channel.id}`))
    })
  },
  TIMEOUT_MS,
)
