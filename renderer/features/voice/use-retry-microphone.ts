import { useApp } from '../../app/context.tsx'
import { useVoice } from './use-call.ts'

/** Asks for the microphone of the call again; what is wrong with it now is told by the call's `silence`. */
export function useRetryMicrophone(): () => void {
  const { onTrouble } = useApp()
  const voice = useVoice()
  return () => void voice.microphone.getSnapshot()?.retry().catch(onTrouble)
}
