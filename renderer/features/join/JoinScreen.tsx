import { useMemo } from 'react'
import { parseInvitation } from '#protocol/invitation.ts'
import { useApp, useObservable, useTexts } from '../../app/context.tsx'
import { HERE } from '../../app/rooms.ts'
import { Waiting } from '../../app/Waiting.tsx'
import { Button } from '../../ui/Button.tsx'
import { Note } from '../../ui/Note.tsx'
import { Brand } from '../start/Brand.tsx'
import { useTitle } from '../start/use-title.ts'
import { AskToJoin } from './AskToJoin.tsx'
import { JoinHere } from './JoinHere.tsx'
import { invitationIn } from './link.ts'
import style from './JoinScreen.module.css'

/** An invitation that was followed or pasted. */
export function JoinScreen({ link }: { link: string }) {
  const { nav, platform, rooms } = useApp()
  const all = useObservable(rooms)
  const parsed = useMemo(() => parseInvitation(invitationIn(link)), [link])
  const t = useTexts().join
  useTitle(t.windowTitle)
  const here = all.find((room) => room.key === HERE)
  const { desktop } = platform
  if (!desktop && !here) return <Waiting />
  return (
    <div className={style['page']}>
      <Brand />
      <main className={style['main']}>
        {!parsed.ok ? (
          <>
            <h1>{t.refusedTitle}</h1>
            <Note tone="warn">{parsed.reason}</Note>
            <div className={style['actions']}>
              <Button size="lg" onClick={() => nav.go(nav.home, { replace: true })}>
                {t.goOn}
              </Button>
            </div>
          </>
        ) : desktop ? (
          <AskToJoin invitation={parsed.invitation} desktop={desktop} />
        ) : (
          here && <JoinHere room={here} invitation={parsed.invitation} />
        )}
      </main>
    </div>
  )
}
