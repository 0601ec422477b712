import type { Tx } from '../../storage/writer/transaction.ts'
import { sessionById } from '../auth/sessions.ts'
import { type SignedIn, signIn } from '../auth/writes.ts'

/** Null: the login session that it was made in has ended (signed out, kicked, banned), or the password has changed. */
export function redeem(
  tx: Tx,
  input: { userId: string; sessionId: string; password: string; refreshMs: number; maxSessions: number },
): SignedIn | null {
  const { sql } = tx
  const session = sessionById(sql, input.sessionId)
  if (!session || session.user_id !== input.userId || session.banned_at !== null) return null
  const account = sql.get<{ password: string }>('SELECT password FROM users WHERE id = ?', input.userId)
  return account?.password === input.password ? signIn(tx, input) : null
}
