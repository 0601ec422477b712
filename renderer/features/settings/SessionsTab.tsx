import { LogOut } from 'lucide-react'
import { useState } from 'react'
import { useApp, useRoom, useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { SignOut } from '../room/SignOut.tsx'
import { useMe } from '../users/use-users.ts'
import { Card } from './Card.tsx'
import { PasswordForm } from './PasswordForm.tsx'

/** The password, and where one is signed in; of other devices the room tells nothing. */
export function SessionsTab() {
  const t = useTexts().settings.sessions
  const { nav } = useApp()
  const { key } = useRoom()
  const me = useMe()
  const [isAsking, setAsking] = useState(false)
  return (
    <>
      {me?.is_guest ? (
        <Card
          title={t.guest}
          text={t.guestText}
          action={<Button onClick={() => nav.go({ screen: 'settings', room: key, tab: 'profile' })}>{t.toKeep}</Button>}
        />
      ) : (
        <PasswordForm username={me?.username ?? ''} />
      )}
      <Card
        title={t.here}
        text={t.hereText(me?.username ?? '…')}
        action={
          <Button icon={<LogOut aria-hidden />} onClick={() => setAsking(true)}>
            {t.signOut}
          </Button>
        }
      />
      {!me?.is_guest && <Card title={t.others} text={t.othersText} />}
      {isAsking && <SignOut onClose={() => setAsking(false)} />}
    </>
  )
}
