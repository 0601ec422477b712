import { useTexts } from '../../app/context.tsx'
import type { CallView } from '../../voice/state.ts'
import { GateMeter } from './GateMeter.tsx'
import { type MicrophoneWord, wordOf } from './microphone-word.ts'
import style from './MicrophoneLine.module.css'
import { useKeyName } from './use-key-name.ts'
import { useMicrophone } from './use-microphone.ts'
import { useSpeaksMuted } from './use-speaks-muted.ts'

/** What one's microphone hears, and whether that goes out. */
export function MicrophoneLine({ call }: { call: CallView }) {
  const { level, thresholdDb, mode, talkKey } = useMicrophone()
  const { states, mutedButSpeaking } = useTexts().voice
  const key = useKeyName(talkKey)
  const speaksMuted = useSpeaksMuted(level, thresholdDb, call.isMuted && !call.isDeafened)
  const word: MicrophoneWord = wordOf(call, mode)
  return (
    <div className={style['line']}>
      <GateMeter level={level} thresholdDb={mode === 'gate' ? thresholdDb : null} isOpen={call.isSpeaking} />
      <p className={speaksMuted ? style['warn'] : style['word']} role="status">
        {speaksMuted ? mutedButSpeaking : word === 'keyUp' ? states.keyUp(key) : states[word]}
      </p>
    </div>
  )
}
