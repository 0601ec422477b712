import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import Cropper from 'react-easy-crop'
import { putMyAvatar } from '#protocol/users.ts'
import 'react-easy-crop/react-easy-crop.css'
import { keys } from '../../api/keys.ts'
import { useApp, useLive, useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Slider } from '../../ui/Slider.tsx'
import { useAction } from '../../app/use-action.ts'
import style from './CropDialog.module.css'
import { type Part, type Picture, cutOut } from './picture.ts'

const MOST = 4

/** Which part of a picture others see. */
export function CropDialog({ picture, onClose }: { picture: Picture; onClose: () => void }) {
  const { settings, common } = useTexts()
  const t = settings.profile
  const { toasts } = useApp()
  const live = useLive()
  const cache = useQueryClient()
  const [crop, setCrop] = useState({ x: 0, y: 0 })
  const [zoom, setZoom] = useState(1)
  const [part, setPart] = useState<Part | null>(null)
  const { busy, run } = useAction()

  const use = (chosen: Part) =>
    run(async () => {
      await live.upload(putMyAvatar, { file: await cutOut(picture, chosen), filename: 'avatar' })
      void cache.invalidateQueries({ queryKey: keys.me, exact: true })
      void cache.invalidateQueries({ queryKey: keys.users, exact: true })
      toasts.show({ tone: 'ok', text: t.pictureSaved })
      onClose()
    })
  return (
    <Dialog
      open
      onClose={onClose}
      title={t.cropTitle}
      description={t.cropText}
      closeLabel={common.close}
      footer={
        <>
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button variant="primary" busy={busy} disabled={!part} onClick={() => part && void use(part)}>
            {t.use}
          </Button>
        </>
      }
    >
      <div className={style['area']}>
        <Cropper
          image={picture.url}
          crop={crop}
          zoom={zoom}
          maxZoom={MOST}
          aspect={1}
          cropShape="round"
          showGrid={false}
          // Its own <style> element is forbidden here (Content-Security-Policy); the style sheet is imported above.
          disableAutomaticStylesInjection
          mediaProps={{ alt: '' }}
          cropperProps={{ 'aria-label': t.cropArea, role: 'application' }}
          onCropChange={setCrop}
          onZoomChange={setZoom}
          onCropComplete={(_, pixels) => setPart(pixels)}
        />
      </div>
      <div className={style['zoom']}>
        <Slider
          label={t.zoom}
          min={1}
          max={MOST}
          step={0.05}
          value={zoom}
          onChange={setZoom}
          valueText={t.zoomed(Math.round(zoom * 100))}
        />
      </div>
      {picture.mayMove && <p className={style['still']}>{t.still}</p>}
    </Dialog>
  )
}
