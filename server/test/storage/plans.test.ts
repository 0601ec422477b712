import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { PAGES, SEARCH } from '../../features/messages/store.ts'
import { startChildRoom } from './child.ts'
import { INSTALLER, exercise } from './exercise.ts'

/** They grow with a room's use; none of them may be walked through for an answer. */
const LARGE = ['messages', 'channel_members', 'reactions', 'files', 'login_sessions', 'refresh_tokens']

/** Statements that are the whole table by nature, or walk a part that stays small. */
const ALLOWED: { text: RegExp; why: string }[] = [
  {
    text: /^SELECT channel_id, user_id, can_write, can_manage FROM channel_members$/,
    why: 'rights in memory, once at start',
  },
  {
    text: /^DELETE FROM files WHERE attached = 0 AND created_at < \? RETURNING id$/,
    why: 'hourly, along files_unattached: the partial index holds what is in no message yet',
  },
  {
    text: /^SELECT count\(\*\) AS files, coalesce\(sum\(size\), 0\) AS bytes FROM files$/,
    why: 'the host panel, every ten seconds at most',
  },
  { text: /^SELECT coalesce\(sum\(size\), 0\) FROM files$/, why: 'once for a backup, in its own thread' },
  { text: /^SELECT id, name, size, sha256 FROM files ORDER BY id$/, why: 'once for a backup, of its copy' },
]

/** References to rows that are never deleted and whose ids never change, so that SQLite never looks for the children. */
const NEVER_DELETED = ['users']

let folder = ''
let statements: { by: string; text: string }[] = []
let db: DatabaseSync
let called = new Set<string>()
let routes: readonly string[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stuffchat-plans-'))
  const record = join(folder, 'sql.jsonl')
  const dataDir = join(folder, 'room')
  const child = { execArgv: ['--import', join(import.meta.dirname, 'record-sql.ts')], env: { RECORD_SQL: record } }
  // So short that the sweeper comes by, too.
  writeFileSync(join(folder, INSTALLER), 'MZ')
  const room = await startChildRoom(dataDir, { installersDir: folder, limits: { unattached_ms: 1_000 } }, child)
  try {
    called = await exercise(room.url)
    routes = room.routes
    await new Promise((resolve) => setTimeout(resolve, 1_500))
  } finally {
    await room.end()
  }
  const Statement = z.object({ by: z.string(), text: z.string() })
  const lines = readFileSync(record, 'utf8').trim().split('\n')
  statements = lines.map((line) => Statement.parse(JSON.parse(line)))
  db = new DatabaseSync(join(dataDir, 'stuffchat.db'))
})
afterAll(() => {
  db.close()
  rmSync(folder, { recursive: true, force: true })
})

/** The tables that a statement walks through as a whole, the plan's aliases resolved. */
function scansOf(text: string): string[] {
  const steps = db
    .prepare(`EXPLAIN QUERY PLAN ${text}`)
    .all()
    .map((row) => String(row['detail']))
  const aliases = new Map(
    [...text.matchAll(/\b(?:FROM|JOIN|UPDATE|INTO|,)\s+(\w+)(?:\s+(?:AS\s+)?(?!WHERE|SET|ON|JOIN)([a-z]\w*))?/gi)].map(
      ([, table = '', alias]) => [alias ?? table, table],
    ),
  )
  return (
    steps
      // An automatic index is built by walking the table, anew at every call.
      .filter((step) => step.startsWith('SCAN ') || /^SEARCH \w+ USING AUTOMATIC/.test(step))
      .map((step) => step.split(' ')[1] ?? '')
      .map((name) => aliases.get(name) ?? name)
  )
}
const isPlanned = (text: string) => /^\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH)\b/i.test(text)

