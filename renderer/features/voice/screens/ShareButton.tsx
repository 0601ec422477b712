import { ScreenShare, ScreenShareOff } from 'lucide-react'
import { useState } from 'react'
import { sentenceOf } from '../../../api/errors.ts'
import { useApp, useTexts } from '../../../app/context.tsx'
import { Button } from '../../../ui/Button.tsx'
import { IconButton, type IconButtonProps } from '../../../ui/IconButton.tsx'
import { Popover } from '../../../ui/Popover.tsx'
import { Segmented } from '../../../ui/Segmented.tsx'
import { Switch } from '../../../ui/Switch.tsx'
import { classes } from '../../../ui/classes.ts'
import { CaptureError, captureObstacle } from '../../../voice/screens/capture.ts'
import type { CallView } from '../../../voice/state.ts'
import { useVoice } from '../use-call.ts'
import style from './ShareButton.module.css'
import { useScreenWatch, useWatching } from './use-screens.ts'

/** Each is encoded for everybody in the call. */
const OWN_AT_MOST = 3

type Looks = Pick<IconButtonProps, 'size' | 'className'>

/** Shares a screen with everybody in one's call. Over plain http it says why not; phones can never, and have no button. */
export function ShareButton({ call, ...looks }: { call: CallView } & Looks) {
  const t = useTexts().voice.screens
  const { platform, toasts } = useApp()
  const [isOpen, setOpen] = useState(false)
  const obstacle = captureObstacle(platform.window.navigator.mediaDevices)
  const isSharing = call.screens.some(({ isOwn }) => isOwn)
  if (obstacle === 'unsupported') return null
  if (obstacle !== null) {
    const why = t.failures[obstacle]
    return (
      <IconButton
        {...looks}
        className={classes(looks.className, style['off'])}
        label={t.share}
        aria-disabled
        icon={<ScreenShareOff />}
        onClick={() => toasts.show({ tone: 'info', text: why })}
      />
    )
  }
  return (
    <Popover
      label={t.menu}
      side="top"
      open={isOpen}
      onOpenChange={setOpen}
      trigger={
        <IconButton {...looks} label={isSharing ? t.sharing : t.share} pressed={isSharing} icon={<ScreenShare />} />
      }
    >
      <ShareMenu call={call} onDone={() => setOpen(false)} />
    </Popover>
  )
}

function ShareMenu({ call, onDone }: { call: CallView; onDone(): void }) {
  const t = useTexts().voice.screens
  const { toasts } = useApp()
  const voice = useVoice()
  const watch = useScreenWatch()
  const { wish } = useWatching()
  const own = call.screens.filter(({ isOwn }) => isOwn)
  const share = () => {
    voice.shareScreen(wish).catch((error: unknown) => {
      const text = error instanceof CaptureError ? t.failures[error.failure] : sentenceOf(error)
      toasts.show({ tone: 'danger', text })
    })
    onDone()
  }
  return (
    <div className={style['menu']}>
      {own.length < OWN_AT_MOST ? (
        <>
          <Segmented
            label={t.prefer}
            options={[
              { value: 'motion', label: t.prefers.motion },
              { value: 'detail', label: t.prefers.detail },
            ]}
            value={wish.prefer}
            onChange={(prefer) => watch.setWish({ ...wish, prefer })}
          />
          <p className={style['text']}>{t.preferTexts[wish.prefer]}</p>
          <Switch
            label={t.sound}
            description={t.soundText}
            checked={wish.withSound}
            onChange={(withSound) => watch.setWish({ ...wish, withSound })}
          />
          <Button variant={own.length > 0 ? 'plain' : 'primary'} icon={<ScreenShare aria-hidden />} onClick={share}>
            {own.length > 0 ? t.shareAnother : t.choose}
          </Button>
        </>
      ) : (
        <p className={style['text']}>{t.enough(own.length)}</p>
      )}
      {own.length > 0 && (
        <Button
          variant="danger"
          icon={<ScreenShareOff aria-hidden />}
          onClick={() => {
            for (const { id } of own) voice.stopScreen(id)
            onDone()
          }}
        >
          {t.stop}
        </Button>
      )}
    </div>
  )
}
