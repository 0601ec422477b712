import { useState } from 'react'
import { sentenceOf } from '../../api/errors.ts'
import { useApp, usePreferences, useTexts } from '../../app/context.tsx'
import { Note } from '../../ui/Note.tsx'
import { Switch } from '../../ui/Switch.tsx'
import { tryGlobalTalkKey } from '../voice/desktop-calls.ts'

/** In the desktop app: the talk key also while another program is in front. Whether that can be is tried at once. */
export function GlobalTalkKey() {
  const t = useTexts().voice.audio
  const { platform, preferences, voice } = useApp()
  const { desktop } = platform
  const { voice_key_global } = usePreferences()
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  if (!desktop) return null
  const change = async (wanted: boolean) => {
    setProblem(null)
    if (!wanted) return preferences.set({ voice_key_global: false })
    setBusy(true)
    try {
      setProblem(await tryGlobalTalkKey({ desktop, voice, preferences }))
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