describe('query plans', () => {
  test('every operation has been called, by reader and writer, and the hot statements are among those recorded', () => {
    expect(routes.filter((route) => !called.has(route))).toEqual([])
    expect([...called].filter((operation) => !routes.includes(operation))).toEqual([])
    const of = (by: string) => statements.filter((statement) => statement.by === by && isPlanned(statement.text))
    expect(of('reader').length).toBeGreaterThan(25)
    expect(of('writer').length).toBeGreaterThan(60)
    const texts = new Set(statements.map(({ text }) => text))
    expect([...Object.values(PAGES), SEARCH].filter((text) => !texts.has(text))).toEqual([])
  })

  test('no statement walks through a table that grows', () => {
    const bad = statements
      .filter(({ text }) => isPlanned(text) && !ALLOWED.some((allowed) => allowed.text.test(text.trim())))
      .flatMap(({ by, text }) => scansOf(text).map((table) => ({ by, table, text })))
      .filter(({ table }) => LARGE.includes(table))
    expect(bad).toEqual([])
  })

  test('the check itself finds a walk', () => {
    expect(scansOf('SELECT * FROM messages WHERE content = ?')).toEqual(['messages'])
    expect(scansOf('SELECT m.id FROM channels c JOIN messages AS m ON m.content = c.name')).toContain('messages')
    expect(scansOf('SELECT count(*) FROM messages')).toEqual(['messages'])
    expect(scansOf('DELETE FROM reactions WHERE emoji = ?')).toEqual(['reactions'])
    expect(scansOf('SELECT 1 FROM messages WHERE id = ?')).toEqual([])
    for (const { text } of ALLOWED) expect(statements.some((statement) => text.test(statement.text.trim()))).toBe(true)
  })

  test('pages come in the order of their index, and search in that of its own', () => {
    for (const text of [...Object.values(PAGES), SEARCH]) {
      const plan = db
        .prepare(`EXPLAIN QUERY PLAN ${text}`)
        .all()
        .map((row) => String(row['detail']))
      expect(plan.filter((step) => step.includes('TEMP B-TREE'))).toEqual([])
      expect(plan[0]).toMatch(text === SEARCH ? /VIRTUAL TABLE INDEX/ : /USING INDEX messages_by_(seq|change)/)
    }
  })

  test('what the database looks for by itself, at the end of a parent row, has an index', () => {
    const tables = db
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE 'CREATE TABLE %STRICT%'")
      .all()
    const bare = tables.flatMap(({ name }) => {
      const table = String(name)
      const firsts = db
        .prepare(
          'SELECT i.name FROM pragma_index_list(?) l, pragma_index_info(l.name) i WHERE i.seqno = 0 AND l.partial = 0',
        )
        .all(table)
        .map((row) => row['name'])
      return db
        .prepare('SELECT "table" AS parent, "from" AS child FROM pragma_foreign_key_list(?)')
        .all(table)
        .filter(({ parent, child }) => !NEVER_DELETED.includes(String(parent)) && !firsts.includes(child ?? null))
        .map(({ parent, child }) => `${table}.${String(child)} -> ${String(parent)}`)
    })
    expect(bare).toEqual([])
    const ends = new RegExp(`^DELETE FROM (?:${NEVER_DELETED.join('|')})\\b`)
    expect(statements.filter(({ text }) => ends.test(text.trim()))).toEqual([])
  })
})

describe('the database after all that', () => {
  test('is sound', () => {
    expect(db.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }])
    expect(db.prepare('PRAGMA foreign_key_check').all()).toEqual([])
  })

  test('has STRICT tables only', () => {
    const loose = db
      .prepare(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND NOT strict AND name NOT LIKE 'sqlite_%'",
      )
      .all()
    expect(loose).toEqual([])
  })

  test('counts what it counted on the way: channels, unread messages, reactions', () => {
    const wrong = (query: string) => db.prepare(query).all()
    expect(
      wrong(
        'SELECT id FROM channels c WHERE live_count <> (SELECT count(*) FROM messages m WHERE m.channel_id = c.id AND deleted_at IS NULL)',
      ),
    ).toEqual([])
    expect(
      wrong(
        'SELECT id FROM channels c WHERE last_seq <> (SELECT coalesce(max(seq), 0) FROM messages m WHERE m.channel_id = c.id)',
      ),
    ).toEqual([])
    expect(
      wrong(
        'SELECT n FROM messages m WHERE reaction_count <> (SELECT count(*) FROM reactions r WHERE r.message_n = m.n)',
      ),
    ).toEqual([])
    expect(
      wrong(`SELECT u.channel_id, u.user_id FROM channel_members u JOIN channels c ON c.id = u.channel_id
        WHERE c.live_count - u.read_live - u.own_unread <> (SELECT count(*) FROM messages m
          WHERE m.channel_id = u.channel_id AND m.deleted_at IS NULL AND m.user_id <> u.user_id AND m.seq > u.last_read_seq)`),
    ).toEqual([])
    expect(
      wrong(
        'SELECT id FROM files f WHERE attached = 1 AND NOT EXISTS (SELECT 1 FROM messages WHERE file_id = f.id) AND NOT EXISTS (SELECT 1 FROM users WHERE avatar_file_id = f.id) AND NOT EXISTS (SELECT 1 FROM emojis WHERE file_id = f.id)',
      ),
    ).toEqual([])
  })
})
