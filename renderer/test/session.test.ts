import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listChannels } from '#protocol/channels.ts'
import { me } from '#protocol/users.ts'
import { ApiError, NetworkError, SignedOut } from '../api/errors.ts'
import { Tokens } from '../api/tokens.ts'
import { type TestRoom, startRoom } from './server.ts'
import { PASSWORD, device, newSession } from './app.ts'
import { broadcastHub } from './fakes.ts'

let room: TestRoom
beforeAll(async () => (room = await startRoom()))
afterAll(() => room.close())

const refreshes = (calls: string[]) => calls.filter((call) => call === 'POST /api/auth/refresh').length
const KEY = 'session:room'

/** Makes the stored access token one that the room refuses, with the clock saying either that it is fresh or not. */
async function spoil(on: ReturnType<typeof device>, expiresInMs: number) {
  const tokens = Tokens.parse(JSON.parse((await on.storage.read(KEY)) ?? ''))
  const spoiled = { ...tokens, access_token: `${tokens.access_token}x`, expires_at: Date.now() + expiresInMs }
  await on.storage.write(KEY, JSON.stringify(spoiled))
}
async function signedUp(name: string) {
  const on = device()
  const first = newSession(room.url, on)
  await first.session.register({ username: name, password: PASSWORD })
  first.session.close()
  return on
}

describe('the session', () => {
  for (const [what, ms] of [
    ['refused with 401', 600_000],
    ['about to expire', 1_000],
  ] as const) {
    test(`[UI-REFRESH] 20 parallel calls with a token that is ${what}: one refresh, all succeed`, async () => {
      const on = await signedUp(`parallel${ms}`)
      await spoil(on, ms)
      const { session, net } = newSession(room.url, on)
      await session.load()
      const names = await Promise.all(Array.from({ length: 20 }, () => session.call(me, {})))
      expect(new Set(names.map((profile) => profile.username))).toEqual(new Set([`parallel${ms}`]))
      expect(refreshes(net.calls)).toBe(1)
      session.close()
    })
  }

  test('[UI-REFRESH] two tabs refresh once between them, and the other takes over the tokens', async () => {
    const on = { ...(await signedUp('tabs')), broadcast: broadcastHub() }
    await spoil(on, 1_000)
    const [one, two] = [newSession(room.url, on), newSession(room.url, on)]
    await Promise.all([one.session.load(), two.session.load()])
    await Promise.all([one, two].flatMap(({ session }) => [session.call(me, {}), session.call(listChannels, {})]))
    expect(refreshes(one.net.calls) + refreshes(two.net.calls)).toBe(1)
    expect(await one.session.token()).toBe(await two.session.token())
    one.session.close()
    two.session.close()
  })

  test('[UI-REFRESH] without locks two tabs may refresh at once: the grace of the room keeps both signed in', async () => {
    const on = await signedUp('lockless')
    await spoil(on, 1_000)
    const { storage } = on
    const { localLocks } = await import('../api/ports.ts')
    const tabs = [1, 2].map(() => newSession(room.url, { storage, locks: localLocks() }))
    await Promise.all(tabs.map(({ session }) => session.load()))
    await Promise.all(tabs.map(({ session }) => session.call(me, {})))
    for (const { session } of tabs) {
      expect((await session.call(me, {})).username).toBe('lockless')
      session.close()
    }
  })

  test('[UI-SIGNOUT] a refused refresh signs out with a reason; other tabs hear of it', async () => {
    const on = { ...(await signedUp('ended')), broadcast: broadcastHub() }
    const [one, two] = [newSession(room.url, on), newSession(room.url, on)]
    await Promise.all([one.session.load(), two.session.load()])
    const { refresh_token_id } = Tokens.parse(JSON.parse((await on.storage.read(KEY)) ?? ''))
    const token = await one.session.token()
    const reply = await fetch(`${room.url}/api/auth/logout`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ refresh_token_id }),
    })
    expect(reply.status).toBe(200)
    await expect(one.session.call(me, {})).rejects.toBeInstanceOf(SignedOut)
    expect(one.session.getSnapshot()).toEqual({ status: 'signed_out', reason: 'session_ended' })
    expect(two.session.getSnapshot()).toEqual({ status: 'signed_out', reason: 'session_ended' })
    expect(await on.storage.read(KEY)).toBeNull()
    one.session.close()
    two.session.close()
  })

  test('[UI-SIGNOUT] no network is no reason to sign out', async () => {
    const on = await signedUp('offline')
    await spoil(on, 1_000)
    const { session, net } = newSession(room.url, on)
    await session.load()
    net.isCut = true
    await expect(session.call(me, {})).rejects.toBeInstanceOf(NetworkError)
    expect(session.getSnapshot().status).toBe('signed_in')
    net.isCut = false
    expect((await session.call(me, {})).username).toBe('offline')
    session.close()
  })

  test('[UI-CALL] a refusal is the sentence and the code of the room', async () => {
    const { session } = newSession(room.url, device())
    const refused = session.login({ username_or_email: 'nobody', password: 'wrong password' })
    await expect(refused).rejects.toBeInstanceOf(ApiError)
    await expect(refused).rejects.toMatchObject({ status: 401, code: 'bad_credentials' })
    session.close()
  })
})
