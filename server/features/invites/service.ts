import { guestsCannot, inviteInvalid } from '#protocol/errors.ts'
import type { By, Writer } from '../../storage/writer/client.ts'
import type { Live, ShortCodes } from './short-codes.ts'
import type { InviteRow, InviteStore } from './store.ts'

export type InviteDeps = {
  writer: Writer
  store: InviteStore
  shortCodes: ShortCodes
  settings: { get(): { name: string; invite_only: boolean } }
  isGuest(userId: string): boolean
  maxOpen: number
  shortCodeMs: number
  wallClock(): number
}
type Maker = By & { userId: string }

/** Invitations, and the six digits that stand for one. */
export function createInviteService(deps: InviteDeps) {
  const { writer, store, shortCodes, settings } = deps

  const create = (by: Maker, wish: { expiresInMs: number | null; maxUses: number }): Promise<InviteRow> =>
    writer.runBy(by, 'invites.create', { ...wish, userId: by.userId, maxOpen: deps.maxOpen })
  const remove = async (by: Maker, code: string): Promise<void> => {
    await writer.runBy(by, 'invites.delete', { userId: by.userId, code }, () => shortCodes.endOf(code))
  }
  /** What stood behind digits that nobody used. It may be gone already: used, or taken back by hand. */
  const takeBack = async (by: Maker, { invite }: Live): Promise<void> => {
    if (invite !== null && (await store.isOpen(invite, deps.wallClock()))) await remove(by, invite)
  }

  return {
    create,
    remove,
    list: (userId: string) => store.listBy(userId),

    async createShort(by: Maker): Promise<Live> {
      // Where no invitation is made, nobody else asks.
      if (deps.isGuest(by.userId)) throw guestsCannot('make invitations')
      // In an open room the digits only say which room it is.
      const invite = settings.get().invite_only
        ? (await create(by, { expiresInMs: deps.shortCodeMs, maxUses: 1 })).code
        : null
      const before = shortCodes.of(by.userId)
      try {
        const made = shortCodes.make(by.userId, invite)
        if (before) await takeBack(by, before)
        return made
      } catch (error) {
        // Too many digits are good already: what was made for these is not left lying about.
        if (invite !== null && shortCodes.of(by.userId)?.invite !== invite) await remove(by, invite)
        throw error
      }
    },
    /** Null, too, for digits of a time when the room was open, which let nobody in any more. */
    short(userId: string): Live | null {
      const live = shortCodes.of(userId)
      return live?.invite === null && settings.get().invite_only ? null : live
    },
    async endShort(by: Maker): Promise<void> {
      const before = shortCodes.of(by.userId)
      shortCodes.end(by.userId)
      if (before) await takeBack(by, before)
    },

    /** Whether digits are good here; they stay so. Refuses as registering with them would. */
    async lookUp(text: string, rateKey: string) {
      const live = shortCodes.resolve(text, rateKey)
      const { name, invite_only: inviteOnly } = settings.get()
      // No six digits; or made while the room was open, which lets nobody in any more.
      if (!live || (inviteOnly && live.invite === null)) throw inviteInvalid()
      if (live.invite !== null && !(await store.isOpen(live.invite, deps.wallClock()))) throw inviteInvalid()
      return { code: live.code, name, inviteOnly, endsInMs: live.endsInMs }
    },
  }
}
export type InviteService = ReturnType<typeof createInviteService>
