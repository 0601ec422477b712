import { useState } from 'react'
import { sentenceOf } from '../../api/errors.ts'
import { type Invitation, shownIdentity } from '#protocol/invitation.ts'
import { relationTo } from '#protocol/relation.ts'
import { useApp, useObservable, useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { Door } from '../../ui/Door.tsx'
import { Note } from '../../ui/Note.tsx'
import { roomToEnter } from './relation.ts'
import { useJoin } from './use-join.ts'
import style from './JoinScreen.module.css'

/** Whom a link claims to lead to, and the question: a link is anybody's word, and nothing happens before the answer. */
export function AskToJoin({ invitation }: { invitation: Invitation }) {
  const { nav, rooms } = useApp()
  const t = useTexts().join
  const join = useJoin()
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  const all = useObservable(rooms).map((room) => ({
    saved: room.saved,
    isOpen: room.reach.getSnapshot().state === 'open',
  }))
  const relation = relationTo(
    invitation,
    all.map(({ saved }) => saved),
  )
  const known = roomToEnter(invitation, relation, all)
  const name = known?.name ?? invitation.name
  const isChanged = relation.trust === 'changed'

  const go = async () => {
    setBusy(true)
    setFailure(null)
    try {
      await join(invitation, known)
    } catch (error) {
      setFailure(t.failed(sentenceOf(error)))
      setBusy(false)
    }
  }
  return (
    <>
      <div className={style['door']}>
        <Door name={name ?? '?'} size="l" state={known ? 'open' : 'shut'} />
        <div className={style['titles']}>
          <h1>{known ? t.enterTitle(known.name) : name === null ? t.titleNameless : t.title(name)}</h1>
          <p>{known ? t.enterText : t.text}</p>
        </div>
      </div>
      {isChanged && (
        <Note tone="danger" title={t.changedTitle(name ?? '')}>
          {t.changedText}
        </Note>
      )}
      <Claims invitation={invitation} />
      <div role="alert">{failure !== null && <Note tone="danger">{failure}</Note>}</div>
      <div className={style['actions']}>
        <Button variant={isChanged ? 'danger' : 'primary'} size="lg" busy={busy} onClick={() => void go()}>
          {isChanged ? t.joinAnyway : known ? t.enter : t.join}
        </Button>
        <Button size="lg" onClick={() => nav.go(nav.home, { replace: true })}>
          {t.notNow}
        </Button>
      </div>
    </>
  )
}

function Claims({ invitation: { addresses, identity, code } }: { invitation: Invitation }) {
  const t = useTexts().join
  return (
    <dl className={style['claims']}>
      <dt>{t.at}</dt>
      <dd>
        <ul>
          {addresses.map((address) => (
            <li key={address}>{address}</li>
          ))}
        </ul>
      </dd>
      <dt>{t.identity}</dt>
      <dd>
        {identity !== null && <code>{shownIdentity(identity)}</code>}
        <small>{identity === null ? t.noIdentity : t.identityHint}</small>
      </dd>
      {code !== null && (
        <dd>
          <small>{t.withCode}</small>
        </dd>
      )}
    </dl>
  )
}
