import { MonitorOff } from 'lucide-react'
import { useTexts } from '../../../app/context.tsx'
import { Button } from '../../../ui/Button.tsx'
import type { ScreenView } from '../../../voice/state.ts'
import style from './ScreensStage.module.css'
import { useScreenName } from './use-screen-name.ts'
import { useScreenWatch } from './use-screens.ts'

/** A screen that one does not watch: it costs no picture and no sound, and waits. */
export function HiddenScreen({ screen }: { screen: ScreenView }) {
  const t = useTexts().voice.screens
  const { person } = useScreenName(screen)
  const watch = useScreenWatch()
  return (
    <div className={style['hiddenScreen']}>
      <MonitorOff aria-hidden size={16} />
      <span>
        <bdi>{t.isHidden(person)}</bdi>
      </span>
      <Button size="sm" onClick={() => watch.setHidden(screen.id, false)}>
        {t.watch}
      </Button>
    </div>
  )
}
