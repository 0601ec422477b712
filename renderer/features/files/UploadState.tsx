import type { ReactNode } from 'react'
import { useTexts } from '../../app/context.tsx'
import { Progress } from '../../ui/Progress.tsx'
import { useNow } from '../../ui/use-now.ts'
import { remainingMs } from './remaining.ts'
import style from './UploadState.module.css'
import type { Upload } from './uploads.ts'

/** How far a file on its way is, in words and as a bar; nothing of one that failed. `children`: what to do while it waits. */
export function UploadState({ upload, children }: { upload: Upload; children?: ReactNode }) {
  const { files: t, common } = useTexts()
  const now = useNow(1_000)
  const { file, sent, total, state, sentence, until } = upload
  const isAllThere = sent >= total && total > 0
  switch (state) {
    case 'queued':
      return <p className={style['state']}>{t.queued(common.bytes(file.size))}</p>
    case 'waiting':
      return (
        <p className={style['state']}>
          {/* Without the seconds: each of them would be read out. */}
          <span role="status">{sentence ?? t.unreachable}</span>{' '}
          {t.startsAgain(Math.max(0, Math.ceil(((until ?? now) - now) / 1_000)))} {children}
        </p>
      )
    case 'arrived':
    case 'uploading':
      return (
        <>
          <div className={style['bar']}>
            <Progress value={total > 0 ? sent / total : null} label={t.uploading(file.name)} />
          </div>
          <p className={style['state']}>
            {state === 'arrived'
              ? t.arrived
              : isAllThere
                ? t.storing
                : t.progress(sent, total, remainingMs(upload, now))}
          </p>
        </>
      )
    case 'failed':
      return null
  }
}
