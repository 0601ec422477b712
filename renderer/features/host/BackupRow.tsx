import { useQueryClient } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { type Backup, deleteBackup } from '#protocol/host.ts'
import { useLive, useTexts } from '../../app/context.tsx'
import { Confirm } from '../../ui/Confirm.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { useNow } from '../../ui/use-now.ts'
import { whenOf } from '../start/when.ts'
import { hostKeys } from './queries.ts'
import { useAction } from '../../app/use-action.ts'

export function BackupRow({ backup }: { backup: Backup }) {
  const { host: t, common, start, language } = useTexts()
  const { call } = useLive()
  const cache = useQueryClient()
  const now = useNow(60_000)
  const [isAsking, setAsking] = useState(false)
  const { busy, run } = useAction()
  const when = whenOf(backup.made_at, now, language, start.when)
  const remove = async () => {
    const done = await run(async () => {
      await call(deleteBackup, { params: { name: backup.name } })
      await cache.invalidateQueries({ queryKey: hostKeys.backups })
    })
    if (done) setAsking(false)
  }
  const facts =
    !backup.complete && backup.lost_files === 0
      ? t.backupBroken
      : t.backupRow(common.bytes(backup.bytes), backup.messages, backup.files)
  return (
    <li>
      <span>
        {when}
        <small>
          {facts}
          {backup.lost_files > 0 && `; ${t.backupLost(backup.lost_files)}`}
        </small>
      </span>
      <IconButton size="sm" label={t.deleteBackup(when)} icon={<Trash2 size={16} />} onClick={() => setAsking(true)} />
      <Confirm
        open={isAsking}
        title={t.deleteBackupTitle(when)}
        text={t.deleteBackupText}
        confirm={common.delete}
        cancel={common.cancel}
        tone="danger"
        busy={busy}
        onConfirm={() => void remove()}
        onClose={() => setAsking(false)}
      />
    </li>
  )
}
