import type { Sql } from '../../storage/database.ts'

export type Counts = { users: number; messages: number; files: number; filesBytes: number }

/** What there is in the room. Files are walked through for their sizes, so ask seldom. */
export const createCountStore = (sql: Sql) => ({
  counts: async (): Promise<Counts> => {
    const { users } = sql.get<{ users: number }>('SELECT count(*) AS users FROM users WHERE gone_at IS NULL') ?? {
      users: 0,
    }
    const { messages } = sql.get<{ messages: number }>(
      'SELECT coalesce(sum(live_count), 0) AS messages FROM channels WHERE deleted_at IS NULL',
    ) ?? { messages: 0 }
    const { files, bytes } = sql.get<{ files: number; bytes: number }>(
      'SELECT count(*) AS files, coalesce(sum(size), 0) AS bytes FROM files',
    ) ?? { files: 0, bytes: 0 }
    return { users, messages, files, filesBytes: bytes }
  },
})
export type CountStore = ReturnType<typeof createCountStore>
