import { useTexts } from '../../app/context.tsx'
import { Note } from '../../ui/Note.tsx'
import { DeviceChoice } from '../voice/DeviceChoice.tsx'
import { useDevices } from '../voice/use-devices.ts'
import { Card } from './Card.tsx'
import { MicrophoneTrial } from './MicrophoneTrial.tsx'

/** Which microphone, whether it may be used, and what it hears. */
export function MicrophoneCard() {
  const t = useTexts().voice.audio
  const { permission } = useDevices()
  return (
    <Card title={t.microphone} text={t.testText}>
      <DeviceChoice kind="input" />
      <Note tone={permission === 'granted' ? 'ok' : permission === 'ask' ? 'info' : 'warn'} live={false}>
        {t.permission[permission]}
      </Note>
      <MicrophoneTrial isPossible={permission !== 'insecure'} />
    </Card>
  )
}
