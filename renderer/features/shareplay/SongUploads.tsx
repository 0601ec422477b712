import { Upload as UploadIcon, X } from 'lucide-react'
import { useLive, useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Progress } from '../../ui/Progress.tsx'
import { useNow } from '../../ui/use-now.ts'
import { remainingMs } from '../files/remaining.ts'
import type { Upload } from '../files/uploads.ts'
import style from './SongUploads.module.css'

/** One's own files on their way into the queue, after all that is in it; the others see them once they are there. */
export function SongUploads({ uploads }: { uploads: readonly Upload[] }) {
  const t = useTexts().shareplay
  return (
    <ul className={style['uploads']} aria-label={t.uploads}>
      {uploads.map((upload) => (
        <SongUploadRow key={upload.id} upload={upload} />
      ))}
    </ul>
  )
}

function SongUploadRow({ upload }: { upload: Upload }) {
  const { shareplay: t, files, common } = useTexts()
  const { songUploads } = useLive()
  const { id, file, state, sentence } = upload
  return (
    <li className={style['row']}>
      <span className={style['sign']}>
        <UploadIcon aria-hidden size={18} />
      </span>
      <div>
        <p className={style['name']} title={file.name}>
          <bdi>{file.name}</bdi>
        </p>
        {state === 'failed' ? (
          <p className={style['failed']} role="alert">
            {t.uploadFailed(sentence ?? files.unreachable)}
          </p>
        ) : (
          <Going upload={upload} />
        )}
      </div>
      <div className={style['end']}>
        {(state === 'failed' || state === 'waiting') && (
          <Button size="sm" onClick={() => songUploads.retry(id)}>
            {common.retry}
          </Button>
        )}
        <IconButton
          label={files.cancel(file.name)}
          size="sm"
          tooltip={false}
          icon={<X aria-hidden />}
          onClick={() => void songUploads.cancel(id)}
        />
      </div>
    </li>
  )
}

function Going({ upload }: { upload: Upload }) {
  const { files: t, common } = useTexts()
  const now = useNow(1_000)
  const { file, sent, total, state, sentence, until } = upload
  switch (state) {
    case 'queued':
      return <p className={style['state']}>{t.queued(common.bytes(file.size))}</p>
    case 'waiting': {
      const seconds = Math.max(0, Math.ceil(((until ?? now) - now) / 1_000))
      return (
        <p className={style['state']}>
          {/* Without the seconds: each of them would be read out. */}
          <span role="status">{sentence ?? t.unreachable}</span> {t.startsAgain(seconds)}
        </p>
      )
    }
    case 'uploading':
    case 'arrived': {
      const isAllThere = sent >= total && total > 0
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
    }
    case 'failed':
      return null
  }
}
