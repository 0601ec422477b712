import type { Person, Reply } from '../client.ts'
import { PASSWORD } from '../room.ts'
import type { Scene } from './scene.ts'

export type Loss = {
  what: string
  isPrivate: boolean
  /** What the posts that came too late are answered with. */
  refusal: number
  /** Closes bert's connections with this. */
  code?: number
  lose(scene: Scene): Promise<Reply>
}

const members = ({ channel }: Scene) => `/api/channels/${channel.id}/members`
const user = ({ bert }: Scene) => `/api/admin/users/${bert.id}`
/** Somebody's other login session, made before the race. */
const others = new WeakMap<Person, Person>()
const other = (bert: Person) => others.get(bert) ?? bert
export async function withOther(bert: Person): Promise<void> {
  others.set(bert, await bert.login())
}

/** The ways to lose the right to write in a channel. */

export const LOSSES: readonly Loss[] = [
  {
    what: 'removed from a private channel',
    isPrivate: true,
    refusal: 404,
    lose: (scene) => scene.anna.post(members(scene), { remove: [scene.bert.id] }),
  },
  {
    what: 'removed from a public channel',
    isPrivate: false,
    refusal: 403,
    lose: (scene) => scene.anna.post(members(scene), { remove: [scene.bert.id] }),
  },
  {
    what: 'made a reader',
    isPrivate: true,
    refusal: 403,
    lose: (scene) => scene.anna.post(members(scene), { set: [{ user_id: scene.bert.id, can_write: false }] }),
  },
  {
    what: 'gone from the channel by himself',
    isPrivate: true,
    refusal: 404,
    lose: ({ bert, channel }) => bert.post(`/api/channels/${channel.id}/leave`),
  },
  {
    what: 'banned',
    isPrivate: true,
    refusal: 401,
    code: 4403,
    lose: (scene) => scene.admin.post(`${user(scene)}/ban`),
  },
  {
    what: 'kicked',
    isPrivate: true,
    refusal: 401,
    code: 4401,
    lose: (scene) => scene.admin.post(`${user(scene)}/kick`),
  },
  {
    what: 'logged out',
    isPrivate: true,
    refusal: 401,
    code: 4401,
    lose: ({ bert }) => other(bert).post('/api/auth/logout', { refresh_token_id: bert.auth.refresh_token_id }),
  },
  {
    what: 'out by a change of the password',
    isPrivate: true,
    refusal: 401,
    code: 4401,
    lose: ({ bert }) =>
      other(bert).put('/api/users/me/password', { current_password: PASSWORD, new_password: 'another password' }),
  },
  {
    what: 'out by a reset of the password',
    isPrivate: true,
    refusal: 401,
    code: 4401,
    lose: (scene) => scene.admin.put(`${user(scene)}/password`, { new_password: 'another password' }),
  },
]
