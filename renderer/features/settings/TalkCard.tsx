import { useApp, usePreferences, useTexts } from '../../app/context.tsx'
import { Note } from '../../ui/Note.tsx'
import { Slider } from '../../ui/Slider.tsx'
import { Switch } from '../../ui/Switch.tsx'
import { ModeChoice } from '../voice/ModeChoice.tsx'
import { useMicrophone } from '../voice/use-microphone.ts'
import style from './Card.module.css'
import { Card } from './Card.tsx'
import { GlobalTalkKey } from './GlobalTalkKey.tsx'
import { TalkKeyField } from './TalkKeyField.tsx'

/** Where somebody begins who sets it by hand, in dBFS: above a quiet room, below a voice. */
const BY_HAND_DB = -50

/** When one is heard: by loudness, by a key, or always; and what belongs to each. */
export function TalkCard() {
  const t = useTexts().voice.audio
  const { preferences } = useApp()
  const { thresholdDb, isUngated } = useMicrophone()
  const { voice_mode: mode, voice_gate_db: chosen } = usePreferences()
  return (
    <Card title={t.talking}>
      <ModeChoice hideLabel />
      {mode === 'gate' && (
        <>
          {isUngated && <Note tone="warn">{t.ungated}</Note>}
          <Switch
            label={t.gateAuto}
            description={t.gateAutoText}
            checked={chosen === null}
            onChange={(isAuto) => preferences.set({ voice_gate_db: isAuto ? null : (thresholdDb ?? BY_HAND_DB) })}
          />
          {chosen !== null && (
            <>
              <Slider
                label={t.gate}
                min={-70}
                max={-10}
                value={Math.round(chosen)}
                onChange={(voice_gate_db) => preferences.set({ voice_gate_db })}
                valueText={t.gateDb(Math.round(chosen))}
              />
              <p className={style['aside']}>{t.gateText}</p>
            </>
          )}
        </>
      )}
      {mode === 'key' && (
        <>
          <TalkKeyField />
          <GlobalTalkKey />
        </>
      )}
    </Card>
  )
}
