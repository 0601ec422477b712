import { guestsNotAllowed, invalid, inviteInvalid, inviteRequired, notGuest, usernameTaken } from '#protocol/errors.ts'
import type { Profile } from '#protocol/users.ts'
import type { Caller, Origin } from '../../http/operation.ts'
import type { Limits } from '../../options.ts'
import type { Publish } from '../../realtime/audience.ts'
import type { Writer } from '../../storage/writer/client.ts'
import type { AuthDeps, AuthService } from '../auth/service.ts'
import type { InviteStore } from '../invites/store.ts'
import type { UserDeps, UserService } from '../users/service.ts'
import type { UserStore } from '../users/store.ts'

export type GuestDeps = Pick<UserDeps, 'normaliseUsername' | 'normaliseEmail'> & {
  writer: Writer
  store: UserStore
  users: UserService
  invites: InviteStore
  shortCodes: AuthDeps['shortCodes']
  auth: AuthService
  settings: { get(): { invite_only: boolean; guests: boolean } }
  limits: Limits
  publish: Publish
  wallClock(): number
  onRegistered: AuthDeps['onRegistered']
  onSessionsEnded: AuthDeps['onSessionsEnded']
}

/** Who comes in with a name alone, and who stays for good. */
export function createGuestService(deps: GuestDeps) {
  const { writer, store, invites, auth } = deps

  return {
    async enter(body: { username: string; invite_code?: string | undefined }, from: Origin) {
      const { guests, invite_only: inviteIsNeeded } = deps.settings.get()
      if (!guests) throw guestsNotAllowed()
      auth.paceNew(from)
      const username = deps.normaliseUsername(body.username)
      if (!username.ok) throw invalid(username.reason, 'username_invalid')
      // Before anybody waits for the disk; the transaction asks all of it again.
      const inviteCode = auth.invitationOf(body.invite_code, from)
      if (inviteCode === null) {
        if (inviteIsNeeded) throw inviteRequired()
      } else if (!(await invites.isOpen(inviteCode, deps.wallClock()))) throw inviteInvalid()
      if (await store.isNameTaken(username.key)) throw usernameTaken()
      const entered = await writer.run(
        'guests.enter',
        {
          username: { username: username.username, key: username.key },
          inviteCode,
          inviteRequired: inviteIsNeeded,
          refreshMs: deps.limits.refresh_token_ms,
        },
        ({ userId, channels }) => {
          deps.onRegistered({ userId, channels })
          if (inviteCode !== null) deps.shortCodes.endOf(inviteCode)
        },
      )
      return auth.answer(entered)
    },

    async keep(
      caller: Caller,
      body: { password: string; username?: string | undefined; email?: string | undefined },
    ): Promise<Profile> {
      const username = body.username === undefined ? null : deps.normaliseUsername(body.username)
      if (username && !username.ok) throw invalid(username.reason, 'username_invalid')
      const email = body.email === undefined ? null : deps.normaliseEmail(body.email)
      if (email && !email.ok) throw invalid(email.reason, 'email_invalid')
      // Before the costly hash.
      if ((await store.account(caller.userId))?.guest_seen_at === null) throw notGuest()
      const input = {
        userId: caller.userId,
        password: await auth.hash(body.password),
        username: username && { username: username.username, key: username.key },
        email: email && { email: email.email, key: email.key },
        keep: caller.sessionId,
      }
      await writer.runBy(caller, 'guests.keep', input, ({ userId, ended }) => {
        deps.onSessionsEnded(ended)
        deps.publish({ kind: 'all' }, { type: 'user_updated', user_id: userId })
      })
      return deps.users.profile(caller.userId)
    },
  }
}
export type GuestService = ReturnType<typeof createGuestService>
