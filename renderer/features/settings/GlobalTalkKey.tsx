import { useState } from 'react'
import { sentenceOf } from '../../api/errors.ts'
import { useApp, useObservable, usePreferences, useTexts } from '../../app/context.tsx'
import { Note } from '../../ui/Note.tsx'
import { Switch } from '../../ui/Switch.tsx'

/** In the desktop app: the talk key also while another program is in front. Whether that can be is tried at once. */
export function GlobalTalkKey() {
  const t = useTexts().voice.audio
  const { platform, preferences, voice } = useApp()
  const { desktop } = platform
  const { voice_key, voice_key_global } = usePreferences()
  const isInCall = useObservable(voice) !== null
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  if (!desktop) return null
  const change = async (wanted: boolean) => {
    setProblem(null)
    if (!wanted) return preferences.set({ voice_key_global: false })
    setBusy(true)
    try {
      const { reason } = await desktop.talkKey.set({ code: voice_key })
      // Without a call nobody looks at any key.
      if (!isInCall) await desktop.talkKey.set({ code: null })
      setProblem(reason)
      preferences.set({ voice_key_global: reason === null })
    } catch (error) {
      setProblem(sentenceOf(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <Switch
        label={t.keyGlobal}
        description={t.keyGlobalText}
        checked={voice_key_global}
        busy={isBusy}
        onChange={(wanted) => void change(wanted)}
      />
      {problem !== null && <Note tone="warn">{t.keyGlobalFailed(problem)}</Note>}
    </>
  )
}
