import { isOnSocket, isRename, isSync, isWriteTo } from './calls.ts'
import type { Call } from './calls.ts'

/**
 * Each check looks at what led to the first bytes on a socket that hold a word which only that action has, and gives
 * what is missing on the way: nothing, when the disk had everything before anybody was told.
 */
type Check = (calls: readonly Call[], word: string) => string[]

const WAL = /-wal$/

/** A message: the log written, the log on the disk, then the first word to anybody. */
export const checkMessage: Check = (calls, word) => {
  const told = firstTold(calls, word)
  if (!told) return ['nobody was told']
  return logIsSynced(calls, told, word)
}

/** An upload: file written and synced, renamed, its folder synced, then as a message: its row is in the log. */
export const checkUpload: Check = (calls, id) => {
  const told = firstTold(calls, id)
  if (!told) return ['nobody was told']
  return [
    ...inOrder(calls, told, [
      ['write of the file', isWriteTo(new RegExp(`/tmp/${id}$`)), 'last'],
      ['fsync of the file', isSync(new RegExp(`/tmp/${id}$`)), 'last'],
      ['rename of the file', isRename(new RegExp(`/tmp/${id}"`)), 'last'],
      ['fsync of the folder', isSync(new RegExp(`/blobs/${id.slice(0, 2)}$`)), 'last'],
      ['write of the row', (call) => isWriteTo(WAL)(call) && call.text.includes(id), 'first'],
    ]),
    ...logIsSynced(calls, told, id),
  ]
}

/** A setting: temp file written and synced, renamed, folder synced. */
export const checkSetting =
  (dataDir: string): Check =>
  (calls, word) => {
    const told = firstTold(calls, word)
    if (!told) return ['nobody was told']
    const temp = /\/settings\.json\.[^/"]+\.tmp/
    return inOrder(calls, told, [
      ['write of the temp file', (call) => isWriteTo(temp)(call) && call.text.includes(word), 'last'],
      ['fsync of the temp file', isSync(temp), 'last'],
      ['rename', isRename(temp), 'last'],
      ['fsync of the folder', isSync(dataDir), 'last'],
    ])
  }

const firstTold = (calls: readonly Call[], word: string): Call | undefined =>
  calls.find((call) => isOnSocket(call) && call.text.includes(word))

function logIsSynced(calls: readonly Call[], told: Call, word: string): string[] {
  const before = calls.filter((call) => call.begin < told.begin && isWriteTo(WAL)(call))
  const written = before.findLast((call) => call.text.includes(word))
  // The commit is the last frame of the transaction, not the page that holds the word.
  const last = before.at(-1)
  if (!written || !last) return ['write of the log']
  const synced = calls.some((call) => isSync(WAL)(call) && call.begin > last.end && call.end < told.begin)
  return synced ? [] : ['fsync of the log']
}

type Step = [what: string, is: (call: Call) => boolean, which: 'first' | 'last']

/** What is missing of these steps, each after the end of the one before and the last before `told`. */
function inOrder(calls: readonly Call[], told: Call, steps: readonly Step[]): string[] {
  const missing: string[] = []
  let after = -1
  for (const [what, is, which] of steps) {
    const fitting = calls.filter((call) => call.begin > after && call.end < told.begin && is(call))
    const found = which === 'first' ? fitting.at(0) : fitting.at(-1)
    if (found) after = found.end
    else missing.push(what)
  }
  return missing
}
