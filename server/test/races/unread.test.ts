import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import type { Person } from '../client.ts'
import { expectEmpty } from '../expect.ts'
import type { TestRoom } from '../room.ts'
import type { Message } from '../shapes.ts'
import { Channel, Unread } from '../shapes.ts'
import { ROUNDS, TIMEOUT_MS, startRaceRoom } from './rounds.ts'

let room: TestRoom
let people: readonly Person[]
beforeAll(async () => {
  room = await startRaceRoom()
  people = [await room.person('anna'), await room.person('bert'), await room.person('carl')]
})
afterAll(() => room.close())

/** What happens: who does it, and to which message, counted from the newest. */
const Step = fc.record({
  act: fc.constantFrom(
    'post',
    'post',
    'post',
    'read',
    'read',
    'delete',
    'edit',
    'react',
    'leave',
    'join',
    'shut',
    'open',
  ),
  who: fc.nat(2),
  back: fc.nat(6),
  /** Does not wait for the step before. */
  hurried: fc.boolean(),
})
type Step = typeof Step extends fc.Arbitrary<infer T> ? T : never

/** What the contract says, counted by brute force: the messages of others, still there, after the marker. */
type Model = {
  messages: { id: string; seq: number; by: string; live: boolean }[]
  /** Of every member: the seq up to which they have read; what is older than their joining does not count. */
  marks: Map<string, number>
  isPrivate: boolean
}
const lastSeq = (model: Model) => model.messages.at(-1)?.seq ?? 0
const unreadOf = ({ messages, marks }: Model, userId: string) =>
  messages.filter((one) => one.live && one.by !== userId && one.seq > (marks.get(userId) ?? 0)).length

async function take(model: Model, channelId: string, { act, who, back }: Step): Promise<void> {
  const person = people[who] ?? people[0]!
  const path = `/api/channels/${channelId}`
  const isIn = model.marks.has(person.id)
  const target = model.messages.toReversed()[back]
  switch (act) {
    case 'post': {
      if (!isIn) return
      const { id, seq } = await person.say(channelId, 'counted')
      model.messages.push({ id, seq, by: person.id, live: true })
      return
    }
    case 'read':
      if (!isIn || !target?.live) return
      expectEmpty(await person.post(`${path}/read`, { message_id: target.id }))
      model.marks.set(person.id, Math.max(model.marks.get(person.id) ?? 0, target.seq))
      return
    case 'delete':
      if (!isIn || !target?.live || target.by !== person.id) return
      expectEmpty(await person.delete(`/api/messages/${target.id}`))
      target.live = false
      return
    case 'edit':
      if (!isIn || !target?.live || target.by !== person.id) return
      expect((await person.patch(`/api/messages/${target.id}`, { content: 'edited' })).status).toBe(200)
      return
    case 'react':
      if (!isIn || !target?.live) return
      expect((await person.put(`/api/messages/${target.id}/reactions/x`)).status).toBe(200)
      return
    case 'leave':
      // The owner stays: a private channel must not end here.
      if (!isIn || who === 0) return
      expectEmpty(await person.post(`${path}/leave`))
      model.marks.delete(person.id)
      return
    case 'join': {
      if (isIn) return
      const reply = model.isPrivate
        ? await people[0]!.post(`${path}/members`, { add: [person.id] })
        : await person.post(`${path}/join`)
      expectEmpty(reply)
      model.marks.set(person.id, lastSeq(model))
      return
    }
    case 'shut':
    case 'open': {
      expectEmpty(await people[0]!.patch(path, { is_private: act === 'shut' }))
      if (model.isPrivate && act === 'open') {
        for (const one of people) if (!model.marks.has(one.id)) model.marks.set(one.id, lastSeq(model))
      }
      model.isPrivate = act === 'shut'
      return
    }
    default:
      throw new Error(act)
  }
}

/** Both places that tell the number, for everybody. */
async function expectCounted(model: Model, channelId: string): Promise<void> {
  for (const one of people) {
    const [channels, unread] = await Promise.all([one.get('/api/channels'), one.get('/api/channels/unread')])
    const here = channels.as(z.array(Channel)).find((channel) => channel.id === channelId)
    const there = unread.as(z.array(Unread)).find((entry) => entry.channel_id === channelId)
    const count = model.marks.has(one.id) ? unreadOf(model, one.id) : undefined
    expect([one.username, here?.unread_count, there?.unread_count]).toEqual([one.username, count, count])
  }
}

async function withChannel(check: (model: Model, channelId: string) => Promise<void>): Promise<void> {
  const { id } = await people[0]!.channel({ name: 'counted' })
  const model: Model = { messages: [], marks: new Map(people.map((one) => [one.id, 0])), isPrivate: false }
  await check(model, id)
  expectEmpty(await people[0]!.delete(`/api/channels/${id}`))
}

test(
  '[UR2] [UR4] unread_count is what a count by brute force gives, whatever happened',
  async () => {
    const property = fc.asyncProperty(fc.array(Step, { minLength: 10, maxLength: 40 }), (steps) =>
      withChannel(async (model, id) => {
        for (const step of steps) {
          await take(model, id, step)
          await expectCounted(model, id)
        }
      }),
    )
    await fc.assert(property, { numRuns: 4 * ROUNDS })
  },
  4 * TIMEOUT_MS,
)

test(
  '[UR2] posts, deletions and reads all at once: the count is right when they are through',
  async () => {
    const Burst = fc.array(
      Step.filter(({ act }) => /^(post|read|delete)$/.test(act)),
      { minLength: 20, maxLength: 60 },
    )
    const property = fc.asyncProperty(Burst, (steps) =>
      withChannel(async (model, id) => {
        const said = await Promise.all(steps.map((_, n) => people[n % people.length]!.say(id, `${n}`)))
        said.sort((a, b) => a.seq - b.seq)
        model.messages = said.map((one) => ({ id: one.id, seq: one.seq, by: one.user_id, live: true }))
        // Each message is deleted once at most, and only what is not deleted is read: the order cannot matter then.
        const doomed = new Set(said.filter((_, n) => steps[n]?.act === 'delete').map((one) => one.id))
        const posted: Promise<Message>[] = []
        await Promise.all(
          steps.map(async ({ act, who, back }, n) => {
            const reader = people[who] ?? people[0]!
            const message = model.messages[n]!
            const mark = said.filter((one) => !doomed.has(one.id)).toReversed()[back]
            if (act === 'post') posted.push(reader.say(id, 'more'))
            if (act === 'delete') {
              message.live = false
              const author = people.find((one) => one.id === message.by)
              expectEmpty(await author!.delete(`/api/messages/${message.id}`))
            }
            if (act === 'read' && mark !== undefined) {
              model.marks.set(reader.id, Math.max(model.marks.get(reader.id) ?? 0, mark.seq))
              expectEmpty(await reader.post(`/api/channels/${id}/read`, { message_id: mark.id }))
            }
          }),
        )
        for (const { id, seq, user_id } of await Promise.all(posted)) {
          model.messages.push({ id, seq, by: user_id, live: true })
        }
        await expectCounted(model, id)
      }),
    )
    await fc.assert(property, { numRuns: 4 * ROUNDS })
  },
  4 * TIMEOUT_MS,
)
