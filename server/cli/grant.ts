import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { finishRestore, isRestoreUnfinished } from '../backup/swap.ts'
import { normaliseUsername } from '../features/auth/username.ts'
import { DATABASE_FILE } from '../storage/database.ts'
import { acquireLock } from '../storage/lock.ts'
import { migrate } from '../storage/migrate.ts'
import { migrations } from '../storage/migrations/list.ts'
import { startWriter } from '../storage/writer/client.ts'

/** `--grant-admin USER`: for a host who has lost their account. The room must be stopped. */
export async function grantAdmin(invocation: { dataDir: string; user: string; json: boolean }): Promise<void> {
  const dataDir = resolve(invocation.dataDir)
  const isThere = existsSync(join(dataDir, DATABASE_FILE)) || isRestoreUnfinished(dataDir)
  if (!isThere) throw new Error(`There is no room in ${dataDir}.`)
  const lock = acquireLock(dataDir)
  try {
    finishRestore(dataDir)
    await migrate(dataDir, migrations)
    const bugs: unknown[] = []
    const writer = startWriter({
      dataDir,
      maxQueue: 1,
      afterBatch: () => undefined,
      onBug: (_what, error) => bugs.push(error),
    })
    const name = normaliseUsername(invocation.user)
    const granted = name.ok && (await writer.run('admin.grant', { usernameKey: name.key })).granted
    await writer.close()
    if (!granted) throw new Error(`There is nobody called "${invocation.user}" in this room.`)
    const said = invocation.json
      ? JSON.stringify({ event: 'admin_granted', user: invocation.user })
      : `${invocation.user} is an admin now.`
    process.stdout.write(`${said}\n`)
  } finally {
    lock.release()
  }
}
