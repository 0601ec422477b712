import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { BackupAdvance, BackupEnd } from '../../backup/job.ts'
import { createBackupService } from './backups.ts'

/** Runs that go on and end as the test says. */
function setUp() {
  const runs: { target: string; advance(to: BackupAdvance): void; end(end: BackupEnd): void; cancelled: boolean }[] = []
  const service = createBackupService({
    dataDir: '/nowhere/room',
    folder: '/nowhere/backups',
    newId: () => `id ${runs.length}`,
    wallClock: () => Date.UTC(2026, 10, 24, 17, 58) + runs.length,
    run(task, advance) {
      const { promise: ended, resolve: end } = Promise.withResolvers<BackupEnd>()
      const run = { target: task.target, advance, end, cancelled: false }
      runs.push(run)
      return { ended, cancel: async () => void (run.cancelled = true) }
    },
  })
  const started = async () => {
    await service.start()
    const run = runs.at(-1)
    if (!run) throw new Error('nothing runs')
    return run
  }
  return { service, started }
}

test('a run advances and ends; what an earlier one still says counts no more', async () => {
  const { service, started } = setUp()
  const first = await started()
  expect(first.target).toBe('/nowhere/backups/2026-11-24T17-58-00-000Z')
  first.advance({ step: 'files', done: 3, total: 7 })
  expect(service.job()).toMatchObject({ id: 'id 0', state: 'running', step: 'files', done: 3, total: 7 })
  await expect(service.start()).rejects.toMatchObject({ status: 409, code: 'backup_running' })
  first.end({ state: 'done', problem: null, code: null })
  await turn()
  expect(service.job()).toMatchObject({ state: 'done', problem: null })
  await started()
  first.advance({ step: 'files', done: 7, total: 7 })
  expect(service.job()).toMatchObject({ id: 'id 1', state: 'running', done: 0 })
})

test.each([
  ['ENOSPC', 'The disk of the room is full. Nothing was saved; ask its host to free some space.'],
  ['EIO', 'The room cannot write to its disk right now. Nothing was saved; please try again.'],
  ['ENOTDIR', 'The backup to x failed: ENOTDIR'],
  [null, 'The backup to x failed: ENOTDIR'],
])('a failure by %s reads as: %s', async (code, sentence) => {
  const { service, started } = setUp()
  const run = await started()
  run.end({ state: 'failed', problem: 'The backup to x failed: ENOTDIR', code })
  await turn()
  expect(service.job()).toMatchObject({ state: 'failed', problem: sentence })
})

test('closing breaks a run off, and no other begins', async () => {
  const { service, started } = setUp()
  const run = await started()
  await service.close()
  expect(run.cancelled).toBe(true)
  await expect(service.start()).rejects.toMatchObject({ code: 'closing' })
})
