import { Download } from 'lucide-react'
import type { Message } from '#protocol/messages.ts'
import { useRoom, useTexts } from '../../app/context.tsx'
import { FileGlyph } from '../../ui/FileGlyph.tsx'
import { kindOf, sizeOf } from './attachment.ts'
import style from './Attachment.module.css'

/** The file of a message: shown, played, or as a card to be downloaded. Its place is kept from the first moment. */
export function Attachment({ message, onOpen }: { message: Message; onOpen(message: Message): void }) {
  const { baseUrl } = useRoom()
  const { messages: t, common } = useTexts()
  if (message.file_url === null) return null
  const url = new URL(message.file_url, baseUrl).href
  const name = message.filename ?? t.file
  const size = message.file_size === null ? '' : common.bytes(message.file_size)
  switch (kindOf(message)) {
    case 'image': {
      const box = sizeOf(message)
      return (
        <figure className={style['figure']}>
          <button
            type="button"
            className={style['picture']}
            onClick={() => onOpen(message)}
            aria-label={t.enlarge(name)}
          >
            <img src={url} alt={name} width={box.width} height={box.height} loading="lazy" decoding="async" />
          </button>
          <figcaption className={style['caption']}>
            <bdi className={style['cut']}>{name}</bdi>, {size}
          </figcaption>
        </figure>
      )
    }
    case 'video':
      return (
        <figure className={style['figure']}>
          {/* Nobody has captions for what a friend filmed. */}
          {/* oxlint-disable-next-line jsx-a11y/media-has-caption -- As said. */}
          <video className={style['video']} src={url} controls preload="metadata" aria-label={name} />
          <figcaption className={style['caption']}>
            <bdi className={style['cut']}>{name}</bdi>, {size}
          </figcaption>
        </figure>
      )
    case 'audio':
      return (
        <figure className={style['figure']}>
          {/* oxlint-disable-next-line jsx-a11y/media-has-caption -- As above. */}
          <audio className={style['audio']} src={url} controls preload="metadata" aria-label={name} />
          <figcaption className={style['caption']}>
            <bdi className={style['cut']}>{name}</bdi>, {size}
          </figcaption>
        </figure>
      )
    case 'other':
      return (
        <a className={style['card']} href={url} download={name} title={t.download(name, size)}>
          <FileGlyph />
          <span className={style['words']}>
            <span className="visually-hidden">{t.downloadWord} </span>
            <bdi className={style['name']}>{name}</bdi>
            <span className={style['size']}>{size}</span>
          </span>
          <Download aria-hidden />
        </a>
      )
  }
}
