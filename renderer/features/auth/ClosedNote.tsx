import { useState } from 'react'
import { useApp, useRoom, useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { Note } from '../../ui/Note.tsx'

/** The room does not answer: what may be the matter, and a way to try again. */
export function ClosedNote() {
  const { platform, onTrouble } = useApp()
  const room = useRoom()
  const t = useTexts().auth
  const [busy, setBusy] = useState(false)
  const probe = () => {
    setBusy(true)
    room
      .probe()
      .catch(onTrouble)
      .finally(() => setBusy(false))
  }
  return (
    <Note
      tone="warn"
      title={t.closedTitle(room.name)}
      action={
        <Button size="sm" busy={busy} onClick={probe}>
          {t.tryAgain}
        </Button>
      }
    >
      {t.closedText} {platform.kind === 'desktop' && t.closedDesktop}
    </Note>
  )
}
