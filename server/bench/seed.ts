import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

import { createChannel, registerAccounts } from './accounts.ts'
import type { Bench } from './scenario.ts'
import { fillHistory } from './seedrows.ts'
import type { History } from './seedrows.ts'
import { startRoom } from './servers.ts'
import { migrations } from '../storage/migrations/list.ts'

/** Raise it when the seeded history changes: older caches are then left alone. */
const RECIPE = 1
const USERS = 10
const QUIET_CHANNELS = 9
const QUIET_MESSAGES = 100

const SeededRoom = z.object({
  dataDir: z.string(),
  messages: z.number(),
  /** The channel that has all but a few of them. */
  channelId: z.string(),
  /** Some messages out of the middle fifth of that channel. */
  middleIds: z.array(z.string()),
})
export type SeededRoom = z.infer<typeof SeededRoom>

/** A room with that many messages, made once per schema; whoever starts it must not post in it. */
export async function seededRoom(bench: Bench, messages: number): Promise<SeededRoom> {
  const schema = createHash('sha256')
    .update(JSON.stringify([RECIPE, migrations]))
    .digest('hex')
    .slice(0, 12)
  const dataDir = join(bench.cache, `${schema}-${messages}`)
  const about = `${dataDir}.json`
  if (existsSync(about)) return SeededRoom.parse(JSON.parse(readFileSync(about, 'utf8')))
  bench.say(`seed: ${messages.toLocaleString('en')} messages, once for this schema`)
  const begin = performance.now()
  const unfinished = `${dataDir}.unfinished`
  for (const left of [unfinished, dataDir]) rmSync(left, { recursive: true, force: true })
  mkdirSync(unfinished, { recursive: true })
  const history = await makeRoom(unfinished, messages)
  const middleIds = fillHistory(unfinished, history)
  renameSync(unfinished, dataDir)
  const seeded: SeededRoom = { dataDir, messages, channelId: history.channels.at(-1)?.id ?? '', middleIds }
  writeFileSync(about, JSON.stringify(seeded))
  bench.say(`seed: done in ${((performance.now() - begin) / 1000).toFixed(0)} s`)
  return seeded
}

/** The room itself makes its tables, accounts and channels. */
async function makeRoom(dataDir: string, messages: number): Promise<History> {
  await using room = await startRoom(dataDir)
  const accounts = await registerAccounts(room.port, USERS)
  const token = accounts[0]?.token ?? ''
  const channels: History['channels'] = []
  for (let i = 0; i < QUIET_CHANNELS; i += 1) {
    channels.push({ id: await createChannel(room.port, token, `quiet ${i}`), messages: QUIET_MESSAGES })
  }
  channels.push({ id: await createChannel(room.port, token, 'loud'), messages })
  return { channels, userIds: accounts.map((account) => account.userId) }
}
