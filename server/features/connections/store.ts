import type { Sql } from '../../storage/database.ts'

/** Whose connections were resumable, over restarts. */
export const createConnectionStore = (sql: Sql) => ({
  wasOf: (sessionId: string, loginSessionId: string): boolean =>
    sql.get(
      'SELECT 1 FROM resumable_connections WHERE session_id = ? AND login_session_id = ?',
      sessionId,
      loginSessionId,
    ) !== undefined,
  all: () =>
    sql.all<{ session_id: string }>('SELECT session_id FROM resumable_connections').map((row) => row.session_id),
})
