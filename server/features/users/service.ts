import { invalid, unknown } from '#protocol/errors.ts'
import type { Profile, PublicUser } from '#protocol/users.ts'
import type { Publish } from '../../realtime/audience.ts'
import type { By, Writer } from '../../storage/writer/client.ts'
import { type AvatarUrl, presentProfile, presentUser } from './present.ts'
import type { RoleRow, UserRow, UserStore } from './store.ts'
import type { StoredImage } from '../files/images.ts'

type Normalised<T> = ({ ok: true } & T) | { ok: false; reason: string }
export type UserDeps = {
  writer: Writer
  store: UserStore
  avatarUrl: AvatarUrl
  publish: Publish
  onFileDropped(fileId: string): void
  normaliseUsername(raw: string): Normalised<{ username: string; key: string }>
  normaliseEmail(raw: string): Normalised<{ email: string; key: string }>
}

export function createUserService(deps: UserDeps) {
  const { writer, store, avatarUrl, publish } = deps
  const tellUpdated = ({ userId }: { userId: string }) =>
    publish({ kind: 'all' }, { type: 'user_updated', user_id: userId })
  const present = (row: UserRow) => presentUser(row, avatarUrl)
  const find = async (id: string): Promise<UserRow> => {
    const row = await store.byId(id)
    if (!row) throw unknown('user')
    return row
  }

  return {
    list: async (): Promise<PublicUser[]> => (await store.list()).map(present),
    async listProfiles(): Promise<Profile[]> {
      const [rows, roles] = [await store.list(), await store.allRoles()]
      const none: RoleRow[] = []
      return rows.map((row) => presentProfile(row, roles.get(row.id) ?? none, avatarUrl))
    },
    async get(id: string): Promise<PublicUser> {
      const row = await store.author(id)
      if (!row) throw unknown('user')
      return present(row)
    },
    profile: async (id: string): Promise<Profile> => presentProfile(await find(id), await store.rolesOf(id), avatarUrl),
    /** Where somebody's picture is. */
    async avatar(id: string): Promise<string> {
      const { avatar_url: url } = await this.get(id)
      if (url === null) throw unknown('picture')
      return url
    },
    async update(
      by: By,
      id: string,
      body: { username?: string | undefined; email?: string | undefined },
    ): Promise<Profile> {
      const username = body.username === undefined ? undefined : deps.normaliseUsername(body.username)
      if (username && !username.ok) throw invalid(username.reason, 'username_invalid')
      const email = body.email === undefined ? undefined : deps.normaliseEmail(body.email)
      if (email && !email.ok) throw invalid(email.reason, 'email_invalid')
      await find(id)
      if (username || email) await writer.runBy(by, 'users.update', { userId: id, username, email }, tellUpdated)
      return this.profile(id)
    },
    find,
    async setAvatar(by: By & { userId: string }, id: string, file: StoredImage): Promise<{ avatar_file_id: string }> {
      const { droppedFile } = await writer.runBy(
        by,
        'users.setAvatar',
        { userId: id, by: by.userId, file },
        tellUpdated,
      )
      if (droppedFile !== null) deps.onFileDropped(droppedFile)
      return { avatar_file_id: file.id }
    },
  }
}
export type UserService = ReturnType<typeof createUserService>
