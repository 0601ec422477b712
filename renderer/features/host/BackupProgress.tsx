import type { BackupJob } from '#protocol/host.ts'
import { useTexts } from '../../app/context.tsx'
import { Note } from '../../ui/Note.tsx'
import { Progress } from '../../ui/Progress.tsx'
import style from './BackupCard.module.css'

/** The backup under way, or how the last one ended where that is worth a word. */
export function BackupProgress({ job }: { job: BackupJob }) {
  const { host: t, common } = useTexts()
  if (job.state === 'running')
    return (
      <div className={style['progress']} role="status">
        <p>
          <span>{t.backupSteps[job.step]}</span>
          {job.total > 0 && <span>{t.backupOf(common.bytes(job.done), common.bytes(job.total))}</span>}
        </p>
        <Progress value={job.total > 0 ? job.done / job.total : null} label={t.backupRunning} />
      </div>
    )
  if (job.state === 'failed')
    return (
      <div className={style['progress']}>
        <Note tone="danger" title={t.backupFailed}>
          {job.problem ?? ''}
        </Note>
      </div>
    )
  if (job.problem === null) return null
  return (
    <div className={style['progress']}>
      <Note tone="warn" title={t.backupDone}>
        {job.problem}
      </Note>
    </div>
  )
}
