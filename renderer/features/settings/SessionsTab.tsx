import { LogOut } from 'lucide-react'
import { useState } from 'react'
import { useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { SignOut } from '../room/SignOut.tsx'
import { useMe } from '../users/use-users.ts'
import { Card } from './Card.tsx'
import { PasswordForm } from './PasswordForm.tsx'

/** The password, and where one is signed in; of other devices the room tells nothing. */
export function SessionsTab() {
  const t = useTexts().settings.sessions
  const me = useMe()
  const [isAsking, setAsking] = useState(false)
  return (
    <>
      <PasswordForm username={me?.username ?? ''} />
      <Card
        title={t.here}
        text={t.hereText(me?.username ?? '…')}
        action={
          <Button icon={<LogOut aria-hidden />} onClick={() => setAsking(true)}>
            {t.signOut}
          </Button>
        }
      />
      <Card title={t.others} text={t.othersText} />
      {isAsking && <SignOut onClose={() => setAsking(false)} />}
    </>
  )
}
