import { useState } from 'react'
import { useTexts } from '../../app/context.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { GetApp } from './GetApp.tsx'
import { MoveOver } from './MoveOver.tsx'
import { TalkChoice } from './TalkChoice.tsx'

/** `talk`: why there is no microphone here, and the two ways to one. `move`: to the encrypted page. `app`: the app. */
export type Way = 'talk' | 'move' | 'app'

/** How a browser guest gets to what this page cannot give. */
export function WaysDialog({ way, onClose }: { way: Way; onClose(): void }) {
  const { handover: t, common } = useTexts()
  const [step, setStep] = useState(way)
  return (
    <Dialog open onClose={onClose} title={t.titles[step]} closeLabel={common.close}>
      {step === 'talk' ? <TalkChoice onChoose={setStep} /> : step === 'move' ? <MoveOver /> : <GetApp />}
    </Dialog>
  )
}
