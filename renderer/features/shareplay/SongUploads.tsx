import { Upload as UploadIcon, X } from 'lucide-react'
import { useLive, useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import type { Upload } from '../files/uploads.ts'
import { UploadState } from '../files/UploadState.tsx'
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
          <UploadState upload={upload} />
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
