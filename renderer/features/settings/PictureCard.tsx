import { ImageUp } from 'lucide-react'
import { type ChangeEvent, Suspense, lazy, useRef, useState } from 'react'
import { useApp, useLive, useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { PersonAvatar } from '../users/PersonAvatar.tsx'
import { Card } from './Card.tsx'
import style from './Form.module.css'
import { type Picture, readPicture } from './picture.ts'

// Dragging and zooming is much code for what one does once.
const CropDialog = lazy(() => import('./CropDialog.tsx').then((m) => ({ default: m.CropDialog })))

/** One's picture, and the way to another one. The room has no way to be without one again. */
export function PictureCard() {
  const t = useTexts().settings.profile
  const { toasts } = useApp()
  const { userId } = useLive()
  const input = useRef<HTMLInputElement>(null)
  const [picture, setPicture] = useState<Picture | null>(null)

  const choose = (event: ChangeEvent<HTMLInputElement>) => {
    const [file] = event.target.files ?? []
    // The same file again is a choice, too.
    event.target.value = ''
    if (!file) return
    readPicture(file).then(setPicture, () => toasts.show({ tone: 'danger', text: t.noPicture }))
  }
  const close = () => {
    if (picture) URL.revokeObjectURL(picture.url)
    setPicture(null)
  }
  return (
    <Card title={t.picture}>
      <div className={style['picture']}>
        <PersonAvatar userId={userId} size="xl" />
        <div>
          <p>{t.pictureText}</p>
          <Button icon={<ImageUp aria-hidden />} onClick={() => input.current?.click()}>
            {t.choosePicture}
          </Button>
          <input ref={input} type="file" accept="image/*" hidden onChange={choose} aria-label={t.choosePicture} />
        </div>
      </div>
      {picture && (
        <Suspense fallback={null}>
          <CropDialog picture={picture} onClose={close} />
        </Suspense>
      )}
    </Card>
  )
}
