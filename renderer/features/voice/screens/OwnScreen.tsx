import { MonitorX } from 'lucide-react'
import { useTexts } from '../../../app/context.tsx'
import { Button } from '../../../ui/Button.tsx'
import { classes } from '../../../ui/classes.ts'
import type { ScreenView } from '../../../voice/state.ts'
import { useVoice } from '../use-call.ts'
import style from './ScreenTile.module.css'
import { ScreenVideo } from './ScreenVideo.tsx'

/** What one shares oneself: small, so that one sees what the others see, and with the way to end it. */
export function OwnScreen({ screen }: { screen: ScreenView }) {
  const t = useTexts().voice.screens
  const voice = useVoice()
  return (
    <figure className={classes(style['tile'], style['own'])} data-screen-tile={screen.id}>
      <div className={style['view']}>
        <ScreenVideo screen={screen} />
      </div>
      <figcaption className={style['ownBar']}>
        <span className={style['name']}>
          <b>{t.own}</b> {t.ownText}
        </span>
        <Button size="sm" variant="danger" icon={<MonitorX aria-hidden />} onClick={() => voice.stopScreen(screen.id)}>
          {t.stop}
        </Button>
      </figcaption>
    </figure>
  )
}
