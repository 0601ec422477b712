import { CircleAlert, X } from 'lucide-react'
import { useLive, useTexts } from '../../app/context.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Progress } from '../../ui/Progress.tsx'
import { useNow } from '../../ui/use-now.ts'
import { remainingMs } from './remaining.ts'
import { Thumbnail } from './Thumbnail.tsx'
import style from './UploadRow.module.css'
import type { Upload } from './uploads.ts'

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
          {state === 'failed' ? null : <Going upload={upload} />}
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

function Going({ upload }: { upload: Upload }) {
  const { files: t, common } = useTexts()
  const { uploads } = useLive()
  const now = useNow(1_000)
  const { id, file, sent, total, state, sentence, until } = upload
  const isAllThere = sent >= total && total > 0
  switch (state) {
    case 'queued':
      return <p className={style['state']}>{t.queued(common.bytes(file.size))}</p>
    case 'waiting':
      return (
        <p className={style['state']}>
          {/* Without the seconds: each of them would be read out. */}
          <span role="status">{sentence ?? t.unreachable}</span>{' '}
          {t.startsAgain(Math.max(0, Math.ceil(((until ?? now) - now) / 1_000)))}{' '}
          <button type="button" className={style['link']} onClick={() => uploads.retry(id)}>
            {t.retryNow}
          </button>
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
