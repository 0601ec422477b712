import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { backupEntry } from './entry.ts'
import { MANIFEST_FILE } from './manifest.ts'
import type { BackupStep } from './progress.ts'

export type BackupTask = { dataDir: string; target: string }
export type BackupAdvance = { step: BackupStep; done: number; total: number }
/** `problem`: why there is none, or what it lacks. `code`: the system's, when the disk or its like was to blame. */
export type BackupEnd = { state: 'done' | 'failed'; problem: string | null; code: string | null }
export type FromBackup = ({ type: 'progress' } & BackupAdvance) | ({ type: 'end' } & BackupEnd)

export type BackupRun = {
  /** Never rejects. */
  ended: Promise<BackupEnd>
  /** Breaks it off and takes away what there is of it. */
  cancel(): Promise<void>
}

/** Makes a backup in a thread of its own. The target must be a new folder. */
export function runBackup(task: BackupTask, onAdvance: (advance: BackupAdvance) => void): BackupRun {
  const worker = new Worker(backupEntry(), { workerData: task, name: 'backup' })
  const { promise: ended, resolve } = Promise.withResolvers<BackupEnd>()
  const fail = (what: string) =>
    resolve({ state: 'failed', problem: `The backup to ${task.target} failed: ${what}`, code: null })
  worker.on('message', (message: FromBackup) => {
    if (message.type === 'end') resolve({ state: message.state, problem: message.problem, code: message.code })
    else onAdvance({ step: message.step, done: message.done, total: message.total })
  })
  worker.on('error', (error) => fail(error instanceof Error ? error.message : String(error)))
  worker.on('exit', (code) => fail(`its thread ended with ${code}`))
  return {
    ended,
    async cancel() {
      await worker.terminate()
      // With its manifest it is whole, whether or not there was time to say so.
      if (!existsSync(join(task.target, MANIFEST_FILE))) await rm(task.target, { recursive: true, force: true })
    },
  }
}
