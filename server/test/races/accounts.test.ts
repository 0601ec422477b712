import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { login } from '../client.ts'
import { expectFailure } from '../expect.ts'
import type { TestRoom } from '../room.ts'
import { AuthReply, Failure, Invite, PublicUser } from '../shapes.ts'
import { PARALLEL, TIMEOUT_MS, moment, rounds, startRaceRoom, tally, together } from './rounds.ts'

let room: TestRoom
beforeAll(async () => {
  room = await startRaceRoom({ inviteOnly: true })
})
afterAll(() => room.close())

const invite = async (max_uses = 1) => (await (await room.owner()).post('/api/invites', { max_uses })).as(Invite).code
const usersNow = async () => (await (await room.owner()).get('/api/users')).as(z.array(PublicUser))

test(
  '[RC1] a hundred registrations of one name have one winner, whose password counts',
  async () => {
    await rounds(async (round) => {
      const before = (await usersNow()).length
      const invite_code = await invite(PARALLEL)
      const spellings = [`Racer${round}`, `RACER${round}`, ` racer${round} `, `ｒａｃｅｒ${round}`]
      const password = (n: number) => `the password of number ${n}`
      const replies = await together((n) => {
        const username = spellings[n % spellings.length] ?? ''
        return room.nobody.post('/api/auth/register', { username, password: password(n), invite_code })
      })
      const codes = replies.map((reply) => (reply.status === 200 ? '200' : reply.as(Failure, reply.status).code))
      expect(tally(codes)).toEqual({ 200: 1, username_taken: PARALLEL - 1 })
      expect(await usersNow()).toHaveLength(before + 1)
      const winner = replies.findIndex((reply) => reply.status === 200)
      const { id } = await login(room.url, { username: `racer${round}`, password: password(winner) })
      expect(replies[winner]?.as(AuthReply).user_id).toBe(id)
      const loser = (winner + 1) % PARALLEL
      const body = { username_or_email: `racer${round}`, password: password(loser) }
      expectFailure(await room.nobody.post('/api/auth/login', body), 401, 'bad_credentials')
    })
  },
  TIMEOUT_MS,
)

test(
  '[RC2] a hundred redemptions of one invite have one winner',
  async () => {
    const owner = await room.owner()
    await rounds(async (round) => {
      const before = (await usersNow()).length
      const invite_code = await invite()
      const replies = await together((n) =>
        room.nobody.post('/api/auth/register', {
          username: `guest ${round} ${n}`,
          password: 'long enough',
          invite_code,
        }),
      )
      const codes = replies.map((reply) => (reply.status === 200 ? '200' : reply.as(Failure, reply.status).code))
      expect(tally(codes)).toEqual({ 200: 1, invite_invalid: PARALLEL - 1 })
      expect(await usersNow()).toHaveLength(before + 1)
      const winner = replies.find((reply) => reply.status === 200)?.as(AuthReply).user_id
      const invites = (await owner.get('/api/invites')).as(z.array(Invite))
      expect(invites.find((one) => one.code === invite_code)?.joined_user_id).toBe(winner)
    })
  },
  TIMEOUT_MS,
)

const refresh = ({ refresh_token_id, refresh_token }: AuthReply) =>
  room.nobody.post('/api/auth/refresh', { refresh_token_id, refresh_token })
const works = async ({ access_token }: AuthReply) =>
  (await room.nobody.ask('GET', '/api/users/me', { bearer: access_token })).status

test(
  '[RC3] [AU23] a hundred refreshes of one token give one successor; once that is used, the old one is theft',
  async () => {
    const owner = await room.owner()
    await rounds(async () => {
      const { auth } = await owner.login()
      const replies = (await together(() => refresh(auth))).map((reply) => reply.as(AuthReply))
      const [first] = replies
      if (first === undefined) throw new Error('no reply')
      expect(new Set(replies.map((one) => `${one.refresh_token_id} ${one.refresh_token}`)).size).toBe(1)
      expect(first.refresh_token).not.toBe(auth.refresh_token)
      expect(tally(await together(async (n) => works(replies[n] ?? first)))).toEqual({ 200: PARALLEL })

      const next = (await refresh(first)).as(AuthReply)
      const thefts = await together(() => refresh(auth))
      expect(tally(thefts.map((reply) => reply.status))).toEqual({ 401: PARALLEL })
      expect(await works(next)).toBe(401)
      expectFailure(await refresh(next), 401)
    })
  },
  TIMEOUT_MS,
)

test(
  '[AU23] refreshes of a token against the use of its successor: one line of tokens, or none',
  async () => {
    const owner = await room.owner()
    await rounds(async () => {
      const { auth } = await owner.login()
      const successor = (await refresh(auth)).as(AuthReply)
      const [old, fresh] = await Promise.all([
        together(() => refresh(auth), PARALLEL / 2),
        together(() => refresh(successor), PARALLEL / 2),
      ])
      // The old one is the grace's before the successor is used and theft afterwards, which ends the family.
      for (const reply of old) {
        if (reply.status === 200) expect(reply.as(AuthReply).refresh_token).toBe(successor.refresh_token)
        else expectFailure(reply, 401)
      }
      const tokens = fresh.filter((reply) => reply.status === 200).map((reply) => reply.as(AuthReply))
      expect(new Set(tokens.map((one) => one.refresh_token)).size).toBeLessThanOrEqual(1)
      const stolen = old.some((reply) => reply.status === 401)
      for (const one of tokens) expect(await works(one)).toBe(stolen ? 401 : 200)
    })
  },
  TIMEOUT_MS,
)

test(
  '[AU27] after the reply to a logout no refresh of that session has left a token that works',
  async () => {
    const owner = await room.owner()
    await rounds(async () => {
      const session = await owner.login()
      const refreshes = together(() => refresh(session.auth))
      await moment(20)
      expect((await session.logout()).status).toBe(200)
      const replies = await refreshes
      expect(
        Object.keys(tally(replies.map((reply) => reply.status))).filter((one) => !['200', '401'].includes(one)),
      ).toEqual([])
      const given = replies.filter((reply) => reply.status === 200).map((reply) => reply.as(AuthReply))
      for (const one of given) expect(await works(one)).toBe(401)
    })
  },
  TIMEOUT_MS,
)
