import { createHandover } from '#protocol/handover.ts'
import { shownIdentity } from '#protocol/invitation.ts'
import { useApp, useLive, useObservable, useRoom, useTexts } from '../../app/context.tsx'
import { useAction } from '../../app/use-action.ts'
import { Button } from '../../ui/Button.tsx'
import { Note } from '../../ui/Note.tsx'
import { encryptedUrl } from './code-in-address.ts'
import style from './Ways.module.css'

/** What the browser will say about the encrypted page, what to compare there, and the step over to it. */
export function MoveOver() {
  const t = useTexts().handover
  const { window } = useApp().platform
  const { call } = useLive()
  const identity = useObservable(useRoom().reach).health?.identity ?? null
  const { busy, run } = useAction()
  if (identity === null) return <Note tone="warn">{t.noTls}</Note>
  const go = () =>
    run(async () => {
      const { code } = await call(createHandover, {})
      window.location.assign(encryptedUrl(window.location, code))
    })
  return (
    <div className={style['ways']}>
      <p>{t.moveText}</p>
      <ol className={style['steps']}>
        <li>{t.moveWarns}</li>
        <li>
          {t.moveCompare}
          <code className={style['identity']}>{shownIdentity(identity)}</code>
        </li>
        <li>{t.moveGo}</li>
      </ol>
      <div className={style['actions']}>
        <Button variant="primary" busy={busy} onClick={() => void go()}>
          {t.moveNow}
        </Button>
      </div>
      <p className={style['aside']}>{t.moveSoon}</p>
    </div>
  )
}
