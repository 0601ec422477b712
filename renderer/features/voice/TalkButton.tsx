import { Radio } from 'lucide-react'
import { type KeyboardEvent, useEffect } from 'react'
import { usePreferences, useTexts } from '../../app/context.tsx'
import { classes } from '../../ui/classes.ts'
import type { CallView } from '../../voice/state.ts'
import style from './TalkButton.module.css'
import { useVoice } from './use-call.ts'

/** Push to talk for a finger or a mouse: one is heard while it is held. */
export function TalkButton({ call }: { call: CallView }) {
  const { voice_mode } = usePreferences()
  return voice_mode === 'key' ? <Held call={call} /> : null
}

function Held({ call }: { call: CallView }) {
  const t = useTexts().voice
  const voice = useVoice()
  const { isMuted } = call
  // A button that is taken away, or cannot be pressed any more, is not told that it was let go.
  useEffect(() => {
    if (isMuted) voice.talkKey('button', false)
    return () => voice.talkKey('button', false)
  }, [voice, isMuted])
  const hold = () => voice.talkKey('button', true)
  const release = () => voice.talkKey('button', false)
  const byKey = (event: KeyboardEvent, act: () => void) => {
    if (event.key !== ' ' && event.key !== 'Enter') return
    event.preventDefault()
    if (!event.repeat) act()
  }
  return (
    <button
      type="button"
      className={classes(style['talk'], call.isSpeaking && style['on'])}
      disabled={isMuted}
      aria-pressed={call.isSpeaking}
      onPointerDown={(event) => {
        // The way up is told here, wherever the finger has gone meanwhile.
        event.currentTarget.setPointerCapture(event.pointerId)
        hold()
      }}
      onPointerUp={release}
      onPointerCancel={release}
      onLostPointerCapture={release}
      onKeyDown={(event) => byKey(event, hold)}
      onKeyUp={(event) => byKey(event, release)}
      onBlur={release}
      onContextMenu={(event) => event.preventDefault()}
    >
      <Radio aria-hidden size={16} />
      {t.hold}
    </button>
  )
}
