import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { numberOf, textOf } from '../client.ts'
import type { Person } from '../client.ts'
import { expectEmpty } from '../expect.ts'
import type { TestRoom } from '../room.ts'
import type { Message } from '../shapes.ts'
import { Failure, Member, Profile, Reaction, ReactionsReply, Role, Unread } from '../shapes.ts'
import { PARALLEL, TIMEOUT_MS, moment, rounds, startRaceRoom, tally, together } from './rounds.ts'
import { join, makeScene } from './scene.ts'

let room: TestRoom
beforeAll(async () => {
  room = await startRaceRoom()
})
afterAll(() => room.close())

async function adminRole(admin: Person): Promise<string[]> {
  const roles = (await admin.get('/api/admin/roles')).as(z.array(Role))
  return roles.filter((role) => role.name === 'admin').map((role) => role.id)
}
const isAdmin = async (who: Person) =>
  (await who.get('/api/users/me')).as(Profile).roles.some((role) => role.name === 'admin')

test(
  '[AD8] two admins who demote each other, or leave the office at once: one admin is left',
  async () => {
    const two = [await room.owner(), await room.person('second')] as const
    const [chief, second] = two
    const role_ids = await adminRole(chief)
    const roles = (by: Person, of: Person, ids: string[]) =>
      by.put(`/api/admin/users/${of.id}/roles`, { role_ids: ids })
    expectEmpty(await roles(chief, second, role_ids))
    await rounds(async (round) => {
      const others = round % 2 === 0
      const replies = await together(async (n) => {
        await moment(5)
        const [by, of] = others === (n % 2 === 0) ? [chief, second] : [second, chief]
        return others ? roles(by, of, []) : roles(of, of, [])
      }, 10)
      const left = [await isAdmin(chief), await isAdmin(second)]
      expect(left.filter(Boolean)).toHaveLength(1)
      for (const reply of replies) if (reply.status !== 200) expect([403, 409]).toContain(reply.status)
      // Whoever has it gives it back to the other.
      const [holder, other] = left[0] === true ? [chief, second] : [second, chief]
      expect((await holder.get('/api/admin/users')).status).toBe(200)
      expect((await other.get('/api/admin/users')).status).toBe(403)
      expectEmpty(await roles(holder, other, role_ids))
      expectEmpty(await roles(other, chief, role_ids))
    })
  },
  TIMEOUT_MS,
)

test(
  '[AD8] two admins who ban each other: one of them can still sign in',
  async () => {
    const host = await room.owner()
    const role_ids = await adminRole(host)
    const profiles = (await host.get('/api/admin/users')).as(z.array(Profile))
    for (const one of profiles.filter((profile) => profile.roles.length > 0 && profile.id !== host.id)) {
      expectEmpty(await host.put(`/api/admin/users/${one.id}/roles`, { role_ids: [] }))
    }
    await rounds(async () => {
      // A room of their own would be slow; the host lays the office down while they fight.
      const pair = [await room.person('fighter'), await room.person('fighter')] as const
      for (const one of pair) expectEmpty(await host.put(`/api/admin/users/${one.id}/roles`, { role_ids }))
      expectEmpty(await host.put(`/api/admin/users/${host.id}/roles`, { role_ids: [] }))
      const [a, b] = pair
      const replies = await Promise.all([
        a.post(`/api/admin/users/${b.id}/ban`),
        b.post(`/api/admin/users/${a.id}/ban`),
      ])
      const statuses = replies.map((reply) => reply.status)
      expect(tally(statuses)['200']).toBe(1)
      for (const reply of replies) if (reply.status !== 200) expect([401, 409]).toContain(reply.status)
      const victor = statuses[0] === 200 ? a : b
      const back = await (await victor.login()).put(`/api/admin/users/${host.id}/roles`, { role_ids })
      expectEmpty(back)
      for (const one of pair) expectEmpty(await host.put(`/api/admin/users/${one.id}/roles`, { role_ids: [] }))
    })
  },
  TIMEOUT_MS,
)

test(
  '[CH22] [CH29] an owner who leaves while he, his heir and others are removed: one owner, who is a member and manages',
  async () => {
    await rounds(async () => {
      const { anna, bert, carl, admin, channel, ear } = await makeScene(room, true)
      const path = `/api/channels/${channel.id}`
      const heirs = [await room.person('heir'), await room.person('heir')]
      const change = { add: heirs.map(({ id }) => id), set: [{ user_id: bert.id, can_write: true, can_manage: true }] }
      expectEmpty(await anna.post(`${path}/members`, change))
      const acts = [
        () => anna.post(`${path}/leave`),
        () => bert.post(`${path}/members`, { remove: [anna.id] }),
        () => admin.post(`${path}/members`, { remove: [bert.id] }),
        () => admin.post(`${path}/members`, { remove: [anna.id, carl.id] }),
        () => bert.post(`${path}/leave`),
        () => carl.post(`${path}/leave`),
      ]
      const replies = await Promise.all(
        acts.map(async (act) => {
          await moment(5)
          return act()
        }),
      )
      for (const reply of replies) {
        if (reply.status === 200) continue
        expect([400, 403, 404]).toContain(reply.status)
        expect(reply.as(Failure, reply.status).error).not.toBe('')
      }
      const members = (await admin.get(`${path}/members`)).as(z.array(Member))
      expect(members.map((one) => one.user_id)).not.toContain(anna.id)
      const everybody = [anna, bert, carl, ...heirs]
      const owning = await Promise.all(
        everybody.map(async (one) => {
          const reply = await one.get(`${path}/ownership`)
          expect(reply.status).toBe(members.some((member) => member.user_id === one.id) ? 200 : 404)
          return reply.status === 200 && JSON.stringify(reply.body) === '{"is_owner":true}' ? [one] : []
        }),
      )
      const [owner, ...more] = owning.flat()
      expect(more).toEqual([])
      expect(members.find((one) => one.user_id === owner?.id)).toMatchObject({ can_write: true, can_manage: true })
      expectEmpty((await owner?.patch(path, { name: 'mine' })) ?? replies[0]!)
      await ear.close()
    })
  },
  TIMEOUT_MS,
)

