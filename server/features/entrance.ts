import { randomInt } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Operation } from '../http/operation.ts'
import type { RoomOptions } from '../options.ts'
import type { Hub } from '../realtime/hub.ts'
import type { Sql } from '../storage/database.ts'
import type { OwnerCode } from '../storage/secrets.ts'
import type { Settings } from '../storage/settings.ts'
import type { Writer } from '../storage/writer/client.ts'
import { createPasswords } from './auth/password.ts'
import { authRoutes } from './auth/routes.ts'
import { type AuthDeps, createAuthService } from './auth/service.ts'
import type { Tokens } from './auth/tokens.ts'
import { normaliseEmail, normaliseUsername } from './auth/username.ts'
import type { RightsInMemory } from './channels/rights.ts'
import type { ChannelChange } from './channels/writes.ts'
import { createAbsenceWatch } from './guests/absence.ts'
import { guestRoutes } from './guests/routes.ts'
import { createGuestService } from './guests/service.ts'
import { handoverRoutes } from './handover/routes.ts'
import { createHandoverService } from './handover/service.ts'
import { inviteRoutes } from './invites/routes.ts'
import { createInviteService } from './invites/service.ts'
import { createShortCodes } from './invites/short-codes.ts'
import { createInviteStore } from './invites/store.ts'
import type { UserService } from './users/service.ts'
import type { UserStore } from './users/store.ts'

export type EntranceDeps = {
  options: RoomOptions
  sql: Sql
  writer: Writer
  rights: RightsInMemory
  hub: Hub
  users: { store: UserStore; service: UserService }
  settings: Settings
  ownerCode: OwnerCode
  tokens: Tokens
  mediaCookie(token: string, http: IncomingMessage): string
  /** Monotonic and wall-clock milliseconds. */
  now(): number
  wallClock(): number
  onBug(what: string, error: unknown): void
  onSessionsEnded(ids: readonly string[]): void
  onChannelChanged(change: ChannelChange): void
}

/** All the ways into the room: accounts, guests, invitations and codes, and the way from http to https. */
export function createEntrance(deps: EntranceDeps) {
  const { writer, rights, hub, users, settings, mediaCookie, now, wallClock, onSessionsEnded } = deps
  const { limits } = deps.options
  const { publish } = hub

  const invites = createInviteStore(deps.sql)
  const shortCodes = createShortCodes({
    lifeMs: limits.short_code_ms,
    maxFailures: limits.short_code_failures,
    maxFailuresPerMinute: limits.rates === 'off' ? Infinity : limits.short_code_failures_per_minute,
    now,
    random: randomInt,
  })
  const onRegistered: AuthDeps['onRegistered'] = ({ userId, channels }) => {
    for (const { id: channelId, isOwner } of channels) {
      rights.enter(channelId, userId, { canWrite: true, canManage: isOwner }, isOwner)
      publish({ kind: 'members', channelId }, { type: 'member_added', channel_id: channelId, user_id: userId })
    }
    publish({ kind: 'all' }, { type: 'user_updated', user_id: userId })
  }
  const auth = createAuthService({
    writer,
    users: users.store,
    invites,
    shortCodes,
    tokens: deps.tokens,
    passwords: createPasswords({ cost: deps.options.passwordCost, maxQueue: limits.password_queue }),
    limits,
    settings,
    ownerCode: deps.ownerCode,
    now,
    wallClock,
    onSessionsEnded,
    onRegistered,
  })
  const guests = createGuestService({
    writer,
    store: users.store,
    users: users.service,
    invites,
    shortCodes,
    auth,
    settings,
    limits,
    normaliseUsername,
    normaliseEmail,
    publish,
    wallClock,
    onRegistered,
    onSessionsEnded,
  })
  const absence = createAbsenceWatch({
    writer,
    store: users.store,
    absenceMs: limits.guest_absence_ms,
    hasOpen: hub.hasOpen,
    onChannelChanged: deps.onChannelChanged,
    onSessionsEnded,
    publish,
    wallClock,
    onBug: deps.onBug,
  })
  const operations: Operation[] = [
    ...authRoutes({ auth, mediaCookie }),
    ...guestRoutes({ guests, mediaCookie }),
    ...handoverRoutes({
      handovers: createHandoverService({ writer, users: users.store, limits, answer: auth.answer, now }),
      mediaCookie,
    }),
    ...inviteRoutes({
      wallClock,
      invites: createInviteService({
        writer,
        store: invites,
        shortCodes,
        settings,
        isGuest: users.store.isGuest,
        maxOpen: limits.invites_per_user,
        shortCodeMs: limits.short_code_ms,
        wallClock,
      }),
    }),
  ]
  return {
    auth,
    operations,
    hasShortCode: () => shortCodes.isAnyLive({ invitation: deps.settings.get().invite_only }),
    onBanned: shortCodes.end,
    close: absence.close,
  }
}
