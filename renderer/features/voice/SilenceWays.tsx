import { use } from 'react'
import { useApp, useRoom, useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import type { Silence } from '../../voice/state.ts'
import { PanelsContext } from '../room/panels-context.tsx'
import { wayOutOf } from './silence.ts'
import { useRetryMicrophone } from './use-retry-microphone.ts'

/** What one can do about not being heard, as a button. */
export function SilenceWays({ silence }: { silence: Silence }) {
  const t = useTexts().voice
  const { nav } = useApp()
  const { key } = useRoom()
  const panels = use(PanelsContext)
  const retry = useRetryMicrophone()
  const toSettings = () => nav.go({ screen: 'settings', room: key, tab: 'audio' })
  switch (wayOutOf(silence)) {
    case 'talk':
      return panels && <Button onClick={() => panels.open({ kind: 'way', way: 'talk' })}>{t.talkWays}</Button>
    case 'devices':
      return <Button onClick={toSettings}>{t.chooseMicrophone}</Button>
    case 'gate':
      return <Button onClick={toSettings}>{t.changeGate}</Button>
    case 'retry':
      return <Button onClick={retry}>{t.tryAgain}</Button>
    case null:
      return null
  }
}
