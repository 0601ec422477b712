import { randomFillSync } from 'node:crypto'
import { parentPort, receiveMessageOnPort, workerData, type MessagePort } from 'node:worker_threads'
import { v4 } from 'uuid'
import { Refusal, adminOnly, unauthorized } from '#protocol/errors.ts'
import { isAdmin } from '../../features/channels/store.ts'
import { openDatabase, type Sql } from '../database.ts'
import { engineRefusal, isStorageFailure } from './failures.ts'
import { createHousekeeping } from './housekeeping.ts'
import { createMessageIds } from './message-ids.ts'
import type { FromWriter, ToWriter, WriteOutcome, WriteRequest } from './messages.ts'
import { operations } from './operations.ts'
import type { Tx } from './transaction.ts'

/**
 * The only one that writes to the database. It commits whatever is waiting in one transaction (group commit), each
 * write in a savepoint of its own, and answers when the commit is on the disk.
 */
function serve(port: MessagePort, dataDir: string): void {
  const post = (message: FromWriter) => port.postMessage(message)
  const sql = openDatabase(dataDir, 'writer')
  const housekeeping = createHousekeeping(sql, (bug) => post({ type: 'bug', bug }))
  const tx: Tx = {
    sql,
    now: Date.now,
    newId: v4,
    newMessageId: createMessageIds({ now: Date.now, random: randomFillSync }),
    later: housekeeping.note,
  }
  let closing = false

  const close = () => {
    housekeeping.close()
    try {
      sql.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    } catch {
      // A log that stays behind is read at the next start; a full disk must not keep the room from closing.
    }
    sql.close()
    post({ type: 'closed' })
    port.close()
  }
  const take = (message: ToWriter, requests: WriteRequest[]) => {
    if (message.type === 'close') closing = true
    else for (const request of message.requests) requests.push(request)
  }
  port.on('message', (first: ToWriter) => {
    const requests: WriteRequest[] = []
    take(first, requests)
    for (let more = receiveMessageOnPort(port); more; more = receiveMessageOnPort(port)) take(more.message, requests)
    if (requests.length > 0) post({ type: 'outcomes', outcomes: commit(tx, requests) })
    if (closing) close()
    else housekeeping.wake()
  })
  housekeeping.wake()
  post({ type: 'ready' })
}

function commit(tx: Tx, requests: WriteRequest[]): WriteOutcome[] {
  const { sql } = tx
  try {
    sql.run('BEGIN IMMEDIATE')
    const alone = requests.length === 1
    const outcomes = requests.map((request) => perform(tx, request, alone))
    if (sql.inTransaction) sql.run('COMMIT')
    return outcomes
  } catch (error) {
    rollBack(sql)
    // Nothing of this batch is on the disk, so nothing of it is acknowledged.
    return requests.map(({ id }) => ({ id, ...explain(error) }))
  }
}

/** One write; what it did is undone when it refuses. One that is alone needs no savepoint: the transaction is its own. */
function perform(tx: Tx, request: WriteRequest, alone: boolean): WriteOutcome {
  const { sql } = tx
  const run = operations[request.name as keyof typeof operations] as (tx: Tx, input: unknown) => unknown
  if (!alone) sql.run('SAVEPOINT one')
  try {
    // The right to act is part of the transaction: the session may have ended since the request was let in.
    if (request.session !== undefined) demandSession(sql, request.session, request.asAdmin ?? false)
    const output = run(tx, request.input)
    if (!alone) sql.run('RELEASE one')
    return { id: request.id, ok: true, output }
  } catch (error) {
    // The engine has rolled everything back already (disk full, I/O error): the whole batch has failed.
    if (!sql.inTransaction) throw error
    if (isStorageFailure(error)) throw error
    if (alone) sql.run('ROLLBACK')
    else {
      sql.run('ROLLBACK TO one')
      sql.run('RELEASE one')
    }
    return { id: request.id, ...explain(error) }
  }
}

/** A ban ends all login sessions, so whoever has one may act. */
function demandSession(sql: Sql, id: string, asAdmin: boolean): void {
  const session = sql.get<{ user_id: string }>('SELECT user_id FROM login_sessions WHERE id = ?', id)
  if (!session) throw unauthorized()
  if (asAdmin && !isAdmin(sql, session.user_id)) throw adminOnly()
}

function rollBack(sql: Sql): void {
  if (!sql.inTransaction) return
  try {
    sql.exec('ROLLBACK')
  } catch {
    // SQLite has rolled back on its own; the next BEGIN tells if not.
  }
}

function explain(error: unknown) {
  const refusal = error instanceof Refusal ? error : isStorageFailure(error) ? engineRefusal(error) : undefined
  if (!refusal)
    return { ok: false as const, bug: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  const { status, code, message: sentence, retryAfterSecs } = refusal
  return {
    ok: false as const,
    refusal: { status, code, sentence, ...(retryAfterSecs === undefined ? {} : { retryAfterSecs }) },
  }
}
if (parentPort) serve(parentPort, (workerData as { dataDir: string }).dataDir)
