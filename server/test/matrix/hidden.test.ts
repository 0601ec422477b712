import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import type { Person, Reply } from '../client.ts'
import { Channel, Invite, SearchPage, Unread } from '../shapes.ts'
import { startCast } from './cast.ts'
import type { Cast, Stage } from './cast.ts'
import { essence } from './essence.ts'

/**
 * The ways round: a private thing is named where something else is spoken of. For each, the answer must be that for an
 * id that nobody knows.
 */
let cast: Cast
let stage: Stage
let member: Person
let stranger: Person
let openId: string
beforeAll(async () => {
  cast = await startCast()
  member = cast.bystander
  stage = await cast.stage('private', 'member')
  stranger = await cast.room.person('stranger')
  openId = (await stranger.channel({ name: 'open' })).id
  await stranger.say(openId, 'a word in the open')
})
afterAll(() => cast.close())

async function expectAlike(ask: (id: string) => Promise<Reply>, secret: string, status: number): Promise<void> {
  const [here, nowhere] = [essence(await ask(secret)), essence(await ask(randomUUID()))]
  expect(here).toEqual(nowhere)
  expect(here.status).toBe(status)
}

test('[CV11] a hidden message as the read or notified one of another channel', async () => {
  for (const verb of ['read', 'notified']) {
    const ask = (message_id: string) => stranger.post(`/api/channels/${openId}/${verb}`, { message_id })
    await expectAlike(ask, stage.other, 404)
  }
})

test('[CV11] a hidden message as the anchor of another channel’s page', async () => {
  for (const anchor of ['before', 'around']) {
    const ask = (id: string) => stranger.get(`/api/channels/${openId}/messages?${anchor}=${id}`)
    await expectAlike(ask, stage.other, 404)
  }
})

test('[CV11] a hidden message as the anchor of a search', async () => {
  await expectAlike((id) => stranger.get(`/api/search?q=word&before=${id}`), stage.other, 404)
  const narrowed = (id: string) => stranger.get(`/api/search?q=word&channel_id=${openId}&before=${id}`)
  await expectAlike(narrowed, stage.other, 404)
})

test('[CV11] the file of a hidden message as an attachment', async () => {
  const fileId = new URL(stage.fileUrl, cast.room.url).pathname.split('/')[2] ?? ''
  const ask = (file_id: string) => stranger.post(`/api/channels/${openId}/messages`, { file_id })
  await expectAlike(ask, fileId, 400)
})

test('[CV10] a hidden channel and its messages are in no list', async () => {
  const hidden = (text: string) => [stage.channelId, stage.other].filter((id) => text.includes(id))
  for (const who of [stranger, cast.people.left, cast.people.admin]) {
    const lists = ['channels', 'channels?joinable=true', 'channels/unread', 'search?q=bystander', 'search?q=word']
    for (const list of lists) {
      const reply = await who.get(`/api/${list}`)
      expect([list, reply.status, hidden(reply.text)]).toEqual([list, 200, []])
    }
  }
  expect(hidden((await member.get('/api/channels')).text)).toEqual([stage.channelId])
  expect((await member.get('/api/search?q=bystander')).as(SearchPage).results.length).toBeGreaterThan(0)
})

test('[CH12] made private, a channel is in no list of those outside, and back when it is public', async () => {
  const { id } = await member.channel({ name: 'shy' })
  await stranger.post(`/api/channels/${id}/leave`)
  const Ids = z.array(Channel).transform((channels) => channels.map((channel) => channel.id))
  const joinable = async () => (await stranger.get('/api/channels?joinable=true')).as(Ids)
  expect(await joinable()).toContain(id)
  await member.patch(`/api/channels/${id}`, { is_private: true })
  expect(await joinable()).not.toContain(id)
  await member.patch(`/api/channels/${id}`, { is_private: false })
  const [mine, unread] = await Promise.all([stranger.get('/api/channels'), stranger.get('/api/channels/unread')])
  expect(mine.as(Ids)).toContain(id)
  expect(unread.as(z.array(Unread)).map((one) => one.channel_id)).toContain(id)
})

test('[IV2] an invite of somebody else answers as an unknown code', async () => {
  const { code } = (await member.post('/api/invites')).as(Invite)
  await expectAlike((one) => stranger.delete(`/api/invites/${one}`), code, 404)
})

test('[AU28] a login session of somebody else answers as an unknown one', async () => {
  const { refresh_token_id } = (await member.login()).auth
  await expectAlike((id) => stranger.post('/api/auth/logout', { refresh_token_id: id }), refresh_token_id, 404)
})

test('[RS4] a connection of somebody else is not resumed, and not told from an unknown one', async () => {
  await using theirs = await member.connect({ resume: '' })
  await using known = await stranger.connect({ resume: theirs.id })
  await using unknown = await stranger.connect({ resume: randomUUID() })
  expect(new Set([theirs.id, known.id, unknown.id]).size).toBe(3)
  await theirs.settled()
})
