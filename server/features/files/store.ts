import type { Sql } from '../../storage/database.ts'

export type FileRow = {
  id: string
  user_id: string
  name: string
  size: number
  type: string
  sha256: string
  attached: number
}
const FILE = 'f.id, f.user_id, f.name, f.size, f.type, f.sha256, f.attached'

export function createFileStore(sql: Sql) {
  return {
    byId: async (id: string) => sql.get<FileRow>(`SELECT ${FILE} FROM files f WHERE f.id = ?`, id),
    exists: (id: string) => sql.get('SELECT 1 FROM files WHERE id = ?', id) !== undefined,
    /** The channels that live in which it hangs on a message. */
    channelsOf: async (id: string) =>
      sql
        .all<{ channel_id: string }>(
          `SELECT DISTINCT m.channel_id FROM messages m JOIN channels c ON c.id = m.channel_id
           WHERE m.file_id = ? AND c.deleted_at IS NULL`,
          id,
        )
        .map((row) => row.channel_id),
    isAvatar: async (id: string) => sql.get('SELECT 1 FROM users WHERE avatar_file_id = ?', id) !== undefined,
    isEmoji: async (id: string) => sql.get('SELECT 1 FROM emojis WHERE file_id = ?', id) !== undefined,
    unattachedBytes: async (userId: string) =>
      sql.get<{ bytes: number }>(
        'SELECT coalesce(sum(size), 0) AS bytes FROM files WHERE user_id = ? AND attached = 0',
        userId,
      )?.bytes ?? 0,
  }
}
export type FileStore = ReturnType<typeof createFileStore>
