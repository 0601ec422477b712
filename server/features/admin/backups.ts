import type { Backup, BackupJob } from '#protocol/host.ts'
import { closing, conflict, unknown } from '#protocol/errors.ts'
import { toTime } from '#protocol/ids.ts'
import type { BackupEnd, BackupRun, runBackup } from '../../backup/job.ts'
import { type ShelvedBackup, backupName, createShelf } from '../../backup/shelf.ts'
import { storageRefusal } from '../../http/disk.ts'

export type BackupDeps = {
  dataDir: string
  /** Where backups go, each into a folder of its own. */
  folder: string
  /** Makes one, off this thread. */
  run: typeof runBackup
  newId(): string
  wallClock(): number
}

/** Backups made from within the room, one at a time. */
export function createBackupService(deps: BackupDeps) {
  const shelf = createShelf(deps.folder)
  let job: BackupJob | null = null
  let run: BackupRun | null = null
  let isClosed = false

  const end = ({ state, problem, code }: BackupEnd) => {
    run = null
    if (job) job = { ...job, state, problem: sentenceFor(problem, code) }
  }

  return {
    async list(): Promise<Backup[]> {
      const underWay = run === null ? null : job?.name
      return (await shelf.list()).filter(({ name }) => name !== underWay).map(presentBackup)
    },
    /** The one under way, or the last one since the room started. */
    job: (): BackupJob | null => job,
    async start(): Promise<BackupJob> {
      if (isClosed) throw closing()
      if (run) throw running('A backup is being made already. Please wait until it is done.')
      const name = backupName(deps.wallClock())
      const begun = { id: deps.newId(), name, state: 'running', step: 'database', done: 0, total: 0 } as const
      run = deps.run({ dataDir: deps.dataDir, target: shelf.pathOf(name) }, (advance) => {
        if (job?.id === begun.id) job = { ...job, ...advance }
      })
      // After it: a thread that cannot even be made leaves no job that runs for ever.
      job = { ...begun, problem: null }
      void run.ended.then(end)
      return job
    },
    async remove(name: string): Promise<void> {
      if (run && job?.name === name) throw running('This backup is being made just now. Please wait until it is done.')
      if (!(await shelf.remove(name))) throw unknown('backup')
    },
    /** Breaks off what is under way. */
    async close(): Promise<void> {
      isClosed = true
      await run?.cancel()
    },
  }
}
export type BackupService = ReturnType<typeof createBackupService>

const running = (sentence: string) => conflict('backup_running', sentence)

/** A full disk reads here as everywhere else. */
function sentenceFor(problem: string | null, code: string | null): string | null {
  if (code === null) return problem
  return storageRefusal(Object.assign(new Error(code), { code }))?.message ?? problem
}

const presentBackup = (backup: ShelvedBackup): Backup => ({
  name: backup.name,
  made_at: toTime(backup.madeAt),
  bytes: backup.bytes,
  messages: backup.messages,
  files: backup.files,
  complete: backup.isWhole && backup.lost === 0,
  lost_files: backup.lost,
})
