import { CircleAlert, X } from 'lucide-react'
import { useLive, useTexts } from '../../app/context.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Thumbnail } from './Thumbnail.tsx'
import style from './UploadRow.module.css'
import type { Upload } from './uploads.ts'
import { UploadState } from './UploadState.tsx'

/** A file on its way, as it will look when it is there: a card, with its progress in place of its size. */
export function UploadRow({ upload }: { upload: Upload }) {
  const t = useTexts().files
  const { uploads, drafts } = useLive()
  const { id, channelId, file, state } = upload
  /** The words were typed, whatever becomes of the file: back into the box with them. */
  const cancel = () => {
    const texts = [uploads.cancel(id), drafts.of(channelId).getSnapshot()]
    drafts.set(channelId, texts.filter((text) => text !== '').join('\n'))
  }
  return (
    <div className={style['row']}>
      {upload.caption === '' ? null : (
        <p className={style['caption']} dir="auto">
          {upload.caption}
        </p>
      )}
      <div className={style['card']}>
        <Thumbnail file={file} />
        <div className={style['text']}>
          <p className={style['name']} title={file.name}>
            <bdi>{file.name}</bdi>
          </p>
          <UploadState upload={upload}>
            <button type="button" className={style['link']} onClick={() => uploads.retry(id)}>
              {t.retryNow}
            </button>
          </UploadState>
        </div>
        {state === 'failed' ? null : (
          <IconButton label={t.cancel(file.name)} icon={<X aria-hidden />} onClick={() => cancel()} />
        )}
      </div>
      {state === 'failed' ? (
        <p className={style['fail']} role="alert">
          <CircleAlert aria-hidden />
          <span>{t.failed(upload.sentence ?? t.unreachable)}</span>
          <button type="button" className={style['link']} onClick={() => uploads.retry(id)}>
            {t.retry}
          </button>
          <button type="button" className={style['link']} onClick={() => cancel()}>
            {t.discard}
          </button>
        </p>
      ) : null}
    </div>
  )
}
