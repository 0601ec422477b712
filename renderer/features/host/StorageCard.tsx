import type { Overview } from '#protocol/host.ts'
import { useApp, useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { Slab } from '../start/Slab.tsx'
import { useAction } from '../../app/use-action.ts'
import style from './StorageCard.module.css'

/** What the room takes on its host's disk, and what is left there. */
export function StorageCard({ overview, isHosting }: { overview: Overview | undefined; isHosting: boolean }) {
  const { desktop } = useApp().platform
  const { host: t, common } = useTexts()
  const { busy, run } = useAction()
  if (!overview)
    return (
      <Slab title={t.storage}>
        <Skeleton height="0.75rem" />
      </Slab>
    )
  const { files_bytes, database_bytes, free_bytes } = overview.storage
  const { files, messages } = overview.counts
  const used = common.bytes(files_bytes + database_bytes)
  return (
    <Slab
      title={t.storage}
      aside={<span className={style['total']}>{t.storageUsed(used, common.bytes(free_bytes))}</span>}
    >
      <div className={style['bar']} aria-hidden="true">
        <i className={style['files']} style={{ flexGrow: files_bytes }} />
        <i className={style['messages']} style={{ flexGrow: database_bytes }} />
      </div>
      <p className={style['key']}>
        <span>
          <i className={style['files']} />
          {t.storageFiles(common.bytes(files_bytes), files)}
        </span>
        <span>
          <i className={style['messages']} />
          {t.storageMessages(common.bytes(database_bytes), messages)}
        </span>
      </p>
      <div className={style['folder']}>
        <p>
          {t.dataDir} <code>{overview.data_dir}</code>
        </p>
        {desktop && isHosting && (
          <Button size="sm" busy={busy} onClick={() => void run(() => desktop.hosting.reveal())}>
            {t.reveal}
          </Button>
        )}
      </div>
    </Slab>
  )
}
