import { conflict, unknown } from '#protocol/errors.ts'
import type { Tx } from '../../storage/writer/transaction.ts'
import { isAdmin } from '../channels/store.ts'
import { demandAccount } from '../users/writes.ts'
import { inviteByCode, type InviteRow } from './store.ts'

export function createInvite(
  { sql, newId, now }: Tx,
  input: { userId: string; expiresInMs: number | null; maxUses: number; maxOpen: number },
): InviteRow {
  demandAccount(sql, input.userId, 'make invitations')
  const at = now()
  const open = sql.get<{ n: number }>(
    'SELECT count(*) AS n FROM invites WHERE created_by = ? AND uses < max_uses AND (expires_at IS NULL OR expires_at > ?)',
    input.userId,
    at,
  )
  if ((open?.n ?? 0) >= input.maxOpen) {
    throw conflict('too_many_invites', `You have ${input.maxOpen} open invitations. Take some back first.`)
  }
  const code = newId()
  sql.run(
    'INSERT INTO invites (code, created_by, created_at, expires_at, max_uses) VALUES (?, ?, ?, ?, ?)',
    code,
    input.userId,
    at,
    input.expiresInMs === null ? null : at + input.expiresInMs,
    input.maxUses,
  )
  const row = inviteByCode(sql, code)
  if (!row) throw unknown('invitation')
  return row
}

export function deleteInvite({ sql }: Tx, input: { userId: string; code: string }): { code: string } {
  const { changes } = sql.run(
    'DELETE FROM invites WHERE code = ? AND (created_by = ? OR ?)',
    input.code,
    input.userId,
    Number(isAdmin(sql, input.userId)),
  )
  if (changes === 0) throw unknown('invitation')
  return { code: input.code }
}
