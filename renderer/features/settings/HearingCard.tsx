import { useApp, usePreferences, useTexts } from '../../app/context.tsx'
import { Switch } from '../../ui/Switch.tsx'
import { DeviceChoice } from '../voice/DeviceChoice.tsx'
import { Card } from './Card.tsx'

/** Where and what one hears of a call. */
export function HearingCard() {
  const t = useTexts().voice.audio
  const { preferences } = useApp()
  const { voice_cues, voice_say_speakers } = usePreferences()
  return (
    <Card title={t.listening}>
      <DeviceChoice kind="output" />
      <Switch
        label={t.cues}
        description={t.cuesText}
        checked={voice_cues}
        onChange={(wanted) => preferences.set({ voice_cues: wanted })}
      />
      <Switch
        label={t.saySpeakers}
        description={t.saySpeakersText}
        checked={voice_say_speakers}
        onChange={(wanted) => preferences.set({ voice_say_speakers: wanted })}
      />
    </Card>
  )
}
