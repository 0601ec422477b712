import { useTexts } from '../../app/context.tsx'
import { Note } from '../../ui/Note.tsx'
import type { CallView } from '../../voice/state.ts'
import { silenceToTell } from './silence.ts'
import { SilenceWays } from './SilenceWays.tsx'

/** Nobody can hear you, why, and what to do. */
export function SilenceNote({ call }: { call: CallView }) {
  const t = useTexts().voice
  const silence = silenceToTell(call)
  // The region stays, so that its words are announced when they come.
  return (
    <div role="status">
      {silence && (
        <Note tone="warn" live={false} title={t.nobodyHears} action={<SilenceWays silence={silence} />}>
          {t.silence[silence]}
        </Note>
      )}
    </div>
  )
}
