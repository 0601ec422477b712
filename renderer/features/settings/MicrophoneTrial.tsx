import { Mic, Play, Square } from 'lucide-react'
import { useObservable, usePreferences, useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { Note } from '../../ui/Note.tsx'
import type { VoiceSource } from '../../voice/ports.ts'
import { GateMeter } from '../voice/GateMeter.tsx'
import { RECORD_MS, type TestView } from '../voice/microphone-test.ts'
import { useMicrophoneTest } from '../voice/use-microphone-test.ts'
import style from './Card.module.css'
import { Buttons } from './Card.tsx'

/** Tries the microphone: its level, live, and how one sounds. */
export function MicrophoneTrial({ isPossible }: { isPossible: boolean }) {
  const t = useTexts().voice.audio
  const { source, isOpening, step, start, stop, hear } = useMicrophoneTest()
  if (!source) {
    return (
      <Buttons>
        <Button icon={<Mic aria-hidden />} busy={isOpening} disabled={!isPossible} onClick={start}>
          {isOpening ? t.opening : t.startTest}
        </Button>
      </Buttons>
    )
  }
  return <Running source={source} step={step} onHear={hear} onStop={stop} />
}

function Running({
  source,
  step,
  onHear,
  onStop,
}: {
  source: VoiceSource
  step: TestView['step']
  onHear(): void
  onStop(): void
}) {
  const { voice } = useTexts()
  const t = voice.audio
  const { voice_mode, voice_noise } = usePreferences()
  const { silence, thresholdDb, isSending, isFallback, isLearnedMissing, isUngated } = useObservable(source)
  return (
    <>
      <GateMeter level={source.level} thresholdDb={voice_mode === 'gate' ? thresholdDb : null} isOpen={isSending} />
      {silence !== null && (
        <Note tone="warn" title={voice.nobodyHears} live>
          {voice.silence[silence]}
        </Note>
      )}
      {isFallback && <Note tone="info">{t.unplugged}</Note>}
      {isLearnedMissing && voice_noise === 'learned' && <Note tone="info">{t.noiseFallback}</Note>}
      {isUngated && voice_mode === 'gate' && <Note tone="warn">{t.ungated}</Note>}
      <Buttons>
        <Button icon={step === 'none' ? <Play aria-hidden /> : <Square aria-hidden />} onClick={onHear}>
          {step === 'none' ? t.record(RECORD_MS / 1_000) : t.stopPlaying}
        </Button>
        <Button variant="quiet" onClick={onStop}>
          {t.stopTest}
        </Button>
      </Buttons>
      <p className={style['aside']} role="status">
        {step === 'recording' ? t.recording : step === 'playing' ? t.playing : ''}
      </p>
    </>
  )
}
