import { useApp, usePreferences, useTexts } from '../../app/context.tsx'
import { Switch } from '../../ui/Switch.tsx'
import { LineUp } from '../shareplay/LineUp.tsx'
import { MusicVolume } from '../shareplay/MusicVolume.tsx'
import style from './Card.module.css'
import { Card } from './Card.tsx'

/** How the music of calls is heard on this device. */
export function MusicCard() {
  const t = useTexts().shareplay
  const { preferences } = useApp()
  const { player_duck } = usePreferences()
  return (
    <Card title={t.music}>
      <MusicVolume />
      <Switch
        label={t.duck}
        description={t.duckText}
        checked={player_duck}
        onChange={(wanted) => preferences.set({ player_duck: wanted })}
      />
      <p className={style['aside']}>{t.lineUpText}</p>
      <LineUp />
    </Card>
  )
}
