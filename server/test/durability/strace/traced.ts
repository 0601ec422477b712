import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { register } from '../../client.ts'
import { spawnServer } from '../process.ts'
import { readCalls } from './calls.ts'
import { checkMessage, checkSetting, checkUpload } from './checks.ts'

/** For each action what was missing before its reply. */
export type Traced = { post: string[]; socket: string[]; upload: string[]; setting: string[] }

// A question mark: not every machine has that call.
const CALLS =
  '?open,openat,write,pwrite64,pwritev,?pwritev2,fsync,fdatasync,?rename,?renameat,renameat2,sendto,writev,sendmsg'
const PASSWORD = 'correct horse battery'

/** Why strace cannot be used here; null when it can. */
export function whyNoStrace(): string | null {
  const { error, status, stderr } = spawnSync('strace', ['-f', '-e', 'trace=openat', '-o', '/dev/null', 'true'])
  if (error) return `strace: ${error.message}`
  return status === 0 ? null : `strace: ${stderr.toString().trim()}`
}

/** Runs a room under strace, does one of each, and checks the trace. `--import`s may alter the room. */
export async function traceRoom(nodeArguments: readonly string[] = []): Promise<Traced> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'stuffchat-strace-')))
  try {
    const dataDir = join(folder, 'room')
    const trace = join(folder, 'trace')
    // 4,200: a whole page of the log is shown, with the words in it.
    const under = ['strace', '-f', '-y', '-s', '4200', '-e', `trace=${CALLS}`, '-e', 'signal=none', '-o', trace]
    await using server = spawnServer({ dataDir, under, nodeArguments })
    const fileId = await act((await server.listening).url)
    server.kill('SIGTERM')
    await server.ended
    const calls = await readCalls(trace)
    return {
      post: checkMessage(calls, 'word-by-post'),
      socket: checkMessage(calls, 'word-by-socket'),
      upload: checkUpload(calls, fileId),
      setting: checkSetting(dataDir)(calls, 'word-in-name'),
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** One of each, one after the other; gives the id of the file. */
async function act(url: string): Promise<string> {
  const owner = await register(url, { username: 'owner', password: PASSWORD })
  const channel = await owner.channel({ name: 'hall' })
  await using socket = await owner.connect()
  socket.send({ type: 'join', channel_id: channel.id })
  await socket.settled()
  await owner.say(channel.id, 'word-by-post')
  await socket.next('message_created')
  socket.send({ type: 'chat_message', channel_id: channel.id, content: 'word-by-socket' })
  await socket.next('message_created')
  const fileId = await owner.file('some bytes of a file', 'file.txt')
  const renamed = await owner.patch('/api/admin/settings', { name: 'word-in-name' })
  if (renamed.status !== 200) throw new Error(`renaming the room: ${renamed.status} ${renamed.text}`)
  return fileId
}
