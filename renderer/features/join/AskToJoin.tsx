import { useState } from 'react'
import type { Desktop } from '#protocol/bridge.ts'
import type { Invitation } from '#protocol/invitation.ts'
import { relationTo } from '#protocol/relation.ts'
import { sentenceOf } from '../../api/errors.ts'
import { useApp, useObservable, useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { Door } from '../../ui/Door.tsx'
import { Note } from '../../ui/Note.tsx'
import { Claims } from './Claims.tsx'
import { type Met, type Missed, meet } from './meet.ts'
import { MeetDialog } from './MeetDialog.tsx'
import { missedText } from './missed.ts'
import { requestFor, roomToEnter } from './relation.ts'
import { useEnter } from './use-enter.ts'
import style from './JoinScreen.module.css'

/** Whom a link claims to lead to, and the question: a link is anybody's word, and nothing happens before the answer. */
export function AskToJoin({ invitation, desktop }: { invitation: Invitation; desktop: Desktop }) {
  const { nav, rooms, platform } = useApp()
  const t = useTexts().join
  const enter = useEnter()
  const [busy, setBusy] = useState(false)
  const [missed, setMissed] = useState<Missed | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const [met, setMet] = useState<Met | null>(null)
  const saved = useObservable(rooms).map((room) => room.saved)
  const relation = relationTo(invitation, saved)
  const known = roomToEnter(invitation, relation, saved)
  const name = known?.name ?? invitation.name
  const isChanged = relation.trust === 'changed'
  const request = requestFor(invitation, known)
  const problem = missed && missedText(missed, t.missed)

  const go = async () => {
    setBusy(true)
    setFailure(null)
    setMissed(null)
    try {
      const result = await meet(desktop, platform, request)
      if (result.kind !== 'met') setMissed(result)
      else if (request.identity !== null || known || saved.some((one) => one.identity === result.met.identity))
        await enter(result.met, { code: invitation.code, keyless: known, replace: true })
      // Nobody has told its key before: it is shown first.
      else setMet(result.met)
    } catch (error) {
      setFailure(t.failed(sentenceOf(error)))
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <div className={style['door']}>
        <Door name={name ?? '?'} size="l" state={known ? 'open' : 'shut'} />
        <div className={style['titles']}>
          <h1>{known ? t.enterTitle(known.name) : name === null ? t.titleNameless : t.title(name)}</h1>
          <p>{known ? t.enterText : missed ? t.textTried : t.text}</p>
        </div>
      </div>
      {isChanged && (
        <Note tone="danger" title={t.changedTitle(name ?? '')}>
          {t.changedText}
        </Note>
      )}
      <Claims
        addresses={request.addresses}
        identity={request.identity}
        hint={request.identity === null ? t.noIdentity : known ? t.identityKnown : t.identityHint}
        more={invitation.code === null ? null : t.withCode}
      />
      <div role="alert">
        {problem && (
          <Note tone={problem.tone} title={problem.title} live={false}>
            {problem.text}
          </Note>
        )}
        {failure !== null && (
          <Note tone="danger" live={false}>
            {failure}
          </Note>
        )}
      </div>
      <div className={style['actions']}>
        <Button variant={isChanged ? 'danger' : 'primary'} size="lg" busy={busy} onClick={() => void go()}>
          {missed ? t.tryAgain : isChanged ? t.joinAnyway : known ? t.enter : t.join}
        </Button>
        <Button size="lg" onClick={() => nav.go(nav.home, { replace: true })}>
          {t.notNow}
        </Button>
      </div>
      <MeetDialog met={met && [met]} code={invitation.code} onClose={() => setMet(null)} />
    </>
  )
}
