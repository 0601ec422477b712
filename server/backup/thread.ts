import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { backupRoom } from './backup.ts'
import { BackupIncomplete } from './errors.ts'
import type { BackupTask, FromBackup } from './job.ts'

/** Progress is told so often, and at the begin of a step: a room may have a hundred thousand small files. */
const TELL_EVERY_MS = 100

/** One backup, off the room's own thread: the check of the copied database takes its time and cannot be interrupted. */
async function make(port: MessagePort, { dataDir, target }: BackupTask): Promise<void> {
  const post = (message: FromBackup) => port.postMessage(message)
  let toldAt = -Infinity
  let toldStep = ''
  try {
    await backupRoom({
      dataDir,
      target,
      onProgress({ step, bytes, totalBytes }) {
        const now = performance.now()
        if (step === toldStep && now - toldAt < TELL_EVERY_MS && bytes < totalBytes) return
        toldAt = now
        toldStep = step
        post({ type: 'progress', step, done: bytes, total: totalBytes })
      },
    })
    post({ type: 'end', state: 'done', problem: null, code: null })
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error)
    if (error instanceof BackupIncomplete) post({ type: 'end', state: 'done', problem, code: null })
    else post({ type: 'end', state: 'failed', problem, code: codeOf(error) })
  }
}

/** What the file system said, where it was its doing: `ENOSPC`. */
function codeOf(error: unknown): string | null {
  const cause = error instanceof Error ? error.cause : null
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : null
}

if (parentPort) void make(parentPort, workerData as BackupTask)
