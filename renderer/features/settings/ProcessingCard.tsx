import { useApp, usePreferences, useTexts } from '../../app/context.tsx'
import { Segmented } from '../../ui/Segmented.tsx'
import { Switch } from '../../ui/Switch.tsx'
import { useMicrophone } from '../voice/use-microphone.ts'
import style from './Card.module.css'
import { Card } from './Card.tsx'

/** What is done to one's voice before others hear it. */
export function ProcessingCard() {
  const t = useTexts().voice.audio
  const { preferences } = useApp()
  const { isLearnedMissing } = useMicrophone()
  const { voice_noise: noise, voice_echo, voice_gain } = usePreferences()
  return (
    <Card title={t.voice}>
      <Segmented
        label={t.noise}
        options={[
          { value: 'learned', label: t.noises.learned },
          { value: 'browser', label: t.noises.browser },
          { value: 'off', label: t.noises.off },
        ]}
        value={noise}
        onChange={(voice_noise) => preferences.set({ voice_noise })}
      />
      <p className={style['aside']} role="status">
        {isLearnedMissing && noise === 'learned' ? t.noiseFallback : t.noiseTexts[noise]}
      </p>
      <Switch
        label={t.echo}
        description={t.echoText}
        checked={voice_echo}
        onChange={(wanted) => preferences.set({ voice_echo: wanted })}
      />
      <Switch
        label={t.gain}
        description={t.gainText}
        checked={voice_gain}
        onChange={(wanted) => preferences.set({ voice_gain: wanted })}
      />
    </Card>
  )
}
