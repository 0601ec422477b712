import { Volume2 } from 'lucide-react'
import { useApp, usePreferences, useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { Slider } from '../../ui/Slider.tsx'
import { Switch } from '../../ui/Switch.tsx'
import type { SoundName } from '../sounds/recipes.ts'
import { Buttons, Card } from './Card.tsx'

const NAMES: readonly SoundName[] = ['message', 'mention', 'join', 'leave', 'mute', 'unmute', 'error']

export function SoundsCard() {
  const t = useTexts().settings.notifications
  const { preferences, sounds, toasts } = useApp()
  const { sounds: isOn, sound_volume: volume } = usePreferences()
  const percent = Math.round(volume * 100)
  const listen = (name: SoundName) => {
    if (!sounds.preview(name)) toasts.show({ tone: 'warn', text: t.unheard })
  }
  return (
    <Card title={t.sounds}>
      <Switch
        label={t.playSounds}
        description={t.playSoundsText}
        checked={isOn}
        onChange={(wanted) => preferences.set({ sounds: wanted })}
      />
      {isOn && (
        <>
          <Slider
            label={t.volume}
            min={0}
            max={100}
            step={5}
            value={percent}
            onChange={(value) => preferences.set({ sound_volume: value / 100 })}
            valueText={t.percent(percent)}
          />
          <div role="group" aria-label={t.listen}>
            <Buttons>
              {NAMES.map((name) => (
                <Button key={name} size="sm" icon={<Volume2 aria-hidden />} onClick={() => listen(name)}>
                  {t.names[name]}
                </Button>
              ))}
            </Buttons>
          </div>
        </>
      )}
    </Card>
  )
}