test(
  '[CH24] everybody leaves a private channel at once: it is deleted, once',
  async () => {
    await rounds(async () => {
      const { anna, bert, carl, admin, channel, ear } = await makeScene(room, true)
      const path = `/api/channels/${channel.id}`
      const replies = await together((n) => [anna, bert, carl][n % 3]!.post(`${path}/leave`), 12)
      for (const reply of replies) expect([200, 404]).toContain(reply.status)
      expect((await admin.get(`${path}/members`)).status).toBe(404)
      await ear.settled()
      const ends = ear.events.filter((event) => /^(channel_deleted|member_removed)$/.test(event.type))
      expect(ends.filter((event) => event.type === 'channel_deleted' || event.user_id === carl.id)).toHaveLength(1)
      await ear.close()
    })
  },
  TIMEOUT_MS,
)

test(
  '[MS22] one reaction toggled in parallel ends as often as it was toggled, and as the last event says',
  async () => {
    await rounds(async (round) => {
      const { anna, bert, carl, channel, ear } = await makeScene(room, true)
      const { id } = await anna.say(channel.id, 'react')
      const toggles = [PARALLEL / 2 + (round % 2), PARALLEL / 4, PARALLEL / 4 + 1]
      const path = `/api/messages/${id}/reactions/%F0%9F%91%8D`
      const all = [anna, bert, carl].flatMap((who, at) => Array.from({ length: toggles[at] ?? 0 }, () => who))
      const replies = await together((n) => (all[(n * 7) % all.length] ?? anna).put(path), all.length)
      const expected = [anna, bert, carl].filter((_, at) => (toggles[at] ?? 0) % 2 === 1).map((who) => who.id)
      const reactions = (await anna.get(`/api/messages/${id}/reactions`)).as(z.array(Reaction))
      expect(reactions.flatMap((one) => one.users).toSorted()).toEqual(expected.toSorted())
      expect(reactions.map((one) => one.count)).toEqual(expected.length > 0 ? [expected.length] : [])
      for (const reply of replies) {
        for (const one of reply.as(ReactionsReply).reactions) {
          expect(one.count).toBe(one.users.length)
          expect(new Set(one.users).size).toBe(one.count)
        }
      }
      await ear.settled()
      const events = ear.events.filter((event) => event.type === 'reaction_updated')
      expect(events).toHaveLength(all.length)
      const changes = events.map((event) => numberOf(event, 'change'))
      expect(changes).toEqual(changes.toSorted((a, b) => a - b))
      expect(events.at(-1)?.reactions).toEqual(reactions)
      await ear.close()
    })
  },
  TIMEOUT_MS,
)

test(
  '[CH16] marks of what is read, set in parallel, never move backwards',
  async () => {
    await rounds(async () => {
      const { anna, bert, channel, ear } = await makeScene(room, true)
      const said: Message[] = await together((n) => anna.say(channel.id, `${n}`), 60)
      const seqOf = new Map(said.map((message) => [message.id, message.seq]))
      await using socket = await bert.connect()
      await join(socket, channel.id)
      const path = `/api/channels/${channel.id}`
      const shuffled = said.map((message) => ({ message, at: Math.random() })).toSorted((a, b) => a.at - b.at)
      const looks: number[] = []
      const marker = async () => {
        const unread = (await bert.get('/api/channels/unread')).as(z.array(Unread))
        const mine = unread.find((one) => one.channel_id === channel.id)
        return { seq: seqOf.get(mine?.last_read_message_id ?? '') ?? 0, unread: mine?.unread_count }
      }
      await Promise.all([
        ...shuffled.slice(0, 50).map(async ({ message }) => {
          await moment(10)
          expectEmpty(await bert.post(`${path}/read`, { message_id: message.id }))
          expectEmpty(await bert.post(`${path}/notified`, { message_id: message.id }))
        }),
        (async () => {
          for (let look = 0; look < 15; look += 1) looks.push((await marker()).seq)
        })(),
      ])
      const last = Math.max(...shuffled.slice(0, 50).map(({ message }) => message.seq))
      expect(await marker()).toEqual({ seq: last, unread: 60 - last })
      expect(looks).toEqual(looks.toSorted((a, b) => a - b))
      await socket.settled()
      const events = socket.events.filter((event) => event.type === 'read_marker')
      const told = events.map((event) => seqOf.get(textOf(event, 'last_read_message_id')) ?? 0)
      expect(told).toEqual([...new Set(told)].toSorted((a, b) => a - b))
      expect(told.at(-1)).toBe(last)
      await ear.close()
    })
  },
  TIMEOUT_MS,
)
