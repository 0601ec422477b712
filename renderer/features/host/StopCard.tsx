import { Power } from 'lucide-react'
import { useState } from 'react'
import { useApp, useLive, useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { Confirm } from '../../ui/Confirm.tsx'
import { Slab } from '../start/Slab.tsx'
import { type Person, cutOff } from './people.ts'
import { useAction } from '../../app/use-action.ts'

/** As many as one takes in at a glance; the others are counted. */
const NAMED = 6

/** Closes the room that this app hosts, after saying whom that cuts off. */
export function StopCard({ people }: { people: readonly Person[] | undefined }) {
  const { nav, platform, toasts } = useApp()
  const { userId } = useLive()
  const { host: t, common, language } = useTexts()
  const [isAsking, setAsking] = useState(false)
  const { busy, run } = useAction()
  const { others, inCall } = cutOff(people ?? [], userId)
  const named = others.slice(0, NAMED).map(({ profile }) => profile.username)
  const more = others.length - named.length
  // With a rest to come there is no "and" before the last name.
  const names = more > 0 ? named.join(', ') : new Intl.ListFormat(language).format(named)
  const stop = async () => {
    const { desktop } = platform
    if (!desktop) return
    const done = await run(async () => {
      const state = await desktop.hosting.stop()
      if (state.kind === 'failed') throw new Error(state.reason)
    })
    if (!done) return
    toasts.show({ tone: 'ok', text: t.stopped })
    nav.go({ screen: 'start' })
  }
  return (
    <Slab
      title={t.stop}
      text={people ? t.stopText(others.length, inCall) : common.loading}
      aside={
        <Button variant="danger" icon={<Power size={16} />} onClick={() => setAsking(true)}>
          {t.stopButton}
        </Button>
      }
    >
      <Confirm
        open={isAsking}
        title={t.stopTitle}
        text={others.length === 0 ? t.stopNobody : t.stopNames(names, more)}
        confirm={t.stopConfirm}
        cancel={common.cancel}
        tone="danger"
        busy={busy}
        onConfirm={() => void stop()}
        onClose={() => setAsking(false)}
      />
    </Slab>
  )
}
