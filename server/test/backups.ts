import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { Http } from './http.ts'

/** What the host panel's routes say, written from their description. */
export const Backup = z.strictObject({
  name: z.string(),
  made_at: z.string(),
  bytes: z.number(),
  messages: z.number(),
  files: z.number(),
  complete: z.boolean(),
  lost_files: z.number(),
})
export const BackupJob = z.strictObject({
  id: z.string(),
  name: z.string(),
  state: z.enum(['running', 'done', 'failed']),
  step: z.enum(['database', 'files']),
  done: z.number(),
  total: z.number(),
  problem: z.string().nullable(),
})
export type BackupJob = z.infer<typeof BackupJob>
export const BackupList = z.strictObject({ backups: z.array(Backup), job: BackupJob.nullable() })

const PATIENCE_MS = 20_000

/** Waits until none is under way, and gives the last one. */
export async function backupEnded(admin: Http): Promise<BackupJob | null> {
  const until = performance.now() + PATIENCE_MS
  for (;;) {
    const { job } = (await admin.get('/api/admin/backups')).as(BackupList)
    if (job?.state !== 'running') return job
    if (performance.now() > until) throw new Error(`the backup does not end: ${JSON.stringify(job)}`)
    await sleep(20)
  }
}

/** Makes one, to its end, whatever that is. */
export async function makeBackup(admin: Http): Promise<BackupJob> {
  const { id } = (await admin.post('/api/admin/backups')).as(BackupJob)
  const job = await backupEnded(admin)
  if (job?.id !== id) throw new Error(`another backup ended: ${JSON.stringify(job)}`)
  return job
}
