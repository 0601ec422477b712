import type { Invite } from '#protocol/invites.ts'

/** Whether somebody could still sign up with it. */
export const isOpenInvite = (invite: Invite, now: number): boolean =>
  invite.uses < invite.max_uses && (invite.expires_at === null || Date.parse(invite.expires_at) > now)
