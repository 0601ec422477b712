import { useEffect, useState } from 'react'
import { useApp, useObservable } from '../../app/context.tsx'
import { playSound, recordTrack } from './browser-recorder.ts'
import { MicrophoneTest, type TestView } from './microphone-test.ts'

/** The microphone outside of calls, for trying it; closed with whatever shows it. */
export function useMicrophoneTest(): TestView & Pick<MicrophoneTest, 'start' | 'stop' | 'hear'> {
  const { platform, preferences, onTrouble } = useApp()
  const [test] = useState(() => {
    const { clock } = platform
    return new MicrophoneTest({
      open: async () => {
        const { openMicrophone } = await import('../../voice/sound/microphone.ts')
        return openMicrophone({ window, preferences, clock, onTrouble })
      },
      record: recordTrack,
      play: (sound) => playSound(sound, preferences.getSnapshot().voice_output),
      clock,
      onTrouble,
    })
  })
  useEffect(() => test.stop, [test])
  return { ...useObservable(test), start: test.start, stop: test.stop, hear: test.hear }
}
