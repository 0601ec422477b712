import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '../api/clock.ts'
import { openWebSocket } from '../realtime/browser.ts'
import { RoomSocket } from '../realtime/socket.ts'
import { CallSession, type Link } from '../voice/call-session.ts'
import { Goodbyes } from '../voice/goodbyes.ts'
import { PASSWORD, device, newSession, until } from './app.ts'
import { type Person, type TestRoom, startRoom } from './server.ts'

let room: TestRoom
let owner: Person
beforeAll(async () => {
  room = await startRoom()
  owner = await room.owner()
})
afterAll(() => room.close())

/** There is nobody else in these calls. */
const newLink = (): Link => {
  throw new Error('Nobody came.')
}

/** Somebody whose network can fail without anybody noticing: what is sent is lost, and nothing arrives. */
async function startDevice(username: string) {
  await room.register(username)
  const { session, troubles } = newSession(room.url, device())
  await session.load()
  await session.login({ username_or_email: username, password: PASSWORD })
  const state = session.getSnapshot()
  if (state.status !== 'signed_in') throw new Error('not signed in')
  let fail = () => {}
  let notice = () => {}
  const socket = new RoomSocket({
    url: `${room.url.replace('http', 'ws')}/ws`,
    token: (options) => session.token(options),
    open: (url, events) => {
      let isDead = false
      const link = openWebSocket(url, { ...events, message: (data) => void (isDead || events.message(data)) })
      fail = () => void (isDead = true)
      notice = () => events.closed(1006)
      return { ...link, send: (text) => void (isDead || link.send(text)) }
    },
    clock: systemClock(),
    random: () => 0,
    wake: () => () => {},
    onEnded: () => {},
    onTrouble: (error) => troubles.push(error),
  })
  socket.connect()
  const goodbyes = new Goodbyes()
  const call = (channelId: string) =>
    new CallSession({
      channelId,
      userId: state.userId,
      socket,
      clock: systemClock(),
      goodbyes,
      newLink,
      onPeer: () => {},
      onEnded: () => {},
    })
  const isOpen = () =>
    until(
      () => socket.getSnapshot().state,
      (now) => now === 'open',
    )
  const close = () => {
    socket.close()
    session.close()
  }
  return { call, isOpen, fail: () => fail(), notice: () => notice(), troubles, [Symbol.dispose]: close }
}

test('[UI-LEAVE] who leaves over a connection that is dead is out once it goes on, and may join anew', async () => {
  const { id } = await owner.channel({ name: 'couch', is_voice: true })
  await using watcher = await owner.connect()
  watcher.send({ type: 'join', channel_id: id })
  using ben = await startDevice('ben')
  await ben.isOpen()
  const first = ben.call(id)
  await first.joined
  const { session_id } = await watcher.next('voice_joined')

  ben.fail()
  first.leave()
  await watcher.none('voice_left', 300)
  ben.notice()
  expect(await watcher.next('voice_left')).toMatchObject({ channel_id: id, session_id })

  // Under the same name, so that it is the goodbye that was heard and not another session's coming.
  const second = ben.call(id)
  await second.joined
  expect(await watcher.next('voice_joined')).toMatchObject({ session_id })
  ben.fail()
  second.leave()
  const third = ben.call(id)
  ben.notice()
  await third.joined
  await watcher.next('voice_left')
  await watcher.next('voice_joined')
  // And nothing of the goodbyes is left that would end this one.
  ben.notice()
  await until(
    () => third.getSnapshot().state,
    (now) => now === 'on',
  )
  await watcher.none('voice_left', 300)
  expect(ben.troubles).toEqual([])
  third.leave()
  await watcher.next('voice_left')
})
