import { useState } from 'react'
import { useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { MeetDialog } from '../join/MeetDialog.tsx'
import { Slab } from './Slab.tsx'
import { type Meeting, useDestination } from './use-destination.ts'
import style from './Card.module.css'

/** An invitation, an address or a code, whatever somebody was given. */
export function JoinCard() {
  const t = useTexts().start
  const [text, setText] = useState('')
  const [error, setError] = useState<string | null>(null)
  const [meeting, setMeeting] = useState<Meeting | null>(null)
  const [busy, setBusy] = useState(false)
  const go = useDestination()
  const submit = async () => {
    setBusy(true)
    setError(null)
    const outcome = await go(text)
    if (outcome.kind === 'problem') setError(outcome.text)
    if (outcome.kind === 'meeting') setMeeting(outcome)
    setBusy(false)
  }
  return (
    <Slab title={t.join}>
      <form
        className={style['form']}
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <TextField
          label={t.joinLabel}
          hideLabel
          placeholder={t.joinLabel}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={text}
          error={error}
          onChange={(event) => {
            setText(event.target.value)
            setError(null)
          }}
        />
        <Button type="submit" size="lg" busy={busy}>
          {t.joinButton}
        </Button>
      </form>
      <MeetDialog met={meeting?.met ?? null} code={meeting?.code ?? null} onClose={() => setMeeting(null)} />
    </Slab>
  )
}
