import { Timer } from 'lucide-react'
import { useEffect } from 'react'
import { useApp, useObservable, usePreferences, useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { Slider } from '../../ui/Slider.tsx'
import style from './LineUp.module.css'

/** Beyond that no loudspeaker is late. */
const NUDGE_MS = 300

/** By ear: clicks of the room's clock, and how much earlier or later this device plays. */
export function LineUp() {
  const t = useTexts().shareplay
  const { player, preferences } = useApp()
  const { player_nudge_ms: nudge } = usePreferences()
  const { channelId, isClickTest } = useObservable(player)
  // Nobody goes on hearing clicks who does not see where they come from.
  useEffect(() => () => player.stopClickTest(), [player])
  const setNudge = (player_nudge_ms: number) => preferences.set({ player_nudge_ms })
  const words = t.nudgeText(Math.round(nudge))
  return (
    <div className={style['line']}>
      <Slider
        label={t.nudge}
        min={-NUDGE_MS}
        max={NUDGE_MS}
        value={Math.round(nudge)}
        valueText={words}
        onChange={setNudge}
      />
      <div className={style['buttons']}>
        <Button
          icon={<Timer aria-hidden />}
          disabled={channelId === null}
          aria-pressed={isClickTest}
          onClick={() => (isClickTest ? player.stopClickTest() : player.startClickTest())}
        >
          {isClickTest ? t.clickStop : t.clickStart}
        </Button>
        <Button variant="quiet" disabled={nudge === 0} onClick={() => setNudge(0)}>
          {t.nudgeReset}
        </Button>
      </div>
      <p className={style['clicks']}>{channelId === null ? t.clickNeedsCall : t.clickText}</p>
    </div>
  )
}
