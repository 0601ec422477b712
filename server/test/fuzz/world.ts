import fc from 'fast-check'
import { z } from 'zod'
import { BackupList, backupEnded, makeBackup } from '../backups.ts'
import { register } from '../client.ts'
import type { Person } from '../client.ts'
import { picture } from '../images.ts'
import { PASSWORD } from '../room.ts'
import { playSong, songWithCover } from '../songs.ts'
import { INSTALLER } from './process.ts'
import { Channel, Invite, Role } from '../shapes.ts'

const NOUNS = [
  'channel',
  'message',
  'user',
  'file',
  'invite',
  'short',
  'installer',
  'role',
  'emoji',
  'session',
  'refresh',
  'username',
  'backup',
  'song',
] as const
export type Noun = (typeof NOUNS)[number]
export const WHO = ['keeper', 'member', 'stranger', 'nobody', 'forger', 'gone'] as const
export type Who = (typeof WHO)[number]

/** Real things to name in requests. They are used up (deleted, banned, logged out), so `renew` makes new ones. */
export type World = {
  renew(): Promise<void>
  pick(noun: Noun, n: number): string
  anyId(): fc.Arbitrary<string>
  idOf(noun: Noun): fc.Arbitrary<string>
  tokenOf(who: Who): string | null
}

const KEPT = 6

export async function createWorld(url: string): Promise<World> {
  const [image, song] = [await picture(), await songWithCover()]
  let made = 0
  const someone = (name: string): Promise<Person> =>
    register(url, { username: `${name}${(made += 1)}`, password: PASSWORD })
  /** The admin that every run needs: its ids are never given away, so that nobody bans it or logs it out. */
  const keeper = await someone('keeper')
  let [member, stranger, gone] = [keeper, keeper, keeper]
  const things = new Map<Noun, string[]>(NOUNS.map((noun) => [noun, []]))
  const note = (noun: Noun, ...ids: string[]) => {
    const known = things.get(noun) ?? []
    things.set(noun, [...ids, ...known].slice(0, KEPT))
  }
  const pick = (noun: Noun, n: number): string => {
    const known = things.get(noun) ?? []
    return known[n % Math.max(1, known.length)] ?? 'none'
  }

  return {
    pick,
    async renew() {
      // Some request may have closed the door.
      await keeper.patch('/api/admin/settings', { invite_only: false })
      ;[member, stranger, gone] = await Promise.all([someone('member'), someone('stranger'), someone('gone')])
      await gone.logout()
      // What requests have made goes again, so that a room that grows is not taken for one that leaks.
      for (const { id } of (await keeper.get('/api/channels')).as(z.array(Channel)))
        await keeper.delete(`/api/channels/${id}`)
      const mine = await keeper.channel({ name: `room ${made}` })
      const theirs = await member.channel({ name: 'theirs', is_private: true, members: [keeper.id] })
      const secret = await stranger.channel({ name: 'secret', is_private: true })
      const file = await member.file('text', 'a.txt')
      const [a, b, c] = [
        await keeper.say(mine.id, 'one'),
        await member.say(theirs.id, 'two', { file_id: await member.file(image, 'a.png') }),
        await stranger.say(secret.id, 'three'),
      ]
      const emoji = `emoji${made}`
      await member.form('POST', '/api/emojis', { bytes: image, name: 'a.png' }, { name: emoji })
      await stranger.form('PUT', '/api/users/me/avatar', { bytes: image, name: 'a.png' })
      note('channel', mine.id, theirs.id, secret.id)
      note('song', await playSong(keeper, mine.id, song))
      note('message', a.id, b.id, c.id)
      note('user', member.id, stranger.id, gone.id)
      note('username', member.username, stranger.username)
      note('file', file, String(b.file_url).split('/')[2] ?? '')
      note('invite', (await member.post('/api/invites', {})).as(Invite).code)
      for (const who of [keeper, member, stranger])
        note('short', (await who.post('/api/invites/short')).as(z.object({ code: z.string() })).code)
      note('installer', INSTALLER)
      note('role', (await keeper.post('/api/admin/roles', { name: `role ${made}` })).as(Role).id)
      note('emoji', emoji)
      note('backup', await freshBackup(keeper))
      const again = await member.login()
      note('session', again.auth.refresh_token_id, member.auth.refresh_token_id)
      note('refresh', again.auth.refresh_token, member.auth.refresh_token)
    },
    // Named when the request is made, not when the generator is: things come and go.
    idOf: (noun) => fc.nat(KEPT).map((n) => pick(noun, n)),
    anyId: () => fc.tuple(fc.constantFrom(...NOUNS), fc.nat(KEPT)).map(([noun, n]) => pick(noun, n)),
    tokenOf(who) {
      switch (who) {
        case 'keeper':
          return keeper.auth.access_token
        case 'member':
          return member.auth.access_token
        case 'stranger':
          return stranger.auth.access_token
        case 'gone':
          return gone.auth.access_token
        case 'nobody':
          return null
        case 'forger': {
          const [head, , signature] = keeper.auth.access_token.split('.')
          return `${head}.${Buffer.from('{"sub":"x","sid":"__proto__"}').toString('base64url')}.${signature}`
        }
      }
    },
  }
}

/** In place of all that there are: a backup is as large as the room. */
async function freshBackup(keeper: Person): Promise<string> {
  await backupEnded(keeper)
  const { backups } = (await keeper.get('/api/admin/backups')).as(BackupList)
  for (const { name } of backups) await keeper.delete(`/api/admin/backups/${name}`)
  return (await makeBackup(keeper)).name
}

/** Which things a parameter or field of that name speaks of; its path says more than `id` does. */
export function nounOf(name: string, path = ''): Noun | null {
  // In a body: six digits. In a path: an invitation's.
  if (name === 'code' && path === '') return 'short'
  if (name === 'id' || name === 'code' || name === 'name') {
    const before = path.slice(0, Math.max(0, path.indexOf(`/{${name}}`)))
    const collection = before.split('/').at(-1)
    return NOUNS.find((noun) => `${noun}s` === collection) ?? null
  }
  if (/^(before|around|message_id|reply_to)$/.test(name)) return 'message'
  if (/^(members|add|remove|user_id|ids)$/.test(name)) return 'user'
  if (name === 'role_ids') return 'role'
  if (name === 'refresh_token_id') return 'session'
  if (name === 'refresh_token') return 'refresh'
  if (name === 'invite_code') return 'invite'
  if (name === 'item_id') return 'song'
  return NOUNS.find((noun) => `${noun}_id` === name) ?? null
}
