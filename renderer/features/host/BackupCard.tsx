import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type Backup, type Overview, startBackup } from '#protocol/host.ts'
import { useLive, useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { useNow } from '../../ui/use-now.ts'
import { Slab } from '../start/Slab.tsx'
import { whenOf } from '../start/when.ts'
import { BackupProgress } from './BackupProgress.tsx'
import { BackupRow } from './BackupRow.tsx'
import { hostKeys, useBackups } from './queries.ts'
import { Restore } from './Restore.tsx'
import { useAction } from '../../app/use-action.ts'
import style from './BackupCard.module.css'

const SHOWN = 3

/** Copies of the room, made while it runs. */
export function BackupCard({ overview, isHosting }: { overview: Overview | undefined; isHosting: boolean }) {
  const { host: t, common, start, language } = useTexts()
  const { call } = useLive()
  const cache = useQueryClient()
  const now = useNow(60_000)
  const { data } = useBackups()
  const [showsAll, setShowsAll] = useState(false)
  const { busy, run } = useAction()
  const backUp = () =>
    run(async () => {
      await call(startBackup, { body: {} })
      await cache.invalidateQueries({ queryKey: hostKeys.backups })
    })
  const backups = data?.backups ?? []
  const last = backups.find((backup) => isUseful(backup))
  const isRunning = data?.job?.state === 'running'
  const text = !data
    ? common.loading
    : last
      ? t.backupLast(whenOf(last.made_at, now, language, start.when), common.bytes(last.bytes))
      : t.backupNone
  return (
    <Slab
      title={t.backup}
      text={text}
      aside={
        <div className={style['actions']}>
          <Button busy={busy || isRunning} onClick={() => void backUp()}>
            {t.backupNow}
          </Button>
          {overview && <Restore overview={overview} last={last} isHosting={isHosting} />}
        </div>
      }
    >
      {data?.job && <BackupProgress job={data.job} />}
      {backups.length > 0 && (
        <ul className={style['list']} aria-label={t.backups}>
          {(showsAll ? backups : backups.slice(0, SHOWN)).map((backup) => (
            <BackupRow key={backup.name} backup={backup} />
          ))}
        </ul>
      )}
      {!showsAll && backups.length > SHOWN && (
        <Button variant="quiet" size="sm" onClick={() => setShowsAll(true)}>
          {t.showAllBackups(backups.length)}
        </Button>
      )}
      {overview && backups.length > 0 && (
        <p className={style['folder']}>
          {t.backupDir} <code>{overview.backup_dir}</code>
        </p>
      )}
    </Slab>
  )
}

/** One that was broken off cannot be restored; one without files that the room had lost before can. */
const isUseful = (backup: Backup) => backup.complete || backup.lost_files > 0
