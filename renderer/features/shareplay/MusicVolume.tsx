import { Volume1, Volume2, VolumeX } from 'lucide-react'
import { useApp, useObservable, useTexts } from '../../app/context.tsx'
import { Slider } from '../../ui/Slider.tsx'
import style from './MusicVolume.module.css'

/** How loud the music is on this device, apart from the voices. */
export function MusicVolume() {
  const t = useTexts().shareplay
  const { player } = useApp()
  const { volume } = useObservable(player)
  const percent = Math.round(volume * 100)
  const Icon = percent === 0 ? VolumeX : percent < 50 ? Volume1 : Volume2
  return (
    <div className={style['volume']} title={t.volumeText}>
      <Icon aria-hidden size={18} />
      <Slider
        label={t.volume}
        hideLabel
        min={0}
        max={100}
        value={percent}
        valueText={t.percent(percent)}
        onChange={(next) => player.setVolume(next / 100)}
      />
      <span className={style['percent']} aria-hidden>
        {t.percent(percent)}
      </span>
    </div>
  )
}
