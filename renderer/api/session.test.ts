import { describe, expect, test } from 'vitest'
import { me } from '#protocol/users.ts'
import { fakeClock, idOf, memoryStorage } from '../test/fakes.ts'
import { createClient } from './client.ts'
import { Session } from './session.ts'

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
/** A room with tokens of 15 minutes; its clock is hours off. */
function room() {
  let made = 0
  const state = { refreshes: 0, refused: null as { status: number; code: string } | null, isDown: false }
  const auth = () => {
    made++
    const access_token = `${part({})}.${part({ iat: 5_000, exp: 5_000 + 900, jti: made })}.s`
    return { access_token, refresh_token: `r${made}`, refresh_token_id: idOf(made), user_id: idOf(7) }
  }
  const answer = async (url: string): Promise<Response> => {
    if (state.isDown) throw new TypeError('down')
    if (url.endsWith('/refresh')) {
      state.refreshes++
      const { refused } = state
      if (refused) return new Response(JSON.stringify({ error: 'No.', code: refused.code }), { status: refused.status })
      return new Response(JSON.stringify(auth()))
    }
    if (url.endsWith('/login')) return new Response(JSON.stringify(auth()))
    return new Response('{}', { status: 404 })
  }
  return Object.assign(state, { answer })
}
async function signedIn() {
  const clock = fakeClock()
  const server = room()
  const storage = memoryStorage()
  const troubles: unknown[] = []
  const client = createClient({ baseUrl: 'http://room', fetch: server.answer, clock })
  const session = new Session({
    client,
    upload: () => Promise.reject(new Error('none')),
    roomKey: 'k',
    storage,
    clock,
    random: () => 0,
    onTrouble: (error) => troubles.push(error),
  })
  await session.load()
  await session.login({ username_or_email: 'a', password: 'b' })
  return { clock, server, storage, session, troubles }
}

describe('the session', () => {
  test('[UI-REFRESH] renews a little before the end, by the lifetime of the token and not by the clock of the room', async () => {
    const { clock, server, session } = await signedIn()
    const first = await session.token()
    await clock.pass(13 * 60_000)
    expect(server.refreshes).toBe(0)
    await clock.pass(60_000)
    expect(server.refreshes).toBe(1)
    expect(await session.token()).not.toBe(first)
    await clock.pass(60 * 60_000)
    expect(server.refreshes).toBe(5)
    session.close()
    await clock.pass(60 * 60_000)
    expect(server.refreshes).toBe(5)
  })
  test('[UI-REFRESH] tries again while the room is down, and stays signed in', async () => {
    const { clock, server, session, troubles } = await signedIn()
    server.isDown = true
    await clock.pass(60 * 60_000)
    expect(troubles.length).toBeGreaterThan(10)
    expect(session.getSnapshot().status).toBe('signed_in')
    server.isDown = false
    await clock.pass(60_000)
    expect(server.refreshes).toBe(1)
    session.close()
  })
  for (const [refused, reason] of [
    [{ status: 401, code: 'refresh_invalid' }, 'session_ended'],
    [{ status: 403, code: 'banned' }, 'banned'],
    [{ status: 403, code: 'wrong_origin' }, null],
    [{ status: 429, code: 'slow_down' }, null],
    [{ status: 503, code: 'busy' }, null],
  ] as const) {
    test(`[UI-SIGNOUT] a refresh that is refused with ${refused.code}: ${reason ?? 'stays signed in'}`, async () => {
      const { clock, server, session, storage } = await signedIn()
      server.refused = refused
      await clock.pass(16 * 60_000)
      await expect(session.call(me, {})).rejects.toThrow()
      expect(session.getSnapshot()).toEqual(
        reason === null ? { status: 'signed_in', userId: idOf(7) } : { status: 'signed_out', reason },
      )
      expect(storage.map.size).toBe(reason === null ? 1 : 0)
      session.close()
    })
  }
  test('[UI-SIGNOUT] damaged storage reads as signed out', async () => {
    const { session, storage, clock } = await signedIn()
    session.close()
    for (const text of ['', '{', '{"access_token":1}']) {
      storage.map.set('session:k', text)
      const client = createClient({ baseUrl: 'http://room', fetch: room().answer, clock })
      const upload = () => Promise.reject(new Error('none'))
      const again = new Session({ client, upload, roomKey: 'k', storage, clock, random: () => 0, onTrouble: () => {} })
      expect(await again.load()).toEqual({ status: 'signed_out', reason: null })
    }
  })
})
