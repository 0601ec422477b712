import { ChevronLeft, ChevronRight, Download } from 'lucide-react'
import type { Message } from '#protocol/messages.ts'
import { useRoom, useTexts } from '../../app/context.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import style from './Lightbox.module.css'

export type LightboxProps = {
  /** The pictures that are loaded, oldest first. */
  pictures: readonly Message[]
  current: Message
  onChange(message: Message): void
  onClose(): void
}

/** A picture as large as it goes; the arrow keys go through those around it. */
export function Lightbox({ pictures, current, onChange, onClose }: LightboxProps) {
  const { baseUrl } = useRoom()
  const { messages: t, common } = useTexts()
  const at = pictures.findIndex((one) => one.id === current.id)
  const before = pictures[at - 1]
  const after = pictures[at + 1]
  const url = new URL(current.file_url ?? '', baseUrl).href
  const name = current.filename ?? t.file
  const step = (next: Message | undefined) => next && onChange(next)
  return (
    <Dialog open onClose={onClose} title={name} size="full" closeLabel={common.close}>
      {/* The keys work wherever the focus is in here; the buttons say the same. */}
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- As said. */}
      <div
        className={style['stage']}
        onKeyDown={(event) => {
          if (event.key === 'ArrowLeft') step(before)
          if (event.key === 'ArrowRight') step(after)
        }}
      >
        <IconButton
          label={t.earlierPicture}
          icon={<ChevronLeft aria-hidden />}
          disabled={!before}
          onClick={() => step(before)}
        />
        <img
          className={style['picture']}
          src={url}
          alt={name}
          width={current.file_width ?? undefined}
          height={current.file_height ?? undefined}
        />
        <IconButton
          label={t.laterPicture}
          icon={<ChevronRight aria-hidden />}
          disabled={!after}
          onClick={() => step(after)}
        />
      </div>
      <a className={style['download']} href={url} download={name}>
        <Download aria-hidden />
        {t.downloadWord}
      </a>
    </Dialog>
  )
}
