import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { uploadFile } from '#protocol/files.ts'
import { createUploader } from '../api/upload.ts'
import { type Person, type TestRoom, startRoom } from './server.ts'
import { PASSWORD, device, fetchRequest, startApp, until } from './app.ts'

let room: TestRoom
let anna: Person
beforeAll(async () => {
  room = await startRoom()
  await room.owner()
})
afterAll(() => room.close())

let names = 0
/** An account, somebody to talk to, and a channel of both. */
async function meeting() {
  names++
  anna = await room.register(`anna${names}`)
  const username = `bert${names}`
  await room.register(username)
  const channel = await anna.channel({ name: `channel ${names}` })
  return { username, channelId: channel.id }
}
const inStep = async (app: Awaited<ReturnType<typeof startApp>>, channelId: string) => {
  await until(
    () => app.room.isInStep(channelId),
    (is) => is,
  )
}

describe('a live room', () => {
  test('[UI-LIVE] what others do arrives: messages, edits, reactions, deletions, unread counts', async () => {
    const { username, channelId } = await meeting()
    using app = await startApp(room.url, device(), { username })
    await anna.say(channelId, 'before')
    const opened = app.room.open(channelId)
    await opened.loaded
    await inStep(app, channelId)
    const first = await anna.say(channelId, 'first')
    const second = await anna.say(channelId, 'second')
    await anna.patch(`/api/messages/${first.id}`, { content: 'edited' })
    await anna.put(`/api/messages/${first.id}/reactions/x`)
    await anna.delete(`/api/messages/${second.id}`)
    await until(
      () => app.room.history.windowOf(channelId)?.messages.map(({ content, reactions }) => [content, reactions.length]),
      (now) =>
        JSON.stringify(now) ===
        JSON.stringify([
          ['before', 0],
          ['edited', 1],
        ]),
    )
    await until(
      () => app.channel(channelId)?.unread_count,
      (count) => count === 2,
    )
    expect(app.troubles).toEqual([])
  })

  test('[UI-LIVE] replies go both ways with what they answer, and keep it when that is deleted', async () => {
    const { username, channelId } = await meeting()
    using app = await startApp(room.url, device(), { username })
    app.room.open(channelId)
    await inStep(app, channelId)
    const asked = await anna.say(channelId, 'well?')
    await app.outbox.send({ channel_id: channelId, content: 'well.', reply_to: asked.id })
    const [mine] = await until(
      () => app.room.history.windowOf(channelId)?.messages.filter(({ content }) => content === 'well.') ?? [],
      (found) => found.length === 1,
    )
    const theirs = await anna.say(channelId, 'good', { reply_to: mine?.id ?? '' })
    await anna.delete(`/api/messages/${asked.id}`)
    await until(
      () => app.room.history.windowOf(channelId)?.messages.map(({ id, reply_to }) => [id, reply_to]),
      (now) =>
        JSON.stringify(now) ===
        JSON.stringify([
          [mine?.id, asked.id],
          [theirs.id, mine?.id],
        ]),
    )
    expect(app.troubles).toEqual([])
  })

  test('[UI-RESTART] the room is restarted under two clients that talk: nothing is lost, nothing doubled', async () => {
    const { username, channelId } = await meeting()
    using app = await startApp(room.url, device(), { username })
    using other = await startApp(room.url, device(), { username: anna.username })
    app.room.open(channelId)
    other.room.open(channelId)
    await Promise.all([inStep(app, channelId), inStep(other, channelId)])
    const states: string[] = []
    app.socket.subscribe(() => states.push(app.socket.getSnapshot().state))
    const said: string[] = []
    let isTalking = true
    const talk = (async () => {
      for (let n = 0; isTalking; n++) {
        for (const [who, client] of [
          ['app', app],
          ['other', other],
        ] as const) {
          said.push(`${who} ${n}`)
          await client.outbox.send({ channel_id: channelId, content: `${who} ${n}` })
        }
        await new Promise((resolve) => setTimeout(resolve, 15))
      }
    })()
    await new Promise((resolve) => setTimeout(resolve, 200))
    await room.restart()
    await new Promise((resolve) => setTimeout(resolve, 300))
    isTalking = false
    await talk
    for (const client of [app, other]) {
      await until(
        () => client.texts(channelId).length,
        (count) => count >= said.length && client.outbox.getSnapshot().length === 0,
        20_000,
      )
      expect(client.texts(channelId)).toHaveLength(said.length)
      expect(new Set(client.texts(channelId))).toEqual(new Set(said))
      const own = client.texts(channelId).filter((text) => text?.startsWith('app'))
      expect(own).toEqual(said.filter((text) => text.startsWith('app')))
      await inStep(client, channelId)
    }
    expect(app.texts(channelId)).toEqual(other.texts(channelId))
    expect(states).toContain('waiting')
    await until(
      () => app.channel(channelId)?.unread_count,
      (count) => count === said.length / 2,
    )
  })

  test('[UI-CATCHUP] edits, deletions and reactions that were missed are there after the reconnect', async () => {
    const { username, channelId } = await meeting()
    using app = await startApp(room.url, device(), { username })
    const messages = []
    for (let n = 0; n < 60; n++) messages.push(await anna.say(channelId, `m${n}`))
    app.room.open(channelId)
    await inStep(app, channelId)
    expect(app.texts(channelId)).toHaveLength(50)
    await room.stop()
    await until(
      () => app.socket.getSnapshot().state,
      (state) => state === 'waiting',
    )
    app.net.isCut = true
    await room.restart()
    const [edited, gone, liked] = messages.slice(-3)
    if (!edited || !gone || !liked) throw new Error('no messages')
    await anna.patch(`/api/messages/${edited.id}`, { content: 'edited while away' })
    await anna.delete(`/api/messages/${gone.id}`)
    await anna.put(`/api/messages/${liked.id}/reactions/x`)
    const before = messages[0]
    if (before) await anna.patch(`/api/messages/${before.id}`, { content: 'old one, not loaded' })
    for (let n = 0; n < 250; n++) await anna.say(channelId, `away ${n}`)
    app.net.isCut = false
    app.socket.wake()
    await until(
      () => app.texts(channelId).length,
      (count) => count >= 299,
    )
    await inStep(app, channelId)
    const texts = app.texts(channelId)
    expect(texts).toHaveLength(299)
    expect(texts.at(47)).toBe('edited while away')
    expect(texts.at(48)).toBe('m59')
    expect(app.room.history.windowOf(channelId)?.messages.at(48)?.reactions).toHaveLength(1)
    await app.room.history.loadOlder(channelId)
    expect(app.texts(channelId)[0]).toBe('old one, not loaded')
    expect(app.texts(channelId)).toHaveLength(309)
  })

  test('[UI-OUTBOX] a reload in the middle of sending: what was typed goes out once, in order', async () => {
    const { username, channelId } = await meeting()
    const on = device()
    const before = await startApp(room.url, on, { username })
    // The room stores it, but the reply is lost; then the network goes.
    before.net.loseReplies = true
    await before.outbox.send({ channel_id: channelId, content: 'one' })
    await until(
      () => before.net.calls.filter((call) => call.endsWith('/messages')).length,
      (count) => count > 0,
    )
    before.net.isCut = true
    await before.outbox.send({ channel_id: channelId, content: 'two' })
    await before.outbox.send({ channel_id: channelId, content: 'three' })
    before.close()
    using app = await startApp(room.url, on, null)
    await until(
      () => app.outbox.getSnapshot().length,
      (count) => count === 0,
    )
    expect((await anna.history(channelId)).map((message) => message.content)).toEqual(['three', 'two', 'one'])
  })

  test('[UI-OUTBOX] two tabs on one storage send each message once', async () => {
    const { username, channelId } = await meeting()
    const on = device()
    const first = await startApp(room.url, on, { username })
    first.net.isCut = true
    for (const text of ['a', 'b', 'c']) await first.outbox.send({ channel_id: channelId, content: text })
    using second = await startApp(room.url, on, null)
    first.net.isCut = false
    first.outbox.wake()
    await until(
      () => first.outbox.getSnapshot().length + second.outbox.getSnapshot().length,
      (count) => count === 0,
    )
    expect((await anna.history(channelId)).map((message) => message.content)).toEqual(['c', 'b', 'a'])
    const posts = [...first.net.calls, ...second.net.calls].filter(
      (call) => call === `POST /api/channels/${channelId}/messages`,
    )
    // One of them was cut off.
    expect(posts.length).toBeLessThanOrEqual(5)
    first.close()
  })

  test('[UI-OUTBOX] a refusal fails with its sentence, does not hold up the next, and can be discarded', async () => {
    const { username, channelId } = await meeting()
    using app = await startApp(room.url, device(), { username })
    const id = await app.outbox.send({ channel_id: channelId, content: 'x'.repeat(9_000) })
    await app.outbox.send({ channel_id: channelId, content: 'fine' })
    await until(
      () => app.outbox.getSnapshot().map(({ sending }) => sending.state),
      (states) => states.length === 1 && states[0] === 'failed',
    )
    expect(app.outbox.getSnapshot()[0]?.sending).toMatchObject({ sentence: 'A message has at most 8000 characters.' })
    await app.outbox.discard(id)
    expect(app.outbox.getSnapshot()).toEqual([])
    expect((await anna.history(channelId)).map((message) => message.content)).toEqual(['fine'])
  })

  test('[UI-READ] a read marker moves on the second device, with and without the history loaded there', async () => {
    const { username, channelId } = await meeting()
    using desk = await startApp(room.url, device(), { username })
    using phone = await startApp(room.url, device(), { username })
    using tablet = await startApp(room.url, device(), { username })
    phone.room.open(channelId)
    desk.room.open(channelId)
    await Promise.all([inStep(desk, channelId), inStep(phone, channelId)])
    const messages = []
    for (let n = 0; n < 5; n++) messages.push(await anna.say(channelId, `m${n}`))
    for (const app of [desk, phone, tablet]) {
      await until(
        () => app.channel(channelId)?.unread_count,
        (count) => count === 5,
      )
    }
    const third = messages[2]
    if (!third) throw new Error('no messages')
    desk.room.readMarks.read(channelId, third.id)
    expect(desk.channel(channelId)?.unread_count).toBe(2)
    for (const app of [phone, tablet]) {
      await until(
        () => [app.channel(channelId)?.unread_count, app.marker(channelId)?.last_read_message_id],
        ([count, marker]) => count === 2 && marker === third.id,
      )
    }
    // Backwards is no move.
    phone.room.readMarks.read(channelId, messages[0]?.id ?? '')
    expect(phone.channel(channelId)?.unread_count).toBe(2)
  })

  test('[UI-SIGNOUT] a password change elsewhere ends this session with a reason, and the socket stays down', async () => {
    const { username } = await meeting()
    using app = await startApp(room.url, device(), { username })
    await until(
      () => app.socket.getSnapshot().state,
      (state) => state === 'open',
    )
    using elsewhere = await startApp(room.url, device(), { username })
    const { putMyPassword } = await import('#protocol/users.ts')
    await elsewhere.session.call(putMyPassword, {
      body: { current_password: PASSWORD, new_password: 'another good password' },
    })
    await until(
      () => app.session.getSnapshot(),
      (state) => state.status === 'signed_out' && state.reason === 'session_ended',
    )
    expect(app.socket.getSnapshot()).toEqual({ state: 'ended', reason: 'session_ended' })
    expect(elsewhere.session.getSnapshot().status).toBe('signed_in')
  })

  test('[UI-SOCKET] after a restart the connection has the name that it had', async () => {
    const { username } = await meeting()
    using app = await startApp(room.url, device(), { username })
    const name = () => {
      const state = app.socket.getSnapshot()
      return state.state === 'open' ? state.metadata.session_id : null
    }
    const before = await until(name, (id) => id !== null)
    await room.restart()
    await until(name, (id) => id === null)
    expect(await until(name, (id) => id !== null)).toBe(before)
  })

  test('[UI-SIGNOUT] thrown out while away: the socket, which hears no 401, asks and ends', async () => {
    const { username } = await meeting()
    const owner = await room.owner()
    using app = await startApp(room.url, device(), { username })
    await until(
      () => app.socket.getSnapshot().state,
      (state) => state === 'open',
    )
    app.net.isCut = true
    await room.restart()
    await owner.refresh()
    await owner.post(`/api/admin/users/${app.userId}/ban`, {})
    app.net.isCut = false
    await until(
      () => app.socket.getSnapshot(),
      (state) => state.state === 'ended',
    )
    // A ban deletes the login session, so that the refresh only says that it is over; signing in tells why.
    expect(app.session.getSnapshot()).toEqual({ status: 'signed_out', reason: 'session_ended' })
    expect(app.socket.getSnapshot()).toEqual({ state: 'ended', reason: 'session_ended' })
    await expect(app.session.login({ username_or_email: username, password: PASSWORD })).rejects.toMatchObject({
      code: 'banned',
    })
  })

  test('[UI-CHANNELS] a channel that one was taken out of while away is gone after the reconnect', async () => {
    const { username, channelId } = await meeting()
    using app = await startApp(room.url, device(), { username })
    const secret = await anna.channel({ name: `hidden ${names}`, is_private: true, members: [app.userId] })
    for (const id of [secret.id, channelId]) {
      app.room.open(id)
      await inStep(app, id)
    }
    app.net.isCut = true
    await room.restart()
    await anna.post(`/api/channels/${secret.id}/members`, { remove: [app.userId] })
    app.net.isCut = false
    await until(
      () => [app.channel(secret.id), app.room.history.windowOf(secret.id)],
      ([channel, window]) => channel === undefined && window === undefined,
    )
    await inStep(app, channelId)
    expect(app.socket.joined).toEqual([channelId])
  })

  test('[UI-UPLOAD] a file goes up as multipart and hangs on a message', async () => {
    const { username, channelId } = await meeting()
    using app = await startApp(room.url, device(), { username })
    const upload = createUploader({ baseUrl: room.url, newRequest: fetchRequest })
    const input = { file: new Blob(['hello']), filename: 'grüße.txt' }
    const { file_id } = await upload(uploadFile, input, { token: await app.session.token() })
    app.room.open(channelId)
    await inStep(app, channelId)
    await app.outbox.send({ channel_id: channelId, file_id })
    const window = await until(
      () => app.room.history.windowOf(channelId),
      (now) => now?.messages.length === 1,
    )
    expect(window?.messages[0]).toMatchObject({ content: null, filename: 'grüße.txt', file_size: 5 })
    const refused = upload(uploadFile, input, { token: 'no token' })
    await expect(refused).rejects.toMatchObject({ status: 401, code: 'unauthorized' })
  })

  test('[UI-CHANNELS] being removed takes the channel away, with all that was loaded of it', async () => {
    const { username } = await meeting()
    using app = await startApp(room.url, device(), { username })
    const secret = await anna.channel({ name: `secret ${names}`, is_private: true, members: [app.userId] })
    await until(
      () => app.channel(secret.id)?.name,
      (name) => name !== undefined,
    )
    app.room.open(secret.id)
    await inStep(app, secret.id)
    await anna.post(`/api/channels/${secret.id}/members`, { remove: [app.userId] })
    await until(
      () => [app.channel(secret.id), app.room.history.windowOf(secret.id), app.socket.joined.length],
      ([channel, window, joined]) => channel === undefined && window === undefined && joined === 0,
    )
  })
})
