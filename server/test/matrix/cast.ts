import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { Http, Person } from '../client.ts'
import { expectEmpty } from '../expect.ts'
import { startRoom } from '../room.ts'
import type { TestRoom, TestRoomOptions } from '../room.ts'
import { Role as RoleReply } from '../shapes.ts'

/**
 * The ten roles, and an eleventh: `admin` is no member (he left the public channel, was never in the private one),
 * `insider` is an admin who is. `guest` registers after the channel was made; `left` was a member; `expired` and
 * `revoked` are members whose access token ran out or whose login session ended.
 */
export const ROLES = [
  'nobody',
  'guest',
  'member',
  'reader',
  'left',
  'manager',
  'owner',
  'admin',
  'insider',
  'expired',
  'revoked',
] as const
export type Role = (typeof ROLES)[number]
export type Named = Exclude<Role, 'nobody' | 'guest'>
export type Kind = 'public' | 'private'

export type Cast = {
  readonly room: TestRoom
  readonly people: Readonly<Record<Named, Person>>
  /** An ordinary member of every channel here who is none of the roles. */
  readonly bystander: Person
  /** A live login session of the one whose token has run out. */
  readonly expiredAlive: Person
  /** A channel, made for one cell. */
  stage(kind: Kind, role: Role): Promise<Stage>
  close(): Promise<void>
}

/** What a request speaks of. */
export type Targets = { channelId: string; messageId: string; fileUrl: string }
export type Stage = Targets & {
  /** Who asks; without an account for `nobody`. */
  readonly caller: Http
  readonly person: Person | null
  /** The bystander's message with a file, and the asker's own, when they ever could write. */
  readonly other: string
  readonly own: string | null
}

const EXPIRY_MS = 1_000
const LIFETIME_MS = 15 * 60_000

/** One room with everybody in it. It is started twice: the first time its access tokens live for a second only. */
export async function startCast(options: TestRoomOptions = {}): Promise<Cast> {
  const limits = {
    channels: 100_000,
    login_sessions_per_user: 10_000,
    invites_per_user: 100_000,
    password_queue: 1_000,
  }
  const room = await startRoom({ ...options, limits: { ...limits, ...options.limits, access_token_ms: EXPIRY_MS } })
  const host = await room.owner()
  const expired = await room.person('expired')
  await sleep(EXPIRY_MS + 100)
  await room.restart({ limits: { ...limits, ...options.limits, access_token_ms: LIFETIME_MS } })

  const admin = await host.login()
  const [bystander, member, reader, left, manager, owner, insider, revoked] = await Promise.all(
    ['bystander', 'member', 'reader', 'left', 'manager', 'owner', 'insider', 'revoked'].map((name) =>
      room.register(name === 'owner' ? 'founder' : name),
    ),
  )
  if (!bystander || !member || !reader || !left || !manager || !owner || !insider || !revoked)
    throw new Error('nobody came')
  const roles = (await admin.get('/api/admin/roles')).as(z.array(RoleReply))
  const role_ids = roles.filter((role) => role.name === 'admin').map((role) => role.id)
  expectEmpty(await admin.put(`/api/admin/users/${insider.id}/roles`, { role_ids }))
  expectEmpty(await revoked.logout())
  const people = { member, reader, left, manager, owner, admin, insider, expired, revoked }
  const expiredAlive = await expired.login()

  return {
    room,
    people,
    bystander,
    expiredAlive,
    stage: (kind, role) => makeStage({ room, people, bystander }, kind, role),
    close: () => room.close(),
  }
}

const EVER_MEMBERS: readonly Role[] = ['member', 'reader', 'left', 'manager', 'owner', 'insider']

async function makeStage(cast: Pick<Cast, 'room' | 'people' | 'bystander'>, kind: Kind, role: Role): Promise<Stage> {
  const { room, people, bystander } = cast
  const { owner, left, admin, reader, manager, member, insider, expired, revoked } = people
  const isPrivate = kind === 'private'
  const members = [bystander, left, reader, manager, member, insider, expired, revoked].map(({ id }) => id)
  const { id } = await owner.channel({
    name: `${kind} stage`,
    is_private: isPrivate,
    ...(isPrivate ? { members } : {}),
  })
  const person = role === 'nobody' ? null : role === 'guest' ? await room.person('guest') : people[role]
  const wasIn = EVER_MEMBERS.includes(role) || (!isPrivate && (role === 'guest' || role === 'admin'))
  const file_id = await bystander.file('secret of the stage', 'secret.txt')
  const { id: other } = await bystander.say(id, 'word of a bystander', { file_id })
  const own = person !== null && wasIn ? (await person.say(id, 'word of my own')).id : null

  const set = [
    { user_id: reader.id, can_write: false, can_manage: false },
    { user_id: manager.id, can_write: true, can_manage: true },
  ]
  const leavers = isPrivate ? [] : [left, admin]
  const changed = await Promise.all([
    owner.post(`/api/channels/${id}/members`, { set, remove: isPrivate ? [left.id] : [] }),
    ...leavers.map((one) => one.post(`/api/channels/${id}/leave`)),
  ])
  for (const reply of changed) expectEmpty(reply)
  // Now that its key has changed for the last time: where the file is.
  const [said] = (await owner.history(id)).filter((message) => message.id === other)
  return {
    channelId: id,
    messageId: other,
    fileUrl: String(said?.file_url),
    caller: person ?? room.nobody,
    person,
    other,
    own,
  }
}
