import { ArrowLeft } from 'lucide-react'
import { useApp, useObservable, useRoom, useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { Door } from '../../ui/Door.tsx'
import { Note } from '../../ui/Note.tsx'
import { useHosting } from '../host/use-hosting.ts'
import { Brand } from '../start/Brand.tsx'
import { useTitle } from '../start/use-title.ts'
import { AuthForms } from './AuthForms.tsx'
import { ClosedNote } from './ClosedNote.tsx'
import { authMemory } from './memory.ts'
import { OpenInApp } from './OpenInApp.tsx'
import { firstOwner } from './first-owner.ts'
import style from './AuthScreen.module.css'

/** The door of a room that nobody is signed in to. */
export function AuthScreen() {
  const { nav, platform } = useApp()
  const room = useRoom()
  const session = useObservable(room.session)
  const reach = useObservable(room.reach)
  const first = firstOwner(reach.health?.has_owner, { key: room.key, baseUrl: room.origin }, useHosting())
  const t = useTexts().auth
  useTitle(room.name)
  const reason = session.status === 'signed_out' ? session.reason : null
  // Of those who can sign in again the name is kept (use-auth-form.ts).
  const wasGuest = (room.saved.username ?? authMemory(platform.window, room.key).name()) === ''
  return (
    <div className={style['page']}>
      <Brand>
        {platform.kind === 'desktop' && (
          <Button variant="quiet" icon={<ArrowLeft size={16} />} onClick={() => nav.go({ screen: 'start' })}>
            {t.backToRooms}
          </Button>
        )}
      </Brand>
      <main className={style['main']}>
        <div className={style['door']}>
          <Door name={room.name} size="l" state={reach.state === 'closed' ? 'shut' : 'open'} />
          <div className={style['titles']}>
            <h1>{room.name}</h1>
            <p role="status">
              {reach.state === 'closed' ? t.closed : reach.state === 'looking' ? t.looking : <Facts ms={reach.rttMs} />}
            </p>
          </div>
        </div>
        {reach.state === 'closed' && <ClosedNote />}
        {reason === 'banned' && <Note tone="danger">{t.banned}</Note>}
        {reason === 'session_ended' && <Note tone="info">{wasGuest ? t.visitEnded : t.ended}</Note>}
        {first && (
          <Note tone="ok" title={t.firstTitle}>
            {first.at === 'own' ? t.firstOwn : t.firstElsewhere}
          </Note>
        )}
        <AuthForms
          first={first}
          wasHere={reason !== null}
          inviteOnly={reach.health?.config.invite_only ?? false}
          takesGuests={reach.health?.guests ?? false}
        />
        {platform.kind === 'browser' && <OpenInApp />}
      </main>
    </div>
  )
}

function Facts({ ms }: { ms: number }) {
  const t = useTexts().auth
  const reach = useObservable(useRoom().reach)
  const isClosed = reach.health?.config.invite_only ?? false
  return `${isClosed ? t.byInvitation : t.openToAll}, ${t.msAway(ms)}`
}
