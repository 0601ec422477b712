import { LockOpen, X } from 'lucide-react'
import { useState } from 'react'
import { useApp, useTexts } from '../../app/context.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { useIsOverheard } from './overheard.ts'
import style from './OverheardNote.module.css'

/** In the tab's own storage: it is said once, until the tab is closed. */
const HIDDEN = 'overheard-note-hidden'

/** A quiet line over the conversation: others on the network can read along, and where they cannot. */
export function OverheardNote({ onMove }: { onMove(): void }) {
  const { handover: t, common } = useTexts()
  const { sessionStorage } = useApp().platform.window
  const [isHidden, setHidden] = useState(() => sessionStorage.getItem(HIDDEN) !== null)
  if (!useIsOverheard() || isHidden) return null
  const hide = () => {
    sessionStorage.setItem(HIDDEN, '1')
    setHidden(true)
  }
  return (
    <div role="note" className={style['note']} aria-label={t.noteLabel}>
      <LockOpen aria-hidden size={16} />
      <p>
        {t.note}{' '}
        <button type="button" className={style['move']} onClick={onMove}>
          {t.move}
        </button>
      </p>
      <IconButton size="sm" label={common.close} tooltip={false} icon={<X size={16} />} onClick={hide} />
    </div>
  )
}
