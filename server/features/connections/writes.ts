import type { Tx } from '../../storage/writer/transaction.ts'

/** Remembers whose a resumable connection is, so that a restarted server can give it back. */
export function rememberConnection(
  { sql, now }: Tx,
  input: { sessionId: string; loginSessionId: string },
): { done: boolean } {
  return {
    done:
      sql.run(
        `INSERT INTO resumable_connections (session_id, login_session_id, created_at)
         SELECT ?, id, ? FROM login_sessions WHERE id = ? ON CONFLICT DO NOTHING`,
        input.sessionId,
        now(),
        input.loginSessionId,
      ).changes > 0,
  }
}

export function forgetConnections({ sql }: Tx, input: { sessionIds: string[] }): { done: true } {
  for (const id of input.sessionIds) sql.run('DELETE FROM resumable_connections WHERE session_id = ?', id)
  return { done: true }
}
